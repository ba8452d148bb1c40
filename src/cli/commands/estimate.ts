import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"
import { config } from "../inputs/estimate.ts"

export const estimate = Command.make(
  "estimate",
  config,
  lazily(() => import("../actions/estimate.ts").then((actions) => actions.estimate)),
).pipe(
  Command.withShortDescription("Estimate what a job would cost, and how long it would take"),
  Command.withDescription("Estimate what a job would cost and how long it would take, without submitting it"),
  Command.withExamples([
    { command: "ionq estimate bell.qasm --backend qpu.forte-1 --shots 1000" },
    { command: "ionq estimate --backend qpu.forte-1 --qubits 10 --1q-gates 40 --2q-gates 20" },
  ]),
)
