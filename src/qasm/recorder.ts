import type { GateOf } from "../gates/Symbolic.ts"
import { isNative, type Operation, toGates } from "./operation.ts"

type AnyGate = GateOf["qis"] | GateOf["native"]

/** The steps of a program that continues after a measurement. */
export type Step =
  | { readonly kind: "gates"; readonly gates: ReadonlyArray<AnyGate> }
  /** Bits are numbered across all registers. A measurement without a target bit has no `bit`. */
  | { readonly kind: "measure"; readonly qubit: number; readonly bit: number | undefined }
  | { readonly kind: "reset"; readonly qubit: number }
  | {
      readonly kind: "branch"
      readonly holds: (bits: ArrayLike<number>) => boolean
      readonly taken: ReadonlyArray<Step>
      readonly otherwise: ReadonlyArray<Step>
    }

/** The bits of a register. The array itself identifies the register. */
type Register = ReadonlyArray<number | null>

/** Records the steps of a program that measures before its end. */
export interface Recorder {
  readonly gates: (operations: ReadonlyArray<Operation>) => void
  readonly measure: (qubit: number, register?: Register, place?: number) => void
  readonly reset: (qubit: number) => void
  /** Records a branch on measured bits; undefined if branches are rejected. */
  readonly branch:
    | ((holds: (bits: ArrayLike<number>) => boolean, taken: () => void, otherwise: () => void) => void)
    | undefined
  /** The numbers of a register's bits. */
  readonly bitsOf: (register: Register) => ReadonlyArray<number>
  readonly steps: () => ReadonlyArray<Step>
  readonly bits: () => number
}

export const makeRecorder = ({ branches }: { readonly branches: boolean }): Recorder => {
  let steps: Array<Step> = []
  /** The last step if it consists of gates. The next gates are added to it. */
  let open: { readonly step: Step; readonly list: Array<AnyGate> } | undefined
  const places = new Map<Register, ReadonlyArray<number>>()
  let bits = 0

  const bitsOf = (register: Register): ReadonlyArray<number> => {
    const known = places.get(register)
    if (known !== undefined) return known
    const made = register.map((_, i) => bits + i)
    bits += register.length
    places.set(register, made)
    return made
  }

  const within = (run: () => void): ReadonlyArray<Step> => {
    const outer = steps
    steps = []
    run()
    const inner = steps
    steps = outer
    return inner
  }

  return {
    gates: (operations) => {
      const gates = operations.flatMap((operation): ReadonlyArray<AnyGate> =>
        isNative(operation) ? [operation] : toGates([operation]),
      )
      if (gates.length === 0) return
      if (open === undefined || steps.at(-1) !== open.step) {
        const list: Array<AnyGate> = []
        open = { step: { kind: "gates", gates: list }, list }
        steps.push(open.step)
      }
      for (const gate of gates) open.list.push(gate)
    },
    measure: (qubit, register, place = 0) => {
      steps.push({
        kind: "measure",
        qubit,
        bit: register === undefined ? undefined : bitsOf(register)[place],
      })
    },
    reset: (qubit) => void steps.push({ kind: "reset", qubit }),
    branch: branches
      ? (holds, taken, otherwise) =>
          void steps.push({ kind: "branch", holds, taken: within(taken), otherwise: within(otherwise) })
      : undefined,
    bitsOf,
    steps: () => steps,
    bits: () => bits,
  }
}
