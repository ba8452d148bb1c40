import * as Gates from "../Gates.ts"
import { controlled, gphase, type Operation, type QisOperation } from "./operation.ts"
import { isZero, plus, times, type Value } from "./value.ts"

/** A gate that a program may name without defining it. */
export interface LibraryGate {
  readonly parameters: number
  /** So many more numbers may follow. */
  readonly optional?: number
  readonly qubits: number
  readonly make: (parameters: ReadonlyArray<Value>, qubits: ReadonlyArray<number>) => ReadonlyArray<Operation>
}

type Entry = readonly [name: string, gate: LibraryGate]
type Made = ReadonlyArray<Operation>

/** A gate without numbers. It has as many qubits as `make` has arguments; the caller has counted them. */
const fixed = (name: string, make: (...qubits: ReadonlyArray<number>) => Made): Entry => [
  name,
  { parameters: 0, qubits: make.length, make: (_, on) => make(...on) },
]

/** A gate of one number. */
const angled = (name: string, make: (angle: Value, ...qubits: ReadonlyArray<number>) => Made): Entry => [
  name,
  { parameters: 1, qubits: make.length - 1, make: ([angle = 0], on) => make(angle, ...on) },
]

/** A gate of several numbers. */
const general = (name: string, parameters: number, qubits: number, make: LibraryGate["make"]): Entry => [
  name,
  { parameters, qubits, make },
]

/** Rz(phi) Ry(theta) Rz(lambda), times e^(i phase). Angles that are 0 leave no gate. */
const euler = (target: number, [theta = 0, phi = 0, lambda = 0]: ReadonlyArray<Value>, phase: Value) => {
  const sum = plus(phi, lambda)
  const found: ReadonlyArray<QisOperation> = isZero(theta)
    ? [Gates.phase(target, sum), gphase(plus(phase, times(sum, -0.5)))]
    : [
        ...(isZero(lambda) ? [] : [Gates.rz(target, lambda)]),
        Gates.ry(target, theta),
        ...(isZero(phi) ? [] : [Gates.rz(target, phi)]),
        gphase(phase),
      ]
  return found.filter((operation) => !("rotation" in operation && operation.rotation === 0))
}

const halfOf = (...values: ReadonlyArray<Value>): Value => times(values.reduce(plus), 0.5)

/** `U` of OpenQASM 3, whose upper left entry is (1 + e^(i theta))/2. That of 2 differs by a global phase. */
const U = general("U", 3, 1, (of, [a = 0]) => euler(a, of, halfOf(...of)))

/** `u` of Qiskit, with the entry cos(theta/2) upper left. */
const u = (target: number, [theta = 0, phi = 0, lambda = 0]: ReadonlyArray<Value>) =>
  euler(target, [theta, phi, lambda], halfOf(phi, lambda))

const on = Gates.controlled
const underFirst = (control: number, operations: ReadonlyArray<QisOperation>) =>
  controlled(operations, [control])

const cx = (a: number, b: number) => [Gates.cnot(a, b)]

/** The gates of stdgates.inc, by the matrices of its current text. */
const standard: ReadonlyArray<Entry> = [
  angled("p", (angle, a) => [Gates.phase(a, angle)]),
  angled("phase", (angle, a) => [Gates.phase(a, angle)]),
  angled("u1", (angle, a) => [Gates.phase(a, angle)]),
  general("id", 0, 1, () => []),
  fixed("x", (a) => [Gates.x(a)]),
  fixed("y", (a) => [Gates.y(a)]),
  fixed("z", (a) => [Gates.z(a)]),
  fixed("h", (a) => [Gates.h(a)]),
  fixed("s", (a) => [Gates.s(a)]),
  fixed("sdg", (a) => [Gates.si(a)]),
  fixed("t", (a) => [Gates.t(a)]),
  fixed("tdg", (a) => [Gates.ti(a)]),
  fixed("sx", (a) => [Gates.v(a)]),
  angled("rx", (angle, a) => [Gates.rx(a, angle)]),
  angled("ry", (angle, a) => [Gates.ry(a, angle)]),
  angled("rz", (angle, a) => [Gates.rz(a, angle)]),
  general("u2", 2, 1, (of, [a = 0]) => euler(a, [Math.PI / 2, ...of], 0)),
  general("u3", 3, 1, (of, [a = 0]) => euler(a, of, 0)),
  fixed("cx", cx),
  fixed("CX", cx),
  fixed("cy", (a, b) => [on(Gates.y(b), a)]),
  fixed("cz", (a, b) => [on(Gates.z(b), a)]),
  fixed("ch", (a, b) => [on(Gates.h(b), a)]),
  angled("cp", (angle, a, b) => [on(Gates.phase(b, angle), a)]),
  angled("cphase", (angle, a, b) => [on(Gates.phase(b, angle), a)]),
  angled("crx", (angle, a, b) => [on(Gates.rx(b, angle), a)]),
  angled("cry", (angle, a, b) => [on(Gates.ry(b, angle), a)]),
  angled("crz", (angle, a, b) => [on(Gates.rz(b, angle), a)]),
  general("cu", 4, 2, ([theta = 0, phi = 0, lambda = 0, gamma = 0], [a = 0, b = 0]) => [
    Gates.phase(a, gamma),
    ...underFirst(a, u(b, [theta, phi, lambda])),
  ]),
  fixed("swap", (a, b) => [Gates.swap(a, b)]),
  fixed("ccx", (a, b, c) => [on(Gates.x(c), a, b)]),
  fixed("cswap", (a, b, c) => [on(Gates.swap(b, c), a)]),
]

