import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"

export const demo = Command.make(
  "demo",
  {},
  lazily(() => import("../actions/demo.ts").then((actions) => actions.demo)),
).pipe(
  Command.withShortDescription("Run two small circuits, without a key"),
  Command.withDescription(
    "Draw two small circuits, run them on the built-in emulator and show their results. Needs no key, no network and no file.",
  ),
  Command.withExamples([{ command: "ionq demo" }]),
)
