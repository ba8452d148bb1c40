/**
 * Gates in circuits.
 *
 * QIS gates are abstract, with rotations in radians. Native gates are those of the machine, with phases and angles in
 * turns (fractions of 2π). Qubits are numbered from 0.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { rowOf, wordsOf } from "../GateTable.ts"
import { type AnyGate, flawOf } from "../gateTable/checkGate.ts"

/** The index of a qubit, from 0. */
const Qubit = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Qubits = Schema.Array(Qubit)
const Pair = Schema.Tuple([Qubit, Qubit])

const controls = {
  control: Schema.optionalKey(Qubit),
  controls: Schema.optionalKey(Qubits),
}

/** One target, or several to which the gate is applied separately. */
const targets = {
  target: Schema.optionalKey(Qubit),
  targets: Schema.optionalKey(Qubits),
}

/** Checks the qubits and numbers of a gate by its row in the gate table. */
const fitsItsRow = Schema.makeFilter<AnyGate>((gate) => {
  const row = rowOf(gate)
  return row === undefined ? undefined : flawOf(gate, row)?.message
})

/**
 * A gate without a number: X, Y, H, S, T, V (the square root of X) and the inverses of the last three. `not` is X.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FixedGate = Schema.Struct({
  gate: Schema.Literals(wordsOf("qis", "fixed")),
  ...targets,
  ...controls,
})
  .check(fitsItsRow)
  .annotate({ identifier: "FixedGate" })

/** @category models @since 0.1.0 */
export type FixedGate = typeof FixedGate.Type

/**
 * Z, or with `rotation` (radians) the phase gate diag(1, e^(i rotation)).
 *
 * @category schemas
 * @since 0.1.0
 */
export const ZGate = Schema.Struct({
  gate: Schema.Literal("z"),
  ...targets,
  ...controls,
  rotation: Schema.optionalKey(Schema.Finite),
})
  .check(fitsItsRow)
  .annotate({ identifier: "ZGate" })

/** @category models @since 0.1.0 */
export type ZGate = typeof ZGate.Type

/**
 * A rotation by `rotation` radians: exp(-i rotation/2 P), P = X, Y or Z.
 *
 * @category schemas
 * @since 0.1.0
 */
export const RotationGate = Schema.Struct({
  gate: Schema.Literals(wordsOf("qis", "rotation")),
  ...targets,
  ...controls,
  rotation: Schema.Finite,
})
  .check(fitsItsRow)
  .annotate({ identifier: "RotationGate" })

/** @category models @since 0.1.0 */
export type RotationGate = typeof RotationGate.Type

/**
 * X under one or more controls.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CnotGate = Schema.Struct({ gate: Schema.Literal("cnot"), ...targets, ...controls })
  .check(fitsItsRow)
  .annotate({ identifier: "CnotGate" })

/** @category models @since 0.1.0 */
export type CnotGate = typeof CnotGate.Type

/**
 * Exchanges two qubits.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SwapGate = Schema.Struct({ gate: Schema.Literal("swap"), targets: Pair, ...controls })
  .check(fitsItsRow)
  .annotate({ identifier: "SwapGate" })

/** @category models @since 0.1.0 */
export type SwapGate = typeof SwapGate.Type

/**
 * An interaction by `rotation` radians: exp(-i rotation/2 P⊗P), P = X, Y or Z.
 *
 * @category schemas
 * @since 0.1.0
 */
export const IsingGate = Schema.Struct({
  gate: Schema.Literals(wordsOf("qis", "ising")),
  targets: Pair,
  ...controls,
  rotation: Schema.Finite,
})
  .check(fitsItsRow)
  .annotate({ identifier: "IsingGate" })

/** @category models @since 0.1.0 */
export type IsingGate = typeof IsingGate.Type

/**
 * exp(-i time c P) for each Pauli string P and its coefficient c, in order.
 *
 * **Gotchas**
 *
 * The last character of a term acts on `targets[0]`, as in three other SDKs. IonQ's specification does not list the
 * gate's fields. `time` must not be negative: use negative coefficients instead.
 *
 * @category schemas
 * @since 0.1.0
 */