const quarter = Math.PI / 4

/** The Toffoli gate up to phases of single states, by Margolus. */
const margolus = (a: number, b: number, c: number): ReadonlyArray<Operation> => [
  Gates.h(c),
  Gates.phase(c, quarter),
  Gates.cnot(b, c),
  Gates.phase(c, -quarter),
  Gates.cnot(a, c),
  Gates.phase(c, quarter),
  Gates.cnot(b, c),
  Gates.phase(c, -quarter),
  Gates.h(c),
]

/** The same with three controls. */
const margolus3 = (a: number, b: number, c: number, d: number): ReadonlyArray<Operation> => [
  Gates.h(d),
  Gates.phase(d, quarter),
  Gates.cnot(c, d),
  Gates.phase(d, -quarter),
  Gates.h(d),
  ...[a, b, a, b].flatMap((control, i) => [
    Gates.cnot(control, d),
    Gates.phase(d, i % 2 === 0 ? quarter : -quarter),
  ]),
  Gates.h(d),
  Gates.phase(d, quarter),
  Gates.cnot(c, d),
  Gates.phase(d, -quarter),
  Gates.h(d),
]

/** What qelib1.inc has besides those of stdgates.inc, as Qiskit has it. A program may define these anew. */
const extended: ReadonlyArray<Entry> = [
  general("u", 3, 1, (of, [a = 0]) => u(a, of)),
  general("u0", 1, 1, () => []),
  fixed("sxdg", (a) => [Gates.vi(a)]),
  fixed("csx", (a, b) => [on(Gates.v(b), a)]),
  angled("cu1", (angle, a, b) => [on(Gates.phase(b, angle), a)]),
  general("cu3", 3, 2, (of, [a = 0, b = 0]) => underFirst(a, u(b, of))),
  angled("rxx", (angle, a, b) => [Gates.xx(a, b, angle)]),
  angled("rzz", (angle, a, b) => [Gates.zz(a, b, angle)]),
  fixed("rccx", margolus),
  fixed("rc3x", margolus3),
  fixed("c3x", (a, b, c, d) => [on(Gates.x(d), a, b, c)]),
  fixed("c3sqrtx", (a, b, c, d) => [on(Gates.v(d), a, b, c)]),
  fixed("c4x", (a, b, c, d, e) => [on(Gates.x(e), a, b, c, d)]),
]

/** IonQ's native gates, all numbers in turns. They need no include. */
const native: ReadonlyArray<Entry> = [
  angled("gpi", (angle, a) => [Gates.gpi(a, angle)]),
  angled("gpi2", (angle, a) => [Gates.gpi2(a, angle)]),
  [
    "ms",
    {
      parameters: 2,
      optional: 1,
      qubits: 2,
      make: ([first = 0, second = 0, angle], [a = 0, b = 0]) => [
        Gates.ms(a, b, { phases: [first, second], ...(angle === undefined ? {} : { angle }) }),
      ],
    },
  ],
  angled("zz", (angle, a, b) => [Gates.nativeZz(a, b, angle)]),
  fixed("nop", (a) => [Gates.nop(a)]),
]

/** What needs no include, by version. */
export const builtIn: Readonly<Record<"2.0" | "3.0", ReadonlyMap<string, LibraryGate>>> = {
  "2.0": new Map([U, fixed("CX", cx)]),
  "3.0": new Map([U, ...native]),
}

/** The files that a program may include. */
export const libraries: ReadonlyMap<string, ReadonlyMap<string, LibraryGate>> = new Map([
  ["stdgates.inc", new Map(standard)],
  ["qelib1.inc", new Map([...standard, ...extended])],
])

/** What a program in OpenQASM 3 finds in stdgates.inc, and one in OpenQASM 2 in qelib1.inc as it was published. */
const settled: Readonly<Record<"2.0" | "3.0", ReadonlySet<string>>> = {
  "2.0": new Set("U CX u3 u2 u1 cx id x y z h s sdg t tdg rx ry rz cz cy ch ccx crz cu1 cu3".split(" ")),
  "3.0": new Set(["U", ...standard.map(([name]) => name)]),
}

/** Whether a program may give the name another meaning: it may not where every program has the same. */
export const mayRedefine = (name: string, version: "2.0" | "3.0"): boolean => !settled[version].has(name)
