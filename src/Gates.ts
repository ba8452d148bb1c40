/**
 * Gates by name: `Gates.h(0)`, `Gates.cnot(0, 1)`.
 *
 * Each function only writes the gate down; what it is given is checked when the circuit is submitted. Rotations are
 * in radians, phases and angles of native gates in turns (fractions of 2π).
 *
 * @since 0.1.0
 */
import { Function } from "effect"
import type {
  CnotGate,
  FixedGate,
  GpiGate,
  IsingGate,
  MsGate,
  NativeZzGate,
  NopGate,
  PauliExpGate,
  QisGate,
  RotationGate,
  SwapGate,
  ZGate,
} from "./schema/Gate.ts"

const fixed =
  (gate: FixedGate["gate"]) =>
  (target: number): FixedGate => ({ gate, target })
const rotation =
  (gate: RotationGate["gate"]) =>
  (target: number, radians: number): RotationGate => ({
    gate,
    target,
    rotation: radians,
  })
const ising =
  (gate: IsingGate["gate"]) =>
  (first: number, second: number, radians: number): IsingGate => ({
    gate,
    targets: [first, second],
    rotation: radians,
  })

/** Pauli X, the bit flip. @category qis @since 0.1.0 */
export const x: (target: number) => FixedGate = fixed("x")

/** Pauli Y. @category qis @since 0.1.0 */
export const y: (target: number) => FixedGate = fixed("y")

/** Pauli Z, the phase flip. @category qis @since 0.1.0 */
export const z = (target: number): ZGate => ({ gate: "z", target })

/** The phase gate diag(1, e^(i radians)); sent as `z` with a rotation. @category qis @since 0.1.0 */
export const phase = (target: number, radians: number): ZGate => ({ gate: "z", target, rotation: radians })

/** Hadamard. @category qis @since 0.1.0 */
export const h: (target: number) => FixedGate = fixed("h")

/** S, a quarter turn about Z: diag(1, i). @category qis @since 0.1.0 */
export const s: (target: number) => FixedGate = fixed("s")

/** The inverse of S. @category qis @since 0.1.0 */
export const si: (target: number) => FixedGate = fixed("si")

/** T, an eighth of a turn about Z: diag(1, e^(iπ/4)). @category qis @since 0.1.0 */
export const t: (target: number) => FixedGate = fixed("t")

/** The inverse of T. @category qis @since 0.1.0 */
export const ti: (target: number) => FixedGate = fixed("ti")

/** V, the square root of X. @category qis @since 0.1.0 */
export const v: (target: number) => FixedGate = fixed("v")

/** The inverse of V. @category qis @since 0.1.0 */
export const vi: (target: number) => FixedGate = fixed("vi")

/** exp(-i radians/2 X). @category qis @since 0.1.0 */
export const rx: (target: number, radians: number) => RotationGate = rotation("rx")

/** exp(-i radians/2 Y). @category qis @since 0.1.0 */
export const ry: (target: number, radians: number) => RotationGate = rotation("ry")

/** exp(-i radians/2 Z). @category qis @since 0.1.0 */
export const rz: (target: number, radians: number) => RotationGate = rotation("rz")

/** X on `target` where `control` is 1; the control comes first. @category qis @since 0.1.0 */
export const cnot = (control: number, target: number): CnotGate => ({ gate: "cnot", control, target })

/** Exchanges two qubits. @category qis @since 0.1.0 */
export const swap = (first: number, second: number): SwapGate => ({ gate: "swap", targets: [first, second] })

/** exp(-i radians/2 X⊗X). @category qis @since 0.1.0 */
export const xx: (first: number, second: number, radians: number) => IsingGate = ising("xx")

/** exp(-i radians/2 Y⊗Y). @category qis @since 0.1.0 */
export const yy: (first: number, second: number, radians: number) => IsingGate = ising("yy")

/** exp(-i radians/2 Z⊗Z). The native gate of this name is {@link nativeZz}. @category qis @since 0.1.0 */
export const zz: (first: number, second: number, radians: number) => IsingGate = ising("zz")

/**
 * exp(-i time c P) for each term P and its coefficient c, in order. The last character of a term acts on `targets[0]`.
 *
 * @category qis
 * @since 0.1.0
 */
export const pauliexp = (options: {
  readonly targets: ReadonlyArray<number>
  readonly terms: ReadonlyArray<string>
  readonly coefficients: ReadonlyArray<number>
  readonly time: number
}): PauliExpGate => ({ gate: "pauliexp", ...options })

/**
 * The same gate under more controls: it acts where all of them are 1. `controlled(x(2), 0, 1)` is the Toffoli gate, in a
 * pipe `pipe(x(2), controlled(0, 1))`.
 *
 * @category combinators
 * @since 0.1.0
 */
export const controlled: {
  (...controls: ReadonlyArray<number>): <G extends QisGate>(gate: G) => G
  <G extends QisGate>(gate: G, ...controls: ReadonlyArray<number>): G
} = Function.dual(
  (args) => typeof args[0] === "object",
  <G extends QisGate>(gate: G, ...controls: ReadonlyArray<number>): G => {
    const { control, controls: others = [], ...rest } = gate
    // Only the controls change, which every QIS gate has in the same form.
    return {
      ...rest,
      controls: [...(control === undefined ? [] : [control]), ...others, ...controls],
    } as unknown as G
  },
)

/** GPi: a half turn about the axis at `turns` in the XY plane. @category native @since 0.1.0 */
export const gpi = (target: number, turns: number): GpiGate => ({ gate: "gpi", target, phase: turns })

/** GPi2: a quarter turn about the axis at `turns` in the XY plane. @category native @since 0.1.0 */
export const gpi2 = (target: number, turns: number): GpiGate => ({ gate: "gpi2", target, phase: turns })

/**
 * The Mølmer-Sørensen gate. `phases` in turns, by default 0 and 0; `angle` in turns, by default 0.25, fully entangling.
 *
 * @category native
 * @since 0.1.0
 */
export const ms = (
  first: number,
  second: number,
  options: { readonly phases?: readonly [number, number]; readonly angle?: number } = {},
): MsGate => ({
  gate: "ms",
  targets: [first, second],
  phases: options.phases ?? [0, 0],
  ...(options.angle === undefined ? {} : { angle: options.angle }),
})

/** The native ZZ gate of Forte, exp(-i π turns Z⊗Z). @category native @since 0.1.0 */
export const nativeZz = (first: number, second: number, turns: number): NativeZzGate => ({
  gate: "zz",
  targets: [first, second],
  angle: turns,
})

/** Does nothing. @category native @since 0.1.0 */
export const nop = (target: number): NopGate => ({ gate: "nop", target })
