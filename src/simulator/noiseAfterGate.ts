import type { NoiseModel } from "./NoiseModel.ts"
import type { Part } from "./gateOperations.ts"

/**
 * The noise after a gate. A depolarizing channel of rate r leaves the state unchanged with probability 1 - r, and
 * otherwise makes its qubits completely random. `NoiseModel` describes the other channels.
 */
export type Channel =
  | {
      readonly kind: "depolarizing"
      readonly rate: number
      readonly qubits: readonly [number] | readonly [number, number]
    }
  | {
      readonly kind: "amplitudeDamping" | "phaseDamping"
      readonly rate: number
      readonly qubit: number
    }

/** The channels after a gate on one or two qubits, in order. */
export const channelsAfter = (
  { qubits }: Pick<Part, "qubits">,
  model: NoiseModel,
): ReadonlyArray<Channel> => {
  const [first, second] = qubits
  if (first === undefined) return []
  const size = second === undefined ? "oneQubit" : "twoQubit"
  const channels: Array<Channel> = []
  if (model[size] > 0) {
    const on = second === undefined ? ([first] as const) : ([first, second] as const)
    channels.push({ kind: "depolarizing", rate: model[size], qubits: on })
  }
  for (const kind of ["amplitudeDamping", "phaseDamping"] as const) {
    const rate = model[kind]?.[size] ?? 0
    if (rate > 0) for (const qubit of qubits) channels.push({ kind, rate, qubit })
  }
  return channels
}

/**
 * Whether the errors of a model can be drawn before a circuit runs. Amplitude damping depends on the state, so its
 * errors cannot.
 */
export const isOfPaulis = ({ amplitudeDamping }: NoiseModel): boolean =>
  amplitudeDamping === undefined || (amplitudeDamping.oneQubit === 0 && amplitudeDamping.twoQubit === 0)
