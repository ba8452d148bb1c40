import * as Unitary from "../Unitary.ts"
import type { Action, Numbers, WireRow } from "./row.ts"

const radians = { unit: "radians" } as const
const turns = { unit: "turns" } as const

/** The columns that the gates of a kind share: targets, controls and numbers. */
const fixed = { kind: "fixed", targets: "each", controls: "any", numbers: {} } as const
const rotation = {
  kind: "rotation",
  targets: "each",
  controls: "any",
  numbers: { rotation: radians },
  inverse: "negated",
} as const
const ising = {
  kind: "ising",
  targets: "two",
  controls: "any",
  numbers: { rotation: radians },
  inverse: "negated",
} as const
const gpi = { kind: "gpi", targets: "one", controls: "none", numbers: { phase: turns } } as const

const always = (matrix: Unitary.Unitary) => (): Unitary.Unitary => matrix
/** Computes a matrix from the field `rotation`. The gate was validated, so it has the field. */
const byRotation =
  (matrix: (radians: number) => Unitary.Unitary) =>
  ({ rotation = 0 }: Numbers): Unitary.Unitary =>
    matrix(rotation)

const phase = (axis: "X" | "Y" | "Z" | "XZ", angle: number): Action => ({ does: "phase", axis, angle })
const about = (
  ...axes: readonly ["X" | "Y" | "Z"] | readonly ["X" | "Y" | "Z", "X" | "Y" | "Z"]
): Action => ({
  does: "rotation",
  axes,
  angle: "rotation",
})

const flip = { matrix: always(Unitary.x), action: phase("X", Math.PI), inverse: "self", label: "X" } as const

/**
 * The gates of the gateset `qis`, by their names on the wire.
 *
 * @category tables
 * @since 0.2.0
 */
export const qis = {
  x: {
    ...fixed,
    ...flip,
    qasm: { stdgates: ["x", "cx CX", "ccx"], qelib1: ["", "", "", "c3x", "c4x"] },
  },
  y: {
    ...fixed,
    matrix: always(Unitary.y),
    action: phase("Y", Math.PI),
    inverse: "self",
    label: "Y",
    qasm: { stdgates: ["y", "cy"] },
  },
  h: {
    ...fixed,
    matrix: always(Unitary.h),
    action: phase("XZ", Math.PI),
    inverse: "self",
    label: "H",
    qasm: { stdgates: ["h", "ch"] },
  },
  s: {
    ...fixed,
    matrix: always(Unitary.s),
    action: phase("Z", Math.PI / 2),
    inverse: { word: "si" },
    label: "S",
    qasm: { stdgates: ["s"] },
  },
  si: {
    ...fixed,
    matrix: always(Unitary.si),
    action: phase("Z", -Math.PI / 2),
    inverse: { word: "s" },
    label: "S†",
    qasm: { stdgates: ["sdg"] },
  },
  v: {
    ...fixed,
    matrix: always(Unitary.v),
    action: phase("X", Math.PI / 2),
    inverse: { word: "vi" },
    label: "√X",
    qasm: { stdgates: ["sx"], qelib1: ["", "csx", "", "c3sqrtx"] },
  },
  vi: {
    ...fixed,
    matrix: always(Unitary.vi),
    action: phase("X", -Math.PI / 2),
    inverse: { word: "v" },
    label: "√X†",
    qasm: { qelib1: ["sxdg"] },
  },
  t: {
    ...fixed,
    matrix: always(Unitary.t),
    action: phase("Z", Math.PI / 4),
    inverse: { word: "ti" },
    label: "T",
    qasm: { stdgates: ["t"] },
  },
  ti: {
    ...fixed,
    matrix: always(Unitary.ti),
    action: phase("Z", -Math.PI / 4),
    inverse: { word: "t" },
    label: "T†",
    qasm: { stdgates: ["tdg"] },
  },
  not: { ...fixed, ...flip },
  z: {
    kind: "phase",
    targets: "each",
    controls: "any",
    numbers: { rotation: { unit: "radians", default: Math.PI } },
    matrix: ({ rotation }: Numbers) => (rotation === undefined ? Unitary.z : Unitary.phase(rotation)),
    action: { does: "phase", axis: "Z", angle: "rotation" },
    inverse: "negated",
    label: "Z",
    qasm: { stdgates: ["z", "cz"] },
    numbered: {
      qasm: { stdgates: ["p phase u1", "cp cphase"], qelib1: ["", "cu1"] },
      label: "P",
    },
  },
  rx: {
    ...rotation,
    matrix: byRotation(Unitary.rx),
    action: about("X"),
    label: "Rx",
    qasm: { stdgates: ["rx", "crx"] },
  },
  ry: {
    ...rotation,
    matrix: byRotation(Unitary.ry),
    action: about("Y"),
    label: "Ry",
    qasm: { stdgates: ["ry", "cry"] },
  },
  rz: {
    ...rotation,
    matrix: byRotation(Unitary.rz),
    action: about("Z"),
    label: "Rz",
    qasm: { stdgates: ["rz", "crz"] },
  },
  cnot: { ...fixed, ...flip, kind: "cnot", controls: "some" },
  swap: {
    kind: "swap",
    targets: "two",
    controls: "any",
    numbers: {},
    matrix: always(Unitary.swap),
    action: { does: "swap" },
    inverse: "self",
    label: "SWAP",
    qasm: { stdgates: ["swap", "cswap"] },
  },
  xx: {
    ...ising,
    matrix: byRotation(Unitary.xx),
    action: about("X", "X"),
    label: "XX",
    qasm: {
      qelib1: ["rxx"],
      defined: ["rxx", "gate rxx(theta) a, b { h a; h b; cx a, b; rz(theta) b; cx a, b; h a; h b; }"],
    },
  },
  yy: {
    ...ising,
    matrix: byRotation(Unitary.yy),
    action: about("Y", "Y"),
    label: "YY",
    qasm: {
      defined: [
        "ryy",
        "gate ryy(theta) a, b { rx(pi/2) a; rx(pi/2) b; cx a, b; rz(theta) b; cx a, b; rx(-pi/2) a; rx(-pi/2) b; }",
      ],
    },
  },
  zz: {
    ...ising,
    matrix: byRotation(Unitary.zz),
    action: about("Z", "Z"),
    label: "ZZ",
    qasm: {
      qelib1: ["rzz"],
      defined: ["rzz", "gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }"],
    },
  },
  pauliexp: {
    kind: "pauliexp",
    targets: "any",
    controls: "any",
    numbers: { coefficients: { unit: "none", list: "terms" }, time: { unit: "none" } },
    action: { does: "pauliexp" },
    inverse: "reversed",
    label: "exp",
  },
} as const satisfies Readonly<Record<string, WireRow>>

