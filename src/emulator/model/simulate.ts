import { Effect, Result } from "effect"
import * as random from "../../sampling/random.ts"
import type { WireCircuit } from "../../schema/Circuit.ts"
import type { JobFailure } from "../../schema/Job.ts"
import type { WireJobRequest } from "../../schema/JobRequest.ts"
import { runExactly, runShots } from "../../simulator/dynamic.ts"
import * as Simulator from "../../simulator/Simulator.ts"
import { energyOf } from "./energy.ts"
import { type EmulatedJob, type JobInput, shotsOf } from "./EmulatedJob.ts"
import type { Outcome } from "./Measured.ts"
import { noiseOf } from "./noise.ts"
import { solve } from "./qaoa.ts"
import { compile, type Compiled } from "./qasm.ts"
import { countStates, fractions } from "./sampling.ts"

/** Smaller probabilities are rounding errors, not outcomes: a few units in the last place of 1. */
const rounding = 1e-15

/** The simulated outcome of a job, or IonQ's failure. Other fibers run during wide circuits and many shots. */
export const simulate = Effect.fnUntraced(function* (
  { id, request }: Pick<EmulatedJob, "id" | "request">,
  input: JobInput,
  maxQubits: number,
): Effect.fn.Return<Outcome> {
  // The head and the input belong to one request.
  const whole = { ...request, input } as WireJobRequest
  switch (whole.type) {
    case "ionq.circuit.v1":
      return yield* circuit(whole.input, { id, request }, maxQubits)
    case "ionq.multi-circuit.v1":
      return Result.succeed({ kind: "parent" })
    case "ionq.qasm3.v1": {
      const program = compile(whole.input.data)
      if (Result.isFailure(program)) return Result.fail(program.failure)
      const { circuit: compiled, registers, dynamic } = program.success
      if (dynamic !== undefined) return yield* stepByStep(dynamic, { id, request })
      return Result.map(yield* circuit(compiled, { id, request }, maxQubits), (measured) => ({
        ...measured,
        registers,
      }))
    }
    case "quantum-function":
      return Result.map(energyOf(whole.input, maxQubits), (value) => ({ kind: "function", value }))
    case "qctrl.qaoa.v1": {
      const options = { maxQubits, shots: request.shots ?? 100, seed: random.seedOf(id) }
      return Result.map(solve(whole.input, options), (value) => ({ kind: "qaoa", value }))
    }
  }
})

/** Runs a circuit as its backend measures it: exactly, or shot by shot with its noise. */
const circuit = Effect.fnUntraced(function* (
  input: WireCircuit,
  { id, request }: Pick<EmulatedJob, "id" | "request">,
  maxQubits: number,
) {
  const noise = noiseOf(request)
  if (Result.isFailure(noise)) return Result.fail(noise.failure)
  const model = noise.success
  if (model === undefined) return yield* exact(input, maxQubits)
  const seed = random.seedOf(`${request.noise?.seed ?? id}`)
  return yield* counted(input, { model, shots: shotsOf(request) ?? 0, seed, maxQubits })
})

/**
 * The number of shots that approximates the exact probabilities of a noiseless program with too many measurement
 * outcomes.
 */
const manyShots = 10_000

/** Runs a program that continues after measurements: exactly, or shot by shot with its noise. */
const stepByStep = Effect.fnUntraced(function* (
  { circuit, registers }: NonNullable<Compiled["dynamic"]>,
  { id, request }: Pick<EmulatedJob, "id" | "request">,
): Effect.fn.Return<Outcome> {
  const noise = noiseOf(request)
  if (Result.isFailure(noise)) return Result.fail(noise.failure)
  const model = noise.success
  const seed = random.seedOf(`${request.noise?.seed ?? id}`)
  const { qubits } = circuit
  if (model === undefined) {
    const found = yield* runExactly(circuit)
    if (Result.isFailure(found)) return Result.fail(failureOf(found.failure))
    if (found.success !== undefined) {
      return Result.succeed({ kind: "circuit", qubits, probabilities: likely(found.success) })
    }
  }
  const run = yield* runShots(circuit, { model, shots: shotsOf(request) ?? manyShots, seed })
  if (Result.isFailure(run)) return Result.fail(failureOf(run.failure))
  const probabilities = fractions(countStates(run.success))
  return Result.succeed(
    model === undefined
      ? { kind: "circuit", qubits, probabilities }
      : { kind: "circuit", qubits, probabilities, counts: run.success, bits: registers },
  )
})

const likely = (probabilities: ArrayLike<number>): Record<string, number> => {
  const found: Record<string, number> = {}
  for (let index = 0; index < probabilities.length; index++) {
    const probability = probabilities[index]!
    if (probability > rounding) found[index] = Math.min(1, probability)
  }
  return found
}

const failureOf = ({ code, message }: Simulator.SimulationError): JobFailure => ({ code, message })

const exact = (input: WireCircuit, maxQubits: number) =>
  Simulator.simulate(input, { maxQubits }).pipe(
    Effect.map((state) => ({
      kind: "circuit" as const,
      qubits: state.qubits,
      probabilities: likely(Simulator.probabilitiesOf(state)),
    })),
    Effect.mapError(failureOf),
    Effect.result,
  )

const counted = (input: WireCircuit, options: Simulator.NoiseOptions) =>
  Simulator.measure(input, options).pipe(
    Effect.map((shots) => {
      const { states, counts } = Simulator.tally(shots)
      const histogram: Record<string, number> = {}
      states.forEach((state, i) => (histogram[state] = counts[i]!))
      return {
        kind: "circuit" as const,
        qubits: Simulator.widthOf(input),
        probabilities: fractions(histogram),
        counts: histogram,
      }
    }),
    Effect.mapError(failureOf),
    Effect.result,
  )
