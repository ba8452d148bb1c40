import { Result } from "effect"
import * as random from "../internal/random.ts"
import type { WireCircuit } from "../schema/Circuit.ts"
import type { JobFailure } from "../schema/Job.ts"
import type { WireJobRequest } from "../schema/JobRequest.ts"
import * as Simulator from "../simulator/Simulator.ts"
import { energyOf } from "./energy.ts"
import type { EmulatedJob, JobInput } from "./EmulatedJob.ts"
import type { Measured, Outcome } from "./Measured.ts"
import { solve } from "./qaoa.ts"
import { compile } from "./qasm.ts"

/** Below this a probability is rounding, not an outcome: a few units in the last place of 1. */
const rounding = 1e-15

/** What a job comes to, really simulated, or IonQ's failure. */
export const simulate = (
  { id, request }: Pick<EmulatedJob, "id" | "request">,
  input: JobInput,
  maxQubits: number,
): Outcome => {
  // The head and the input are those of one request.
  const whole = { ...request, input } as WireJobRequest
  switch (whole.type) {
    case "ionq.circuit.v1":
      return circuit(whole.input, maxQubits)
    case "ionq.multi-circuit.v1":
      return Result.succeed({ kind: "parent" })
    case "ionq.qasm3.v1":
      return Result.flatMap(compile(whole.input.data), ({ circuit: compiled, registers }) =>
        Result.map(circuit(compiled, maxQubits), (measured) => ({ ...measured, registers })),
      )
    case "quantum-function":
      return Result.map(energyOf(whole.input, maxQubits), (value) => ({ kind: "function", value }))
    case "qctrl.qaoa.v1": {
      const options = { maxQubits, shots: request.shots ?? 100, seed: random.seedOf(id) }
      return Result.map(solve(whole.input, options), (value) => ({ kind: "qaoa", value }))
    }
  }
}

const circuit = (
  input: WireCircuit,
  maxQubits: number,
): Result.Result<Extract<Measured, { readonly kind: "circuit" }>, JobFailure> =>
  Simulator.run(input, { maxQubits }).pipe(
    Result.map((state) => {
      const probabilities: Record<string, number> = {}
      Simulator.probabilitiesOf(state).forEach((probability, index) => {
        if (probability > rounding) probabilities[index] = probability
      })
      return { kind: "circuit" as const, qubits: state.qubits, probabilities }
    }),
    Result.mapError(({ code, message }) => ({ code, message })),
  )
