/**
 * Constructors for gates: `Gates.h(0)`, `Gates.cnot(0, 1)`.
 *
 * The constructors do not validate their arguments. They are validated with the circuit, at the latest when it is
 * submitted. Rotations are in radians, phases and angles of native gates in turns (fractions of 2π). A number branded
 * with the other unit (`Angle.Turns`, `Angle.Radians`) does not compile. Any number may be a `Param`.
 *
 * @since 0.1.0
 */
import { Function } from "effect"
import type { InRadians, InTurns } from "./Angle.ts"
import type { GateOf, Symbolic } from "./gates/Symbolic.ts"
import type { Param } from "./Param.ts"
import type {
  CnotGate,
  FixedGate,
  GpiGate,
  IsingGate,
  MsGate,
  NativeZzGate,
  NopGate,
  PauliExpGate,
  RotationGate,
  SwapGate,
  ZGate,
} from "./schema/Gate.ts"

export { inverse } from "./gates/inverse.ts"
export {
  type Complex,
  gpi2Matrix,
  gpiMatrix,
  type Matrix,
  msMatrix,
  unitary,
  zzMatrix,
} from "./gates/matrixRows.ts"
export { controlsOf, qubitsOf, targetsOf } from "./gates/qubits.ts"
export type { Gate, GateOf, Symbolic } from "./gates/Symbolic.ts"

/**
 * Constructs a gate with one target and one number. With a `Param` the gate is {@link Symbolic}.
 *
 * @category models
 * @since 0.1.0
 */
export interface OneQubit<G, Unit extends number> {
  (target: number, angle: Unit): G
  (target: number, angle: Unit | Param): Symbolic<G>
}

/**
 * Constructs a gate with two targets and one number. With a `Param` the gate is {@link Symbolic}.
 *
 * @category models
 * @since 0.1.0
 */
export interface TwoQubit<G, Unit extends number> {
  (first: number, second: number, angle: Unit): G
  (first: number, second: number, angle: Unit | Param): Symbolic<G>
}

/** Types a constructor so that its result is symbolic only if an argument is. */
const one = <G, Unit extends number>(make: (target: number, angle: Unit | Param) => Symbolic<G>) =>
  // The angle is stored unchanged, so a number gives the type G.
  make as OneQubit<G, Unit>
const two = <G, Unit extends number>(
  make: (first: number, second: number, angle: Unit | Param) => Symbolic<G>,
) =>
  // The angle is stored unchanged, so a number gives the type G.
  make as TwoQubit<G, Unit>

const fixed =
  (gate: FixedGate["gate"]) =>
  (target: number): FixedGate => ({ gate, target })
const rotation = (gate: RotationGate["gate"]) =>
  one<RotationGate, InRadians>((target, radians) => ({ gate, target, rotation: radians }))
const ising = (gate: IsingGate["gate"]) =>
  two<IsingGate, InRadians>((first, second, radians) => ({
    gate,
    targets: [first, second],
    rotation: radians,
  }))

/** Pauli X, the bit flip. @category qis @since 0.1.0 */
export const x: (target: number) => FixedGate = fixed("x")

/** Pauli X under its other name on the wire, `not`. @category qis @since 0.1.0 */
export const not: (target: number) => FixedGate = fixed("not")

/** Pauli Y. @category qis @since 0.1.0 */
export const y: (target: number) => FixedGate = fixed("y")

/** Pauli Z, the phase flip. @category qis @since 0.1.0 */
export const z = (target: number): ZGate => ({ gate: "z", target })

/** The phase gate diag(1, e^(i radians)); sent as `z` with a rotation. @category qis @since 0.1.0 */
export const phase: OneQubit<ZGate, InRadians> = one((target, radians) => ({
  gate: "z",
  target,
  rotation: radians,
}))

/** The Hadamard gate. @category qis @since 0.1.0 */
export const h: (target: number) => FixedGate = fixed("h")

/** S, a quarter turn about Z: diag(1, i). @category qis @since 0.1.0 */
export const s: (target: number) => FixedGate = fixed("s")

/** The inverse of S: diag(1, -i). @category qis @since 0.1.0 */
export const si: (target: number) => FixedGate = fixed("si")

/** T, an eighth of a turn about Z: diag(1, e^(iπ/4)). @category qis @since 0.1.0 */
export const t: (target: number) => FixedGate = fixed("t")

