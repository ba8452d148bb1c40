import { Result } from "effect"
import { checkOptions, type Options } from "./engines.ts"
import { fitting } from "./memory.ts"
import { defaultLimit, hardLimit, widest } from "./limits.ts"
import { checkModel, type NoiseModel } from "./NoiseModel.ts"
import type { Method } from "./Samples.ts"
import { type SimulatedCircuit, widthOf } from "./SimulatedCircuit.ts"
import { SimulationError } from "./SimulationError.ts"
import { type CliffordCircuit, cliffordOf, type PlacedStep, stepsOf } from "./stabilizer.ts"
import { runSparse } from "./WideRun.ts"
import type { WideAmplitudes } from "./WideSparse.ts"

/**
 * How to choose a method.
 *
 * @category options
 * @since 0.2.0
 */
export interface MethodOptions extends Options {
  /** The noise after each gate. Default: none. */
  readonly model?: NoiseModel | undefined
  /** The method to use. Default: the first of `stabilizer`, `dense` and `sparse` that can simulate the circuit. */
  readonly method?: Method | undefined
}

/** The method for a circuit, with the data that the method needs. */
export type Plan =
  | { readonly method: "stabilizer"; readonly qubits: number; readonly circuit: CliffordCircuit }
  | { readonly method: "dense"; readonly qubits: number }
  | {
      readonly method: "sparse"
      readonly qubits: number
      readonly steps: ReadonlyArray<PlacedStep>
      /** The final state without noise. */
      readonly state: WideAmplitudes
    }

export const fail = (code: SimulationError["code"], message: string) =>
  Result.fail(new SimulationError({ code, message }))

type Planned = Result.Result<Plan, SimulationError>

/** Chooses the given method or, by default, the first one that can simulate the circuit. Fails if there is none. */
export function* planning(circuit: SimulatedCircuit, options: MethodOptions): Generator<void, Planned, void> {
  const { maxQubits = defaultLimit, model, method } = options
  const checked = Result.flatMap(checkOptions(options), () =>
    model === undefined ? Result.void : checkModel(model),
  )
  if (Result.isFailure(checked)) return Result.fail(checked.failure)
  const qubits = widthOf(circuit)
  const most = Math.min(widest, model?.qubits ?? widest)
  if (circuit.circuit.length === 0) return fail("InvalidInput", "The circuit has no gates")
  if (!Number.isInteger(qubits) || qubits < 1) {
    return fail("InvalidInput", `The circuit has qubits ${qubits}, not a whole number from 1`)
  }
  if (qubits > most) return fail("NotEnoughQubits", `The circuit has ${qubits} qubits, the limit is ${most}`)
  const steps = yield* stepsOf(circuit, qubits, model)
  if (Result.isFailure(steps)) return Result.fail(steps.failure)
  const why: Array<string> = []
  if (method === undefined || method === "stabilizer") {
    const found = cliffordOf(steps.success, model)
    if ("gates" in found) return Result.succeed({ method: "stabilizer", qubits, circuit: found })
    why.push(
      found.other === "damping"
        ? "its noise has amplitude damping"
        : `it is not a Clifford circuit (gate ${found.other}, ${circuit.circuit[found.other]?.gate})`,
    )
  }
  if (method === undefined || method === "dense") {
    const limit = Math.min(maxQubits, hardLimit)
    if (qubits <= limit) {
      const room = fitting(qubits, () => undefined)
      return Result.map(room, () => ({ method: "dense", qubits }))
    }
    why.push(`the limit for all amplitudes is ${limit} qubits`)
  }
  if (method === undefined || method === "sparse") {
    const state = yield* runSparse(steps.success, qubits)
    if (Result.isSuccess(state)) {
      return Result.succeed({ method: "sparse", qubits, steps: steps.success, state: state.success })
    }
    why.push(`it ${state.failure.message}`)
  }
  return fail(
    "NotEnoughQubits",
    `The circuit has ${qubits} qubits and cannot be simulated: ${why.join("; ")}`,
  )
}
