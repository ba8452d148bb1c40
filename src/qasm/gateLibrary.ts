import { composed, type ComposedGate, native, type Part, qis, type WireRow } from "../GateTable.ts"
import type { QasmNames } from "../GateTable.ts"
import { controlled, gphase, type Operation, type QisOperation } from "./operation.ts"
import type { Value } from "./evaluate.ts"

/** A gate that a program may use without defining it. */
export interface LibraryGate {
  readonly parameters: number
  /** The number of optional numbers after the first `parameters` ones. */
  readonly optional?: number
  readonly qubits: number
  readonly make: (parameters: ReadonlyArray<Value>, qubits: ReadonlyArray<number>) => ReadonlyArray<Operation>
}

type GatesByName = ReadonlyMap<string, LibraryGate>

/** The predefined gates, by where a program may use them. */
export interface Library {
  /** The gates that need no include, by version. */
  readonly builtIn: Readonly<Record<"2.0" | "3.0", GatesByName>>
  /** The files that a program may include. */
  readonly files: ReadonlyMap<string, GatesByName>
}

type File = keyof Omit<QasmNames, "defined">
type Entry = readonly [file: File, name: string, gate: LibraryGate]

/** Builds a gate on some targets under controls. The gate has the fields of its row, so the cast holds. */
const gateOn = (
  word: string,
  { targets }: WireRow,
  numbers: Readonly<Record<string, unknown>>,
  qubits: ReadonlyArray<number>,
): Operation => {
  const count = targets === "two" ? 2 : 1
  const on = qubits.slice(qubits.length - count)
  const controls = qubits.slice(0, qubits.length - count)
  return {
    gate: word,
    ...(count === 2 ? { targets: on } : { target: on[0] }),
    ...numbers,
    ...(controls.length === 0 ? {} : { controls }),
  } as unknown as Operation
}

/** The numbers of a gate by field, from the arguments of a call in the order of the row. */
const fieldsOf = ({ numbers }: WireRow, values: ReadonlyArray<Value>): Readonly<Record<string, unknown>> => {
  const fields: Record<string, unknown> = {}
  let next = 0
  for (const [field, { list }] of Object.entries(numbers)) {
    if (next >= values.length) break
    fields[field] = list === 2 ? [values[next++], values[next++]] : values[next++]
  }
  return fields
}

/** The names of a gate in one file, with the number of its controls. */
const namesIn = (names: QasmNames, file: File): ReadonlyArray<readonly [name: string, controls: number]> =>
  (names[file] ?? []).flatMap((entry, controls) =>
    entry.split(" ").flatMap((name) => (name === "" ? [] : [[name, controls] as const])),
  )

const filesOf: ReadonlyArray<File> = ["builtIn", "stdgates", "qelib1"]

const wireEntries = (word: string, row: WireRow): ReadonlyArray<Entry> => {
  const counts = Object.values(row.numbers).map((number) => ({
    count: number.list === 2 ? 2 : 1,
    optional: number.default !== undefined,
  }))
  const sum = (optional: boolean) =>
    counts.reduce((total, each) => total + (each.optional === optional ? each.count : 0), 0)
  const entries = (names: QasmNames | undefined, parameters: number, optional: number) =>
    filesOf.flatMap((file) =>
      namesIn(names ?? {}, file).map(([name, controls]): Entry => [
        file,
        name,
        {
          parameters,
          ...(optional === 0 ? {} : { optional }),
          qubits: controls + (row.targets === "two" ? 2 : 1),
          make: (values, qubits) => [gateOn(word, row, fieldsOf(row, values), qubits)],
        },
      ]),
    )
  // If the row has other names for the gate with its optional number, these names are for the gate without it.
  return row.numbered === undefined
    ? entries(row.qasm, sum(false), sum(true))
    : [...entries(row.qasm, sum(false), 0), ...entries(row.numbered.qasm, sum(false) + sum(true), 0)]
}

const operationOf = ([word, on, rotation]: Part, qubits: ReadonlyArray<number>): QisOperation => {
  const places = on.map((place) => qubits[place] ?? 0)
  if (word === "gphase") {
    const [phase] = controlled([gphase(rotation ?? 0)], places)
    return phase ?? gphase(0)
  }
  // A decomposition consists of QIS gates, so the cast holds.
  return gateOn(word, qis[word], rotation === undefined ? {} : { rotation }, places) as QisOperation
}

const composedEntries = ({ qasm, numbers, qubits, decomposition }: ComposedGate): ReadonlyArray<Entry> => {
  const gate: LibraryGate = {
    parameters: numbers.length,
    qubits,
    make: (values, on) => decomposition(...values).map((part) => operationOf(part, on)),
  }
  return filesOf.flatMap((file) => namesIn(qasm, file).map(([name]): Entry => [file, name, gate]))
}

const wire: ReadonlyArray<Entry> = [...Object.entries(qis), ...Object.entries(native)].flatMap(
  ([word, row]) => wireEntries(word, row),
)

/** Builds the library from the gates with a name on the wire and the given composed gates. */
export const makeLibrary = (gates: ReadonlyArray<ComposedGate>): Library => {
  const entries = [...wire, ...gates.flatMap(composedEntries)]
  const of = (...files: ReadonlyArray<File>): GatesByName =>
    new Map(entries.flatMap(([file, name, gate]) => (files.includes(file) ? [[name, gate] as const] : [])))
  const stdgates = of("stdgates")
  const builtIn = of("builtIn")
  // OpenQASM 2 has two built-in gates.
  const inOld = new Map(
    ["U", "CX"].flatMap((name) => {
      const gate = builtIn.get(name) ?? stdgates.get(name)
      return gate === undefined ? [] : [[name, gate] as const]
    }),
  )
  return {
    builtIn: { "2.0": inOld, "3.0": builtIn },
    files: new Map([
      ["stdgates.inc", stdgates],
      ["qelib1.inc", of("stdgates", "qelib1")],
    ]),
  }
}

export const library: Library = makeLibrary(composed)

/**
 * The gates of the published qelib1.inc of OpenQASM 2, which every reader has. Later versions differ, and readers
 * reject new definitions of these gates.
 */
export const published: ReadonlySet<string> = new Set(
  "U CX u3 u2 u1 cx id x y z h s sdg t tdg rx ry rz cz cy ch ccx crz cu1 cu3".split(" "),
)

const settled: Readonly<Record<"2.0" | "3.0", ReadonlySet<string>>> = {
  "2.0": published,
  "3.0": new Set(["U", ...(library.files.get("stdgates.inc")?.keys() ?? [])]),
}

/** Whether a program may redefine a name. A name that means the same in every program cannot be redefined. */
export const mayRedefine = (name: string, version: "2.0" | "3.0"): boolean => !settled[version].has(name)

/** The name that a version prints for a gate with this number of controls, if it has one. */
export const printedName = (
  { stdgates = [], qelib1 = [], defined }: QasmNames,
  controls: number,
  version: 2 | 3,
): string | undefined => {
  const inStandard = stdgates[controls]?.split(" ") ?? []
  if (version === 3)
    return inStandard.find((name) => name !== "") ?? (controls === 0 ? defined?.[0] : undefined)
  return [...inStandard, ...(qelib1[controls]?.split(" ") ?? [])].find((name) => published.has(name))
}

/** The definitions of the used gates that no file defines. */
export const definitionsOf = (used: ReadonlySet<string>): ReadonlyArray<string> =>
  Object.values<WireRow>(qis).flatMap(({ qasm }) =>
    qasm?.defined !== undefined && used.has(qasm.defined[0]) ? [qasm.defined[1]] : [],
  )
