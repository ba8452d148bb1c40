import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"

export const doctor = Command.make(
  "doctor",
  {},
  lazily(() => import("../actions/doctor.ts").then((actions) => actions.doctor)),
).pipe(
  Command.withDescription(
    "Look for what is wrong: the key, whether IonQ answers, the clocks, whose key it is, the backends, and whether " +
      "IonQ says things that this version does not know",
  ),
  Command.withShortDescription("Look for what is wrong with the setup"),
  Command.withExamples([{ command: "ionq doctor" }]),
)
