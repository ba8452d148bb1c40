import { rowOf } from "../GateTable.ts"
import { actsAtOnce, controlsOf, targetsOf } from "../gates/qubits.ts"
import type { Gate } from "../gates/Symbolic.ts"
import { type Circuit, limits } from "../circuit/model.ts"
import { labelsOf } from "./labels.ts"

/** What is drawn on one wire for a gate: a dot, the target of a controlled X, one end of a swap, or a box. */
export type Mark =
  | { readonly kind: "control" | "plus" | "cross"; readonly wire: number }
  | { readonly kind: "box"; readonly wire: number; readonly label: string }

/** Marks that belong together, from the top wire to the bottom one, joined by a line. */
export type Element = ReadonlyArray<Mark>

/** The layout of a circuit: wires from top to bottom, columns of elements from left to right. */
export interface Layout {
  readonly wires: ReadonlyArray<string>
  readonly columns: ReadonlyArray<ReadonlyArray<Element>>
}

/** Replaces control characters, so that a name stays on one line. */
const visible = (text: string): string => text.replaceAll(/\p{Cc}/gu, "\u{FFFD}")

/** Whether a gate is X, with or without controls. */
const isFlip = (gate: Gate): boolean => {
  const action = rowOf(gate)?.action
  return action?.does === "phase" && action.axis === "X" && action.angle === Math.PI
}

/** The elements of a gate: one for all of its targets, or one for each. The `wire` of a mark is its qubit here. */
const elementsOf = (gate: Gate): ReadonlyArray<Element> => {
  const controls = controlsOf(gate).map((wire): Mark => ({ kind: "control", wire }))
  const labels = labelsOf(gate)
  const marks = targetsOf(gate).map((wire, i): Mark => {
    if (rowOf(gate)?.action.does === "swap") return { kind: "cross", wire }
    if (isFlip(gate) && controls.length > 0) return { kind: "plus", wire }
    return { kind: "box", wire, label: visible(labels[i] ?? "?") }
  })
  return actsAtOnce(gate) ? [controls.concat(marks)] : marks.map((mark) => controls.concat(mark))
}

/** For each qubit, the names of its registers and its index in them. */
const registersOf = ({ registers }: Circuit): ReadonlyMap<number, string> => {
  const names = new Map<number, string>()
  for (const [name, qubits] of Object.entries(registers)) {
    qubits.forEach((qubit, bit) => names.set(qubit, `${names.get(qubit) ?? ""} ${visible(name)}[${bit}]`))
  }
  return names
}

/**
 * Puts each gate into the first column in which all wires that it spans are free. A qubit that the circuit does not
 * have gets a wire with a question mark, so that an invalid circuit can be drawn.
 */
export const layoutOf = (circuit: Circuit): Layout => {
  const elements = circuit.gates.flatMap((gate) => elementsOf(gate))
  const width = circuit.qubits <= limits.qubits ? Math.max(0, Math.floor(circuit.qubits)) : 0
  const stray = new Set(elements.flatMap((element) => element.map(({ wire }) => wire)))
  const qubits = Array.from({ length: width }, (_, qubit) => qubit)
  for (const qubit of qubits) stray.delete(qubit)
  const order = qubits.concat([...stray].toSorted((a, b) => a - b))
  const wireOf = new Map(order.map((qubit, wire) => [qubit, wire]))
  const registers = registersOf(circuit)
  const columns: Array<Array<Element>> = []
  const free = order.map(() => 0)
  for (const element of elements) {
    const marks = element
      .map((mark): Mark => Object.assign({}, mark, { wire: wireOf.get(mark.wire) ?? 0 }))
      .toSorted((a, b) => a.wire - b.wire)
    const [top, bottom] = [marks[0]?.wire ?? 0, marks.at(-1)?.wire ?? 0]
    let column = 0
    for (let wire = top; wire <= bottom; wire++) column = Math.max(column, free[wire] ?? 0)
    for (let wire = top; wire <= bottom; wire++) free[wire] = column + 1
    const place = columns[column]
    if (place === undefined) columns.push([marks])
    else place.push(marks)
  }
  const wires = order.map((qubit) => `q${qubit}${stray.has(qubit) ? "?" : ""}${registers.get(qubit) ?? ""}`)
  return { wires, columns }
}

/** Splits columns into rows with a total width of at most `most`. A wider column gets its own row. */
export const wrap = <A>(
  columns: ReadonlyArray<A>,
  widthOf: (column: A) => number,
  most: number,
): ReadonlyArray<ReadonlyArray<A>> => {
  const rows: Array<Array<A>> = [[]]
  let used = 0
  for (const column of columns) {
    const width = widthOf(column)
    if (used > 0 && used + width > most) {
      rows.push([])
      used = 0
    }
    rows.at(-1)?.push(column)
    used += width
  }
  return rows
}
