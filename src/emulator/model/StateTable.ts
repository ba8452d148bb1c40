import { wordBits, wordWidth } from "../../distribution/bitstrings.ts"
import { decimalAt, type SampleCounts } from "../../simulator/Simulator.ts"

/** A column of numbers that are read by position, such as a `Float64Array` or a file. */
export interface Column {
  readonly length: number
  readonly byteLength: number
  readonly at: (place: number) => number | undefined
  /** A copy of the values from `from` up to, but not including, `to`. */
  readonly slice: (from: number, to: number) => Float64Array
  /** Releases the memory or the file that the column uses outside of the heap. A closed column must not be read. */
  readonly close?: () => void
}

/**
 * A value for each state of a register: probabilities or counts. The values are columns, so that a million states
 * need only two arrays. States take `stride` words of 32 bits and are in ascending order. Without `states` they are
 * 0, 1, 2 and so on.
 */
export interface StateTable {
  readonly qubits: number
  readonly stride: number
  readonly states: Uint32Array | undefined
  readonly values: Column
  /**
   * The classical bits of each row, bit 0 first, if a program continues after a measurement. A state then has a row for
   * each value of these bits.
   */
  readonly bits?: ReadonlyArray<string> | undefined
}

/** The largest value that counts as 0. Such a probability is a rounding error of a few units in the last place of 1. */
const rounding = 1e-15

/** The number of values that are copied at once. */
const copied = 2 ** 10

/** The places from `from` up to, but not including, `to` whose value is larger than `rounding`, in ascending order. */
export function* placesOf({ values }: StateTable, from = 0, to = values.length): Generator<number> {
  const end = Math.min(to, values.length)
  for (let start = from; start < end; start += copied) {
    const part = values.slice(start, Math.min(start + copied, end))
    for (let i = 0; i < part.length; i++) if (part[i]! > rounding) yield start + i
  }
}

/** A state as a decimal number, in which qubit 0 is the least significant bit. */
export const decimalOf = ({ states, stride }: StateTable, place: number): string =>
  states === undefined ? String(place) : decimalAt(states, stride, place)

/** The bits of a state with q[0] leftmost, as in version 2 of the result formats. */
export const bitsOf = ({ states, stride, qubits }: StateTable, place: number): string => {
  if (qubits <= wordWidth) return wordBits(states === undefined ? place : states[place * stride]!, qubits)
  let bits = ""
  for (let word = 0; word < stride; word++) {
    bits += wordBits(states?.[place * stride + word] ?? 0, Math.min(wordWidth, qubits - word * wordWidth))
  }
  return bits
}

/** The approximate size of a table in bytes. */
export const bytesOf = ({ states, values, bits = [] }: StateTable): number =>
  values.byteLength + (states?.byteLength ?? 0) + bits.length * (20 + (bits[0]?.length ?? 0))

/** Sums the rows of each state over all values of the classical bits. */
export const statesOf = (table: StateTable): StateTable => {
  if (table.bits === undefined) return table
  const { qubits } = table
  const values: Record<string, number> = {}
  for (const place of placesOf(table)) {
    const state = decimalOf(table, place)
    values[state] = (values[state] ?? 0) + table.values.at(place)!
  }
  return ofRecord(values, qubits)
}

/** A new column with a value for each value of another one. */
export const mapped = (values: Column, map: (value: number, place: number) => number): Float64Array =>
  Float64Array.from({ length: values.length }, (_, place) => map(values.at(place)!, place))

/** The sum of all values. */
export const totalOf = ({ values }: StateTable): number => {
  let sum = 0
  for (let place = 0; place < values.length; place++) sum += values.at(place)!
  return sum
}

/** The same states with their values divided by the sum. */
export const fractionsOf = (table: StateTable): StateTable => {
  const total = totalOf(table)
  return { ...table, values: mapped(table.values, (value) => value / total) }
}

/** Converts counts to a table, sorted by state. */
export const ofCounts = ({ qubits, stride, states, counts }: SampleCounts): StateTable => {
  const order = Uint32Array.from(counts, (_, place) => place).sort((a, b) => {
    for (let word = stride - 1; word >= 0; word--) {
      const difference = states[a * stride + word]! - states[b * stride + word]!
      if (difference !== 0) return difference
    }
    return 0
  })
  const sorted = new Uint32Array(states.length)
  order.forEach((from, to) => sorted.set(states.subarray(from * stride, (from + 1) * stride), to * stride))
  return { qubits, stride, states: sorted, values: Float64Array.from(order, (place) => counts[place]!) }
}

/** Counts or probabilities by decimal state, and by `state:bits` if there are classical bits. */
export const toRecord = (table: StateTable): Readonly<Record<string, number>> => {
  const record: Record<string, number> = {}
  for (const place of placesOf(table)) {
    const bits = table.bits === undefined ? "" : `:${table.bits[place]}`
    record[`${decimalOf(table, place)}${bits}`] = table.values.at(place)!
  }
  return record
}

/** The inverse of {@link toRecord}. */
export const ofRecord = (record: Readonly<Record<string, number>>, qubits: number): StateTable => {
  const stride = Math.max(1, Math.ceil(qubits / 32))
  const rows = Object.entries(record).map(([key, value]) => {
    const [state = "", bits] = key.split(":")
    return { state: BigInt(state), bits, value }
  })
  rows.sort((a, b) => (a.state < b.state ? -1 : a.state > b.state ? 1 : 0))
  const states = new Uint32Array(rows.length * stride)
  for (const [place, { state }] of rows.entries()) {
    for (let word = 0; word < stride; word++) {
      states[place * stride + word] = Number((state >> BigInt(32 * word)) & 0xffffffffn)
    }
  }
  const table = { qubits, stride, states, values: Float64Array.from(rows, ({ value }) => value) }
  const bits = rows.flatMap(({ bits }) => (bits === undefined ? [] : [bits]))
  return bits.length === 0 ? table : { ...table, bits }
}