export const PauliExpGate = Schema.Struct({
  gate: Schema.Literal("pauliexp"),
  targets: Qubits,
  ...controls,
  terms: Schema.Array(Schema.String.check(Schema.isPattern(/^[IXYZ]+$/))),
  coefficients: Schema.Array(Schema.Finite),
  time: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
})
  .check(fitsItsRow)
  .annotate({ identifier: "PauliExpGate" })

/** @category models @since 0.1.0 */
export type PauliExpGate = typeof PauliExpGate.Type

/**
 * Any gate of a QIS circuit.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QisGate = Schema.Union([
  FixedGate,
  ZGate,
  RotationGate,
  CnotGate,
  SwapGate,
  IsingGate,
  PauliExpGate,
]).annotate({ identifier: "Gate_QisGate" })

/** @category models @since 0.1.0 */
export type QisGate = typeof QisGate.Type

/**
 * GPi, a half turn about an axis in the XY plane, or GPi2, a quarter turn. `phase` is the axis, in turns.
 *
 * @category schemas
 * @since 0.1.0
 */
export const GpiGate = Schema.Struct({
  gate: Schema.Literals(wordsOf("native", "gpi")),
  target: Qubit,
  phase: Schema.Finite,
}).annotate({ identifier: "GpiGate" })

/** @category models @since 0.1.0 */
export type GpiGate = typeof GpiGate.Type

/**
 * The Mølmer-Sørensen gate of Aria. `phases` are in turns; `angle` is in turns, 0.25 (fully entangling) by default.
 *
 * @category schemas
 * @since 0.1.0
 */
export const MsGate = Schema.Struct({
  gate: Schema.Literal("ms"),
  targets: Pair,
  phases: Schema.Tuple([Schema.Finite, Schema.Finite]),
  angle: Schema.optionalKey(Schema.Finite),
})
  .check(fitsItsRow)
  .annotate({ identifier: "MsGate" })

/** @category models @since 0.1.0 */
export type MsGate = typeof MsGate.Type

/**
 * The ZZ gate of Forte: exp(-i π angle Z⊗Z), so that `angle` 0.25 is fully entangling.
 *
 * @category schemas
 * @since 0.1.0
 */
export const NativeZzGate = Schema.Struct({
  gate: Schema.Literal("zz"),
  targets: Pair,
  angle: Schema.Finite,
})
  .check(fitsItsRow)
  .annotate({ identifier: "NativeZzGate" })

/** @category models @since 0.1.0 */
export type NativeZzGate = typeof NativeZzGate.Type

/**
 * Does nothing.
 *
 * @category schemas
 * @since 0.1.0
 */
export const NopGate = Schema.Struct({ gate: Schema.Literal("nop"), ...targets }).annotate({
  identifier: "NopGate",
})

/** @category models @since 0.1.0 */
export type NopGate = typeof NopGate.Type

/**
 * Any gate of a native circuit.
 *
 * @category schemas
 * @since 0.1.0
 */
export const NativeGate = Schema.Union([GpiGate, MsGate, NativeZzGate, NopGate]).annotate({
  identifier: "Gate_NativeGate",
})

/** @category models @since 0.1.0 */
export type NativeGate = typeof NativeGate.Type

/**
 * A gate in the HTTP contract: any name, with any of the fields. IonQ accepts unknown gates and fails the job later.
 *
 * @category schemas
 * @since 0.1.0
 */
export const WireGate = Schema.Struct({
  gate: Schema.String,
  target: Schema.optionalKey(Schema.Int),
  targets: Schema.optionalKey(Schema.Array(Schema.Int)),
  control: Schema.optionalKey(Schema.Int),
  controls: Schema.optionalKey(Schema.Array(Schema.Int)),
  rotation: Schema.optionalKey(Schema.Finite),
  phase: Schema.optionalKey(Schema.Finite),
  phases: Schema.optionalKey(Schema.Array(Schema.Finite)),
  angle: Schema.optionalKey(Schema.Finite),
  terms: Schema.optionalKey(Schema.Array(Schema.String)),
  coefficients: Schema.optionalKey(Schema.Array(Schema.Finite)),
  time: Schema.optionalKey(Schema.Finite),
}).annotate({ identifier: "Gate" })

/** @category models @since 0.1.0 */
export interface WireGate extends Schema.Struct.Type<typeof WireGate.fields> {}
