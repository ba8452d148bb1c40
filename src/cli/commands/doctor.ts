import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"

export const doctor = Command.make(
  "doctor",
  {},
  lazily(() => import("../actions/doctor.ts").then((actions) => actions.doctor)),
).pipe(
  Command.withDescription(
    "Check the key and its owner, the connection to IonQ, the clocks, the backends, and whether " +
      "IonQ's responses have anything that this version does not know",
  ),
  Command.withShortDescription("Check the setup"),
  Command.withExamples([{ command: "ionq doctor" }]),
)
