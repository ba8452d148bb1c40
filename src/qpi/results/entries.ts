import { Option } from "effect"
import { payloadOf } from "../schema/Job.ts"
import type { Widths } from "./readResults.ts"

/** The circuit and the parameter set of a result entry, as indices from 0, and the values of that set. */
export interface Origin {
  readonly circuit: number
  readonly parameters: number
  readonly values: ReadonlyArray<number> | undefined
}

/** The origin of each entry: circuits in order, and for each its parameter sets in order. */
export const originsOf = (job: { readonly payload: unknown }): ReadonlyArray<Origin> =>
  Option.match(payloadOf(job), {
    onNone: () => [],
    onSome: ({ circuits }) =>
      circuits.flatMap(({ parameter_values: sets }, circuit): ReadonlyArray<Origin> =>
        sets == null || sets.length === 0
          ? [{ circuit, parameters: 0, values: undefined }]
          : sets.map((values, parameters) => ({ circuit, parameters, values })),
      ),
  })

/**
 * The number of classical bits that a program declares; undefined if it declares none with a plain size. Comments are
 * ignored.
 */
export const classicalBits = (program: string): number | undefined => {
  const code = program.replaceAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "")
  let total = 0
  for (const [, open, closed] of code.matchAll(
    /\bbit\s*(?:\[\s*(\d+)\s*\])?\s+\w+|\bcreg\s+\w+\s*\[\s*(\d+)\s*\]/g,
  )) {
    total += Number(open ?? closed ?? 1)
  }
  return total === 0 ? undefined : total
}

/** The number of classical bits of each entry; undefined if its program does not declare a plain size. */
export const widthsOf = (job: { readonly payload: unknown }): Widths => {
  const programs = Option.match(payloadOf(job), {
    onNone: () => [],
    onSome: ({ circuits }) => circuits.map(({ circuit }) => classicalBits(circuit)),
  })
  return originsOf(job).map(({ circuit }) => programs[circuit])
}