/**
 * The gates of the gateset `native`, by their names on the wire.
 *
 * @category tables
 * @since 0.2.0
 */
export const native = {
  gpi: {
    ...gpi,
    matrix: ({ phase = 0 }: Numbers) => Unitary.gpi(phase),
    action: { does: "rotation", axes: [{ turns: "phase" }], angle: Math.PI },
    inverse: "self",
    label: "GPi",
    qasm: { builtIn: ["gpi"] },
  },
  gpi2: {
    ...gpi,
    matrix: ({ phase = 0 }: Numbers) => Unitary.gpi2(phase),
    action: { does: "rotation", axes: [{ turns: "phase" }], angle: Math.PI / 2 },
    inverse: "across",
    label: "GPi2",
    qasm: { builtIn: ["gpi2"] },
  },
  ms: {
    kind: "ms",
    targets: "two",
    controls: "none",
    numbers: { phases: { unit: "turns", list: 2 }, angle: { unit: "turns", default: 0.25 } },
    matrix: ({ phases: [first = 0, second = 0] = [], angle }: Numbers) => Unitary.ms(first, second, angle),
    action: { does: "rotation", axes: [{ turns: "phases.0" }, { turns: "phases.1" }], angle: "angle" },
    inverse: "across",
    label: "MS",
    qasm: { builtIn: ["ms"] },
  },
  zz: {
    kind: "zz",
    targets: "two",
    controls: "none",
    numbers: { angle: turns },
    matrix: ({ angle = 0 }: Numbers) => Unitary.nativeZz(angle),
    action: { does: "rotation", axes: ["Z", "Z"], angle: "angle" },
    inverse: "negated",
    label: "ZZ",
    qasm: { builtIn: ["zz"] },
  },
  nop: {
    kind: "nop",
    targets: "any",
    controls: "none",
    numbers: {},
    matrix: always(Unitary.identity),
    action: { does: "nothing" },
    inverse: "self",
    label: "NOP",
    qasm: { builtIn: ["nop"] },
  },
} as const satisfies Readonly<Record<string, WireRow>>
