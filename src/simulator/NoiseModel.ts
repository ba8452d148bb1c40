/**
 * Noise models: those that IonQ publishes, and custom ones.
 *
 * @since 0.1.0
 */
import { Result } from "effect"
import { SimulationError } from "./SimulationError.ts"

/**
 * The rates for gates on one qubit and on two qubits, from 0 to 1.
 *
 * @category models
 * @since 0.2.0
 */
export interface GateRates {
  readonly oneQubit: number
  readonly twoQubit: number
}

/**
 * The probabilities of reading a qubit incorrectly, independently of the other qubits.
 *
 * @category models
 * @since 0.2.0
 */
export interface ReadoutError {
  /** The probability that a qubit in |0⟩ is read as 1. */
  readonly zeroAsOne: number
  /** The probability that a qubit in |1⟩ is read as 0. */
  readonly oneAsZero: number
}

/**
 * The noise after each gate, and when qubits are read.
 *
 * **Details**
 *
 * Depolarizing noise, as IonQ describes it: a gate on one qubit is followed by X, Y or Z with probability `oneQubit /
 * 4` each, and a gate on two qubits by each of the 15 non-identity pairs of Pauli matrices with probability `twoQubit /
 * 16`. Then each qubit of the gate is damped, if the model has damping rates (Nielsen and Chuang, Quantum Computation
 * and Quantum Information, 8.3.5 and 8.3.6; `relaxation` computes the rates from the times T1 and T2). Idle qubits have
 * no noise except for readout errors. A gate on more than two qubits has the noise of the native gates into which
 * `Compiler.compile` decomposes it.
 *
 * @category models
 * @since 0.1.0
 */
export interface NoiseModel {
  /** Depolarizing rate of gates on one qubit, from 0 to 1. */
  readonly oneQubit: number
  /** Depolarizing rate of gates on two qubits, from 0 to 1. */
  readonly twoQubit: number
  /** The largest number of qubits of a circuit. */
  readonly qubits: number
  /** The probability that a qubit in |1⟩ decays to |0⟩ during a gate on it. Default: 0. */
  readonly amplitudeDamping?: GateRates | undefined
  /** The phase damping rate λ of a gate on a qubit: coherences are multiplied by √(1 - λ). Default: 0. */
  readonly phaseDamping?: GateRates | undefined
  /** The readout errors. Default: none. */
  readonly readout?: ReadoutError | undefined
  /** The native gate on two qubits into which wider gates are compiled. Default: `ms`. */
  readonly target?: "ms" | "zz" | undefined
}

/** The parameters that IonQ publishes: https://docs.ionq.com/guides/simulation-with-noise-models */
const published: Record<string, NoiseModel> = {
  "aria-1": { oneQubit: 0.0005, twoQubit: 0.0133, qubits: 25 },
  "aria-2": { oneQubit: 0.0006573333333333332, twoQubit: 0.01856, qubits: 25 },
  "forte-1": {
    oneQubit: 0.0002666666666666667,
    twoQubit: 0.004949333333333333,
    qubits: 29,
    target: "zz",
  },
}

const invalid = (message: string) => Result.fail(new SimulationError({ code: "InvalidInput", message }))

/**
 * The noise model with a name: `aria-1`, `aria-2` or `forte-1`, with the parameters in IonQ's guide to simulation
 * with noise models. Fails with `InvalidInput` for any other name. IonQ has not published the parameters of
 * `forte-enterprise-1`, nor those of `harmony`, `harmony-1` and `harmony-2`, which use a different formula.
 *
 * **Example** (The errors of a two-qubit gate)
 *
 * ```ts
 * Result.map(Simulator.noiseModel("forte-1"), ({ twoQubit }) => twoQubit) // 0.0049...
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const noiseModel = (name: string): Result.Result<NoiseModel, SimulationError> => {
  const found = Object.hasOwn(published, name) ? published[name] : undefined
  if (found !== undefined) return Result.succeed(found)
  const known = Object.keys(published).join(", ")
  return invalid(`The parameters of the noise model ${name} are not published; the known models are ${known}`)
}

/**
 * The damping rates for a duration, from the times T1 (after which 1/e of the qubits in |1⟩ have not decayed to |0⟩)
 * and T2 (after which coherences are 1/e of their value). All three are in the same unit: seconds, as in IonQ's
 * characterizations.
 *
 * **Details**
 *
 * Amplitude damping is 1 - e^(-time/T1), which alone multiplies coherences by e^(-time/2T1). Phase damping accounts
 * for the rest. Fails with `InvalidInput` for times that are not positive, and for a T2 above twice T1, which is
 * impossible.
 *
 * **Example** (A custom model)
 *
 * ```ts
 * const rates = Result.getOrThrow(Simulator.relaxation({ t1: 10, t2: 1, time: 0.0006 }))
 * const model = {
 *   oneQubit: 0.0005,
 *   twoQubit: 0.0133,
 *   qubits: 25,
 *   amplitudeDamping: { oneQubit: 0, twoQubit: rates.amplitudeDamping },
 *   phaseDamping: { oneQubit: 0, twoQubit: rates.phaseDamping },
 *   readout: { zeroAsOne: 0.002, oneAsZero: 0.005 },
 * }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const relaxation = (times: {
  readonly t1: number
  readonly t2: number
  readonly time: number
}): Result.Result<{ readonly amplitudeDamping: number; readonly phaseDamping: number }, SimulationError> => {
  const { t1, t2, time } = times
  if (!(t1 > 0)) return invalid(`t1 is ${t1}, not a positive time`)
  if (!(t2 > 0 && t2 <= 2 * t1)) return invalid(`t2 is ${t2}, not a positive time up to 2 t1`)
  if (!(time >= 0)) return invalid(`time is ${time}, not a time from 0`)
  return Result.succeed({
    amplitudeDamping: -Math.expm1(-time / t1),
    // e^(-time/t2) = √(1 - amplitude) √(1 - phase). For t2 = 2 t1 the rate is 0, but rounding may make it negative.
    phaseDamping: Math.max(0, -Math.expm1(-time * (2 / t2 - 1 / t1))),
  })
}

/** Fails with `InvalidInput` if a rate of a model is not a number from 0 to 1. */
export const checkModel = (model: NoiseModel): Result.Result<void, SimulationError> => {
  const { oneQubit, twoQubit, amplitudeDamping, phaseDamping, readout } = model
  const rates = Object.entries({ oneQubit, twoQubit })
  for (const [part, of] of Object.entries({ amplitudeDamping, phaseDamping, readout })) {
    for (const [name, rate] of Object.entries(of ?? {})) rates.push([`${part}.${name}`, rate])
  }
  const wrong = rates.find(([, rate]) => !(rate >= 0 && rate <= 1))
  if (wrong === undefined) return Result.void
  return invalid(`${wrong[0]} of the noise model is ${wrong[1]}, not a number from 0 to 1`)
}