/** The inverse of T: diag(1, e^(-iπ/4)). @category qis @since 0.1.0 */
export const ti: (target: number) => FixedGate = fixed("ti")

/** V, the square root of X: `rx(π/2)` up to a global phase. @category qis @since 0.1.0 */
export const v: (target: number) => FixedGate = fixed("v")

/** The inverse of V: `rx(-π/2)` up to a global phase. @category qis @since 0.1.0 */
export const vi: (target: number) => FixedGate = fixed("vi")

/** exp(-i radians/2 X). @category qis @since 0.1.0 */
export const rx: OneQubit<RotationGate, InRadians> = rotation("rx")

/** exp(-i radians/2 Y). @category qis @since 0.1.0 */
export const ry: OneQubit<RotationGate, InRadians> = rotation("ry")

/** exp(-i radians/2 Z). @category qis @since 0.1.0 */
export const rz: OneQubit<RotationGate, InRadians> = rotation("rz")

/** X on `target` where `control` is 1; the control comes first. @category qis @since 0.1.0 */
export const cnot = (control: number, target: number): CnotGate => ({ gate: "cnot", control, target })

/** Exchanges two qubits. @category qis @since 0.1.0 */
export const swap = (first: number, second: number): SwapGate => ({ gate: "swap", targets: [first, second] })

/** exp(-i radians/2 X⊗X). @category qis @since 0.1.0 */
export const xx: TwoQubit<IsingGate, InRadians> = ising("xx")

/** exp(-i radians/2 Y⊗Y). @category qis @since 0.1.0 */
export const yy: TwoQubit<IsingGate, InRadians> = ising("yy")

/** exp(-i radians/2 Z⊗Z). The native gate of this name is {@link nativeZz}. @category qis @since 0.1.0 */
export const zz: TwoQubit<IsingGate, InRadians> = ising("zz")

/**
 * exp(-i time c P) for each term P and its coefficient c, in order. The last character of a term acts on `targets[0]`.
 *
 * @category qis
 * @since 0.1.0
 */
export const pauliexp = ((options: PauliExpOptions<number | Param>): Symbolic<PauliExpGate> => ({
  gate: "pauliexp",
  ...options,
  // The numbers are stored unchanged, so the gate is symbolic only if an argument is.
})) as {
  (options: PauliExpOptions<number>): PauliExpGate
  (options: PauliExpOptions<number | Param>): Symbolic<PauliExpGate>
}

/**
 * Arguments of {@link pauliexp}. `time` is 0 or more, and each term has one of I, X, Y and Z for each target.
 *
 * @category models
 * @since 0.1.0
 */
export interface PauliExpOptions<N> {
  readonly targets: ReadonlyArray<number>
  readonly terms: ReadonlyArray<string>
  readonly coefficients: ReadonlyArray<N>
  readonly time: N
}

/**
 * Adds controls to a gate: it acts where all of them are 1. `controlled(x(2), 0, 1)` is the Toffoli gate, in a pipe
 * `pipe(x(2), controlled(0, 1))`.
 *
 * **Example** (The Toffoli gate)
 *
 * ```ts
 * const toffoli = Gates.controlled(Gates.x(2), 0, 1)
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const controlled: {
  (...controls: ReadonlyArray<number>): <G extends GateOf["qis"]>(gate: G) => G
  <G extends GateOf["qis"]>(gate: G, ...controls: ReadonlyArray<number>): G
} = Function.dual(
  (args) => typeof args[0] === "object",
  <G extends GateOf["qis"]>(gate: G, ...controls: ReadonlyArray<number>): G => {
    const { control, controls: others = [], ...rest } = gate
    // Only the controls change, which every QIS gate has in the same form.
    return {
      ...rest,
      controls: [...(control === undefined ? [] : [control]), ...others, ...controls],
    } as unknown as G
  },
)

/** Z on the target where `control` is 1. The gate is symmetric in both qubits. @category qis @since 0.2.0 */
export const cz = (control: number, target: number): ZGate => ({ gate: "z", control, target })

/** The Toffoli gate: X on `target` where both controls are 1. @category qis @since 0.2.0 */
export const ccx = (first: number, second: number, target: number): FixedGate => ({
  gate: "x",
  controls: [first, second],
  target,
})

