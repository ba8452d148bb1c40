/**
 * Every gate that the SDK supports. Each gate has one row, with its numbers and their units, its qubits, its matrix,
 * its action, its inverse, its names in OpenQASM, and its label in pictures.
 *
 * Schemas, validation, simulator, compiler, the OpenQASM reader and printer, and the pictures use this table. A gate
 * with a name on the wire is a row of {@link qis} or {@link native}. A gate without a name on the wire is a row of
 * {@link composed}, with the gates that it consists of.
 *
 * @since 0.2.0
 */
import type { WireRow } from "./gateTable/row.ts"
import { native, qis } from "./gateTable/wireGates.ts"

export { composed, type ComposedGate, type Part } from "./gateTable/composedGates.ts"
export type { Action, Axis, NumberField, Numbers, QasmNames, Value, WireRow } from "./gateTable/row.ts"
export { native, qis }

type Tables = { readonly qis: typeof qis; readonly native: typeof native }

/**
 * The names of the gates of one kind in a gateset.
 *
 * @category models
 * @since 0.2.0
 */
export type WordsOf<G extends keyof Tables, Kind extends string> = {
  [Word in keyof Tables[G]]: Tables[G][Word] extends { readonly kind: Kind } ? Word : never
}[keyof Tables[G]] &
  string

const rows: Readonly<Record<keyof Tables, ReadonlyMap<string, WireRow>>> = {
  qis: new Map<string, WireRow>(Object.entries(qis)),
  native: new Map<string, WireRow>(Object.entries(native)),
}

/**
 * The names of the gates of one kind, in the order of the table: `wordsOf("qis", "rotation")` is
 * `["rx", "ry", "rz"]`.
 *
 * @category getters
 * @since 0.2.0
 */
export const wordsOf = <G extends keyof Tables, const Kind extends Kinds<G>>(
  gateset: G,
  kind: Kind,
): ReadonlyArray<WordsOf<G, Kind>> =>
  // The cast is safe: the filter selects the rows of `kind`, as the type `WordsOf` does.
  [...rows[gateset]].flatMap(([word, row]) => (row.kind === kind ? [word] : [])) as unknown as ReadonlyArray<
    WordsOf<G, Kind>
  >

type Kinds<G extends keyof Tables> = {
  [Word in keyof Tables[G]]: Tables[G][Word] extends { readonly kind: infer Kind extends string }
    ? Kind
    : never
}[keyof Tables[G]]

/**
 * The row of a gate name in a gateset; undefined if the gateset does not have it.
 *
 * @category getters
 * @since 0.2.0
 */
export const rowIn = (gateset: keyof Tables, word: string): WireRow | undefined => rows[gateset].get(word)

/**
 * The row of a gate. The name `zz` is in both gatesets: a `zz` with a number of the native row is the native gate.
 *
 * @category getters
 * @since 0.2.0
 */
export const rowOf = (gate: { readonly gate: string }): WireRow | undefined => {
  const [qisRow, nativeRow] = [rows.qis.get(gate.gate), rows.native.get(gate.gate)]
  if (qisRow === undefined || nativeRow === undefined) return qisRow ?? nativeRow
  return Object.keys(nativeRow.numbers).some((field) => field in gate) ? nativeRow : qisRow
}
