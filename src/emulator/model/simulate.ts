import { Effect, Result } from "effect"
import * as random from "../../random/generator.ts"
import type { WireCircuit } from "../../schema/Circuit.ts"
import type { JobFailure } from "../../schema/Job.ts"
import type { WireJobRequest } from "../../schema/JobRequest.ts"
import { runShots } from "../../simulator/dynamicShots.ts"
import { runExactly } from "../../simulator/dynamicExact.ts"
import * as Simulator from "../../simulator/Simulator.ts"
import { energyOf } from "./energy.ts"
import { manyShots, tooMuchWork } from "./dynamicWork.ts"
import { type EmulatedJob, type JobInput, shotsOf } from "./EmulatedJob.ts"
import type { Measured, Outcome } from "./Outcome.ts"
import { noiseOf } from "./noise.ts"
import { solve } from "./qaoa.ts"
import { compile, type Compiled } from "./qasm.ts"
import { fractionsOf, ofCounts, ofRecord, statesOf, type StateTable } from "./StateTable.ts"

/** The simulated outcome of a job, or IonQ's failure. Other fibers run during wide circuits and many shots. */
export const simulate = Effect.fnUntraced(function* (
  { id, request }: Pick<EmulatedJob, "id" | "request">,
  input: JobInput,
  maxQubits: number,
): Effect.fn.Return<Outcome> {
  // The head and the input belong to one request, so the cast holds.
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

/** Simulates a circuit: exactly on the ideal simulator, otherwise shot by shot with the noise of its backend. */
const circuit = Effect.fnUntraced(function* (
  input: WireCircuit,
  { id, request }: Pick<EmulatedJob, "id" | "request">,
  maxQubits: number,
) {
  const noise = noiseOf(request, Simulator.widthOf(input))
  if (Result.isFailure(noise)) return Result.fail(noise.failure)
  const model = noise.success
  if (model === undefined) return yield* exact(input, maxQubits)
  const seed = random.seedOf(`${request.noise?.seed ?? id}`)
  return yield* counted(input, { model, shots: shotsOf(request) ?? 0, seed, maxQubits })
})

/** Runs a program that continues after measurements: exactly, or shot by shot with its noise. */
const stepByStep = Effect.fnUntraced(function* (
  { circuit, registers }: NonNullable<Compiled["dynamic"]>,
  { id, request }: Pick<EmulatedJob, "id" | "request">,
): Effect.fn.Return<Outcome> {
  const { qubits } = circuit
  const noise = noiseOf(request, qubits)
  if (Result.isFailure(noise)) return Result.fail(noise.failure)
  const model = noise.success
  const seed = random.seedOf(`${request.noise?.seed ?? id}`)
  const measured = { kind: "circuit", method: "dense" } as const
  if (model === undefined) {
    const found = yield* runExactly(circuit)
    if (Result.isFailure(found)) return Result.fail(failureOf(found.failure))
    if (found.success !== undefined) {
      const values = atMostOne(found.success)
      return Result.succeed({
        ...measured,
        counted: false,
        table: { qubits, stride: 1, states: undefined, values },
      })
    }
  }
  const shots = shotsOf(request) ?? manyShots
  const refused = tooMuchWork(circuit, { model, shots })
  if (refused !== undefined) return Result.fail(refused)
  const run = yield* runShots(circuit, { model, shots, seed })
  if (Result.isFailure(run)) return Result.fail(failureOf(run.failure))
  const table = ofRecord(run.success, qubits)
  return Result.succeed(
    model === undefined
      ? { ...measured, counted: false, table: fractionsOf(statesOf(table)) }
      : { ...measured, counted: true, table, bits: registers },
  )
})

/**
 * Limits probabilities to 1, because rounding can lift them above it. The array is changed in place, because it may be
 * large.
 */
const atMostOne = (probabilities: Float64Array): Float64Array => {
  for (let place = 0; place < probabilities.length; place++) {
    if (probabilities[place]! > 1) probabilities[place] = 1
  }
  return probabilities
}

const failureOf = ({ code, message }: Simulator.SimulationError): JobFailure => ({ code, message })

/**
 * The exact outcomes: from all amplitudes up to `maxQubits`, otherwise by the first other method that can simulate the
 * circuit.
 */
const exact = (input: WireCircuit, maxQubits: number) => {
  const measured: Effect.Effect<Measured, Simulator.SimulationError> =
    Simulator.widthOf(input) <= maxQubits
      ? Effect.map(Simulator.simulate(input, { maxQubits }), (state) => ({
          kind: "circuit",
          counted: false,
          method: state.support === undefined ? "dense" : "sparse",
          table: tableOf(state),
        }))
      : Effect.map(
          Simulator.fewOutcomes(input, { maxQubits }),
          ({ method, qubits, stride, states, probabilities }) => ({
            kind: "circuit",
            counted: false,
            method,
            table: { qubits, stride, states, values: atMostOne(probabilities) },
          }),
        )
  return Effect.result(Effect.mapError(measured, failureOf))
}

const tableOf = (state: Simulator.StateVector): StateTable => {
  const { qubits, support } = state
  if (support === undefined) {
    return { qubits, stride: 1, states: undefined, values: atMostOne(Simulator.probabilitiesOf(state)) }
  }
  const { states, re, im } = support
  return {
    qubits,
    stride: 1,
    states: Uint32Array.from(states),
    values: atMostOne(Float64Array.from(states, (_, i) => re[i]! * re[i]! + im[i]! * im[i]!)),
  }
}

const counted = (input: WireCircuit, options: Simulator.SampleOptions) =>
  Simulator.sample(input, options).pipe(
    Effect.map((samples): Measured => ({
      kind: "circuit",
      counted: true,
      method: samples.method,
      table: ofCounts(Simulator.countSamples(samples)),
    })),
    Effect.mapError(failureOf),
    Effect.result,
  )
