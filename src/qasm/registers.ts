import type { Source } from "./source.ts"
import type { Expression, Index, Operand } from "./syntax.ts"
import { evaluate, type Lookup } from "./evaluate.ts"

/** The qubits or bits that an operand refers to. */
export interface Places {
  readonly of: ReadonlyArray<number>
  /** Whether the operand is a single qubit or bit. A register of length 1 is not. */
  readonly single: boolean
}

/** The value of an expression that must be an integer. Fails for a fraction and for an input. */
export const wholeNumber = (source: Source, lookup: Lookup, of: Expression, what: string): number => {
  const found = evaluate(source, lookup, of)
  return typeof found === "number" && Number.isSafeInteger(found)
    ? found
    : source.fail(
        of.at,
        "Invalid",
        `${what} must be a whole number, not ${typeof found === "number" ? found : "an input"}`,
      )
}

/** The part of a register that an operand names. Negative indices count from the end. */
export const select = (
  source: Source,
  lookup: Lookup,
  { name, index, at }: Operand,
  whole: Places,
): Places => {
  if (index === undefined) return whole
  if (whole.single) return source.fail(at, "Invalid", `${name} is a single place, so it cannot have an index`)
  const size = whole.of.length
  const place = (of: Expression): number => {
    const i = wholeNumber(source, lookup, of, "an index")
    const counted = i < 0 ? i + size : i
    return counted >= 0 && counted < size
      ? counted
      : source.fail(of.at, "Invalid", `${name}[${i}] is out of range: ${name} has a size of ${size}`)
  }
  const found = indices(source, lookup, index, size, place)
  return { of: found.map((i) => whole.of[i] ?? 0), single: index.tag === "list" && index.single }
}

const indices = (
  source: Source,
  lookup: Lookup,
  index: Index,
  size: number,
  place: (of: Expression) => number,
): ReadonlyArray<number> => {
  if (index.tag === "list") return index.of.map(place)
  const step = index.step === undefined ? 1 : wholeNumber(source, lookup, index.step, "a step")
  if (step === 0 && index.step !== undefined)
    return source.fail(index.step.at, "Invalid", "a step of 0 never ends")
  const [low, high] = step > 0 ? [0, size - 1] : [size - 1, 0]
  const start = index.start === undefined ? low : place(index.start)
  // The end of a range is included.
  const stop = index.stop === undefined ? high : place(index.stop)
  const found: Array<number> = []
  for (let i = start; step > 0 ? i <= stop : i >= stop; i += step) found.push(i)
  return found
}
