import type { KnownGate } from "./expand.ts"
import { type Places, wholeNumber } from "./registers.ts"
import { type Source, unsupported } from "./source.ts"
import type { Index, Subroutine } from "./syntax.ts"
import { constants, isTruth, type Lookup, type Typed } from "./evaluate.ts"

/** What a name of the program refers to. */
export type Entity =
  | ({ readonly kind: "qubits" } & Places)
  | { readonly kind: "bits"; readonly read: Array<number | null>; readonly single: boolean }
  | ({ readonly kind: "number" } & Typed)
  | { readonly kind: "array"; readonly of: ReadonlyArray<Typed> }
  | { readonly kind: "gate"; readonly gate: KnownGate }
  | { readonly kind: "subroutine"; readonly definition: Subroutine }

/** The names that are declared in a block, or in the program outside of all blocks. */
export interface Scope {
  readonly names: Map<string, Entity>
  readonly outer: Scope | undefined
  /** Whether the scope is that of a subroutine, in which qubits and bits of outer scopes are not visible. */
  readonly closed: boolean
}

export const makeScope = (outer: Scope | undefined, closed = false): Scope => ({
  names: new Map(),
  outer,
  closed,
})

/** What a name refers to in a block; undefined if the name is not defined or not visible there. */
export const find = (from: Scope, name: string): Entity | undefined => {
  let closed = false
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.outer) {
    const found = scope.names.get(name)
    if (found !== undefined && !(closed && (found.kind === "qubits" || found.kind === "bits"))) return found
    closed ||= scope.closed
  }
  return undefined
}

/** Looks up the numbers of a block by name. */
export const numbersIn = (source: Source, scope: () => Scope): Lookup => {
  const lookup: Lookup = (name, at, index) => {
    const constant = constants.get(name)
    if (constant !== undefined && index === undefined) return { value: constant, whole: isTruth(name) }
    const found = find(scope(), name)
    if (found === undefined) return source.fail(at, "Undefined", `there is no number ${name}`)
    if (found.kind === "bits") return unsupported(source, at, "classical values", `${name} is measured`)
    if (found.kind === "array" && index !== undefined) return element(name, found.of, index, at)
    if (found.kind !== "number") return source.fail(at, "Invalid", `${name} is not a number`)
    return index === undefined ? found : unsupported(source, at, "the bits of a number")
  }
  const element = (name: string, of: ReadonlyArray<Typed>, index: Index, at: number): Typed => {
    if (index.tag === "range" || !index.single) return unsupported(source, at, "a part of an array")
    const i = wholeNumber(source, lookup, index.of[0]!, "an index")
    const found = of[i < 0 ? i + of.length : i]
    return (
      found ?? source.fail(at, "Invalid", `${name}[${i}] is out of range: ${name} has a size of ${of.length}`)
    )
  }
  return lookup
}
