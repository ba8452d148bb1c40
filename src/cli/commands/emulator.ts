import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"
import { config } from "../inputs/emulator.ts"

export const emulator = Command.make(
  "emulator",
  config,
  lazily(() => import("../actions/emulator.ts").then((actions) => actions.emulator)),
).pipe(
  Command.withDescription(
    "Serve IonQ's API without IonQ on a port of this machine, until Ctrl-C. It simulates jobs; /ui shows them.",
  ),
  Command.withShortDescription("Serve IonQ's API without IonQ"),
  Command.withExamples([
    { command: "ionq emulator --port 4800" },
    {
      command: "IONQ_API_KEY=emulator-key ionq --url http://127.0.0.1:4800/v0.4 run bell.qasm",
      description: "and in another terminal",
    },
  ]),
)