/** {@link xx} under its name in OpenQASM and Qiskit. @category qis @since 0.2.0 */
export const rxx: TwoQubit<IsingGate, InRadians> = xx

/** {@link yy} under its name in OpenQASM and Qiskit. @category qis @since 0.2.0 */
export const ryy: TwoQubit<IsingGate, InRadians> = yy

/** {@link zz} under its name in OpenQASM and Qiskit. @category qis @since 0.2.0 */
export const rzz: TwoQubit<IsingGate, InRadians> = zz

/**
 * Exchanges two qubits and multiplies |01⟩ and |10⟩ by i: exp(iπ/4 (X⊗X + Y⊗Y)). IonQ does not have this gate, so the
 * result is two gates, for `Circuit.append`.
 *
 * @category qis
 * @since 0.2.0
 */
export const iswap = (first: number, second: number): readonly [IsingGate, IsingGate] => [
  xx(first, second, -Math.PI / 2),
  yy(first, second, -Math.PI / 2),
]

/**
 * The type of {@link u3}, which returns three gates. They are {@link Symbolic} if an angle is a `Param`.
 *
 * @category models
 * @since 0.2.0
 */
export interface U3 {
  (target: number, theta: InRadians, phi: InRadians, lambda: InRadians): readonly [ZGate, RotationGate, ZGate]
  (
    target: number,
    theta: InRadians | Param,
    phi: InRadians | Param,
    lambda: InRadians | Param,
  ): readonly [Symbolic<ZGate>, Symbolic<RotationGate>, Symbolic<ZGate>]
}

/**
 * Any gate on one qubit, by its three angles in radians: [[cos θ/2, -e^(iλ) sin θ/2], [e^(iφ) sin θ/2, e^(i(φ+λ)) cos
 * θ/2]], like Qiskit's `u`. IonQ does not have this gate, so the result is three gates, for `Circuit.append`.
 *
 * @category qis
 * @since 0.2.0
 */
export const u3: U3 = ((
  target: number,
  theta: InRadians | Param,
  phi: InRadians | Param,
  lambda: InRadians | Param,
): ReadonlyArray<Symbolic<ZGate> | Symbolic<RotationGate>> => [
  phase(target, lambda),
  ry(target, theta),
  phase(target, phi),
  // The angles are stored unchanged, so the gates are symbolic only if an argument is.
]) as unknown as U3

/** GPi: a half turn about the axis at `turns` in the XY plane. @category native @since 0.1.0 */
export const gpi: OneQubit<GpiGate, InTurns> = one((target, turns) => ({ gate: "gpi", target, phase: turns }))

/** GPi2: a quarter turn about the axis at `turns` in the XY plane. @category native @since 0.1.0 */
export const gpi2: OneQubit<GpiGate, InTurns> = one((target, turns) => ({
  gate: "gpi2",
  target,
  phase: turns,
}))

/**
 * The Mølmer-Sørensen gate. `phases` in turns, by default 0 and 0; `angle` in turns, by default 0.25, fully entangling.
 *
 * @category native
 * @since 0.1.0
 */
export const ms = ((
  first: number,
  second: number,
  options: MsOptions<InTurns | Param> = {},
): Symbolic<MsGate> => ({
  gate: "ms",
  targets: [first, second],
  phases: options.phases ?? [0, 0],
  ...(options.angle === undefined ? {} : { angle: options.angle }),
  // The numbers are stored unchanged, so the gate is symbolic only if an argument is.
})) as {
  (first: number, second: number, options?: MsOptions<InTurns>): MsGate
  (first: number, second: number, options: MsOptions<InTurns | Param>): Symbolic<MsGate>
}

/**
 * Arguments of {@link ms}, in turns. IonQ accepts phases from -1 to 1 and angles from 0 to 0.25.
 *
 * @category models
 * @since 0.1.0
 */
export interface MsOptions<N> {
  readonly phases?: readonly [N, N]
  readonly angle?: N
}

/** The native ZZ gate of Forte, exp(-i π turns Z⊗Z). @category native @since 0.1.0 */
export const nativeZz: TwoQubit<NativeZzGate, InTurns> = two((first, second, turns) => ({
  gate: "zz",
  targets: [first, second],
  angle: turns,
}))

/** No operation: the qubit does not change. @category native @since 0.1.0 */
export const nop = (target: number): NopGate => ({ gate: "nop", target })
