import { Fault } from "./Fault.ts"
import { limits } from "./limits.ts"

/** The text of a program, with errors that point to a position in it. */
export interface Source {
  readonly text: string
  /** Throws a `Fault`, which only the readers catch. */
  readonly fail: (at: number, code: Fault["why"]["code"], message: string, construct?: string) => never
  /** Counts an evaluated expression, and fails if there are too many. */
  readonly evaluated: (at: number) => void
  /** The line of a position, from 1. */
  readonly lineOf: (at: number) => number
}

export const makeSource = (text: string): Source => {
  const starts = [0]
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1)
  const lineOf = (at: number): number => {
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (starts[middle]! <= at) low = middle
      else high = middle
    }
    return low + 1
  }
  const fail: Source["fail"] = (at, code, what, construct) => {
    const line = lineOf(at)
    const column = at - starts[line - 1]! + 1
    const message = `Line ${line}, column ${column}: ${what}`
    throw new Fault({ code, message, line, column, ...(construct === undefined ? {} : { construct }) })
  }
  let evaluations = 0
  const evaluated = (at: number): void => {
    if (++evaluations <= limits.evaluations) return
    fail(at, "TooLarge", `the program evaluates more than ${limits.evaluations} expressions`)
  }
  return { text, lineOf, fail, evaluated }
}

/** Fails because a circuit cannot represent a construct of the language. */
export const unsupported = (source: Source, at: number, construct: string, why = ""): never =>
  source.fail(at, "Unsupported", `not supported: ${construct}${why === "" ? "" : ` (${why})`}`, construct)
