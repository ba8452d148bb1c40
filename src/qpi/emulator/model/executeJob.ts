import { Effect, Option, Result } from "effect"
import * as Circuit from "../../../Circuit.ts"
import * as Distribution from "../../../Distribution.ts"
import * as Qasm from "../../../Qasm.ts"
import * as Random from "../../../random/generator.ts"
import * as Simulator from "../../../simulator/Simulator.ts"
import { type JobPayload, payloadOf } from "../../schema/Job.ts"

/** The output of a driver. */
export type Results = Readonly<Record<string, unknown>>

const error = (words: string): Results => ({ error: words })

const header = /^\s*(?:(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/)\s*)*OPENQASM\s+[23](?:\.\d+)?\s*;/

/** Runs a job's payload on the simulator, as the mock driver does. */
export const execute = Effect.fnUntraced(function* (
  payload: unknown,
  seed: string,
  backend: string,
): Effect.fn.Return<Results> {
  const known = payloadOf({ payload })
  if (Option.isNone(known)) return error("Failed to parse the payload")
  const { circuits, meas_level: level = 2 } = known.value
  if (level !== 1 && level !== 2) {
    return error("NotImplementedError: job execution failed, see driver logs for details")
  }
  const parts: Array<Results> = []
  for (const circuit of circuits) {
    for (const values of setsOf(circuit.parameter_values)) {
      const part = yield* runOne(known.value, circuit.circuit, values, {
        shots: circuit.shots ?? known.value.shots ?? 1024,
        seed: Random.seedOf(`${seed}.${parts.length}`),
      })
      if (Result.isFailure(part)) return error(part.failure)
      parts.push(part.success)
    }
  }
  const { raw: _, ...first } = parts[0] ?? {}
  return { shots: 0, ...first, backend, success: true, circuit_results: parts }
})

const setsOf = (sets: ReadonlyArray<ReadonlyArray<number>> | null | undefined) =>
  sets == null || sets.length === 0 ? [[]] : sets

const runOne = Effect.fnUntraced(function* (
  payload: JobPayload,
  program: string,
  values: ReadonlyArray<number>,
  { shots, seed }: { readonly shots: number; readonly seed: number },
): Effect.fn.Return<Result.Result<Results, string>> {
  if (!header.test(program)) {
    return Result.fail(
      "Failed to parse QASM circuit: missing or unrecognized OPENQASM version header, expected 'OPENQASM 2.0;' or 'OPENQASM 3.0;'",
    )
  }
  const read = Qasm.parse(program)
  if (Result.isFailure(read)) {
    return Result.fail(`Failed to parse QASM circuit: ${read.failure.message}`)
  }
  const { circuit, registers } = read.success
  const bits = Object.values(registers).flat()
  if (bits.length === 0) return Result.succeed({ raw: "<xarray.Dataset> Size: 0B", shots: 0 })
  if (payload.meas_level === 1) {
    const draw = Random.make(seed)
    const lines = payload.meas_return === "avg" ? 1 : shots
    const memory = Array.from({ length: lines }, () => bits.map(() => [0.8 + draw() / 5, 0.8 + draw() / 5]))
    return Result.succeed({ memory, shots })
  }
  const bound = Circuit.toInput(Circuit.bind(circuit, parametersOf(program, values)))
  if (Result.isFailure(bound) && bound.failure.code !== "EmptyCircuit") {
    return Result.fail(`Failed to parse QASM circuit: ${bound.failure.message}`)
  }
  const width = bits.length
  const zero = { ["0".repeat(width)]: shots }
  // Without gates there is nothing to simulate, and every bit is 0.
  if (Result.isFailure(bound)) return Result.succeed({ counts: everyKey(width, zero), shots })
  const state =
    Simulator.widthOf(bound.success) <= atOnce
      ? Simulator.run(bound.success)
      : yield* Effect.result(Simulator.simulate(bound.success, { maxQubits: mostQubits }))
  if (Result.isFailure(state)) return Result.fail(`SimulationError: ${state.failure.message}`)
  const counted = Result.flatMap(
    Distribution.fromArray(Simulator.probabilitiesOf(state.success)),
    Distribution.remap(bits),
  )
  if (Result.isFailure(counted)) return Result.fail(counted.failure.message)
  return Result.succeed({ counts: sample(counted.success, shots, seed), shots })
})

/** The largest number of qubits that is simulated synchronously. A larger simulation yields to other fibers. */
const atOnce = 12

/** The largest number of qubits. With its counts, such a simulation takes 1 GB; each further qubit would double that. */
const mostQubits = 24

/** The values of a program's `input` parameters by name, in the order of their declarations. */
const parametersOf = (program: string, values: ReadonlyArray<number>): Record<string, number> => {
  const found: Record<string, number> = {}
  const names = [...program.matchAll(/\binput\s+(?:float|angle)(?:\s*\[[^\]]*\])?\s+(\w+)\s*;/g)]
  for (const [i, [, name = ""]] of names.entries()) if (i < values.length) found[name] = values[i]!
  return found
}

/**
 * Counts for all keys of `width` bits, including zeros. For more than 16 bits only the given keys are kept, because all
 * of them would not fit into a driver's message.
 */
const everyKey = (width: number, counts: Readonly<Record<string, number>>): Record<string, number> => {
  if (width > mostKeys) return { ...counts }
  const all: Record<string, number> = {}
  for (let i = 0; i < 2 ** width; i++) {
    const key = i.toString(2).padStart(width, "0")
    all[key] = counts[key] ?? 0
  }
  return all
}

const mostKeys = 16

const sample = (
  distribution: Distribution.Distribution,
  shots: number,
  seed: number,
): Record<string, number> => {
  const counts: Record<string, number> = {}
  const drawn = Simulator.countsOf(Simulator.outcomesFrom(distribution.values), {
    shots: Math.max(0, shots),
    seed,
  })
  if (Result.isSuccess(drawn)) {
    const { states, counts: numbers } = drawn.success
    states.forEach((index, i) => {
      const state = distribution.states[index]!
      counts[state.toString(2).padStart(distribution.width, "0")] = numbers[i]!
    })
  }
  return everyKey(distribution.width, counts)
}
