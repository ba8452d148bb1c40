import { Predicate, Result } from "effect"
import { type Distribution, fromBitstrings, fromDecimals } from "../../Distribution.ts"
import { ResultsFormatError } from "../errors/jobErrors.ts"

/** The outcomes of one circuit with one set of parameters. */
export type Entry =
  | {
      readonly kind: "counts"
      readonly shots: number
      /** Bit 0 of the classical register is qubit 0 of the distribution. */
      readonly counts: Distribution
    }
  | {
      readonly kind: "memory"
      readonly shots: number
      /** The point in the IQ plane for each shot (a single entry if they were averaged) and each classical bit. */
      readonly memory: ReadonlyArray<ReadonlyArray<readonly [i: number, q: number]>>
    }
  /** The data from the driver for a circuit without measurements, or in a form that this version does not support. */
  | { readonly kind: "raw"; readonly shots: number; readonly raw: unknown }

/** The results of a job. */
export interface Results {
  /** The name of the driver that ran the job; absent if the driver did not send it. */
  readonly backend: string | undefined
  readonly entries: ReadonlyArray<Entry>
  /** The raw results. */
  readonly value: unknown
}

type Read<A> = Result.Result<A, ResultsFormatError>

const refuse = (what: string, message: string): Read<never> =>
  Result.fail(new ResultsFormatError({ what, message: `${what}: ${message}` }))

/**
 * The number of classical bits of each entry, if the program declares it. Hexadecimal keys do not contain the number.
 */
export type Widths = ReadonlyArray<number | undefined>

/** Reads the results of a completed job. `null` and an empty object give undefined. */
export const readResults = (value: unknown, widths: Widths = []): Read<Results | undefined> => {
  if (!Predicate.isObject(value) || Array.isArray(value)) {
    return value === null || value === undefined
      ? Result.succeed(undefined)
      : refuse("results", "they are not an object")
  }
  const whole: { readonly [key: string]: unknown } = value
  if (Object.keys(whole).length === 0) return Result.succeed(undefined)
  const backend = typeof whole["backend"] === "string" ? whole["backend"] : undefined
  const parts = whole["circuit_results"]
  if (parts !== undefined && parts !== null && !Array.isArray(parts)) {
    return refuse("circuit_results", "they are not a list")
  }
  // A custom driver may send the outcome of a single circuit directly.
  const listed: ReadonlyArray<unknown> = parts === undefined || parts === null ? [whole] : parts
  return Result.map(
    Result.all(listed.map((part, i) => readEntry(part, `circuit_results.${i}`, widths[i]))),
    (entries) => ({ backend, entries, value }),
  )
}

/** The error that a driver reported: the value of `error`, which may be `null`. */
export const errorIn = (results: unknown): { readonly error: unknown } | undefined =>
  Predicate.hasProperty(results, "error") ? { error: results.error } : undefined

/** The error of a driver as text. */
export const wordsOf = (error: unknown): string =>
  typeof error === "string" ? error : (JSON.stringify(error) ?? "no reason was given")

const readEntry = (part: unknown, what: string, width: number | undefined): Read<Entry> => {
  if (!Predicate.isObject(part)) return refuse(what, "it is not an object")
  const entry: { readonly [key: string]: unknown } = part
  const shots = typeof entry["shots"] === "number" ? entry["shots"] : undefined
  const counts = entry["counts"] ?? entry["hex_counts"]
  if (counts !== undefined && counts !== null) {
    return Result.map(readCounts(counts, `${what}.counts`, width), (distribution) =>
      distribution === undefined
        ? { kind: "raw", shots: shots ?? 0, raw: part }
        : { kind: "counts", shots: shots ?? distribution.total, counts: distribution },
    )
  }
  const memory = entry["memory"]
  if (memory !== undefined && memory !== null) {
    return isMemory(memory)
      ? Result.succeed({ kind: "memory", shots: shots ?? memory.length, memory })
      : Result.succeed({ kind: "raw", shots: shots ?? 0, raw: memory })
  }
  return Result.succeed({ kind: "raw", shots: shots ?? 0, raw: entry["raw"] ?? part })
}

const hexadecimal = /^0x[\da-f]+$/i
const binary = /^[01]+(?: +[01]+)*$/

/**
 * Reads counts. All keys are bitstrings with classical bit 0 on the right, or all are hexadecimal numbers. Returns
 * undefined if there are no keys.
 */
const readCounts = (
  counts: unknown,
  what: string,
  width: number | undefined,
): Read<Distribution | undefined> => {
  if (!Predicate.isObject(counts) || Array.isArray(counts)) return refuse(what, "they are not an object")
  const record: Record<string, number> = {}
  let isHex: boolean | undefined
  for (const [key, count] of Object.entries(counts)) {
    if (typeof count !== "number" || !Number.isFinite(count) || count < 0) {
      return refuse(`${what}.${key}`, "it is not a number of shots")
    }
    const hex = hexadecimal.test(key)
    if (!hex && !binary.test(key)) return refuse(`${what}.${key}`, "the key is neither binary nor 0x")
    if (isHex !== undefined && isHex !== hex) return refuse(what, "some keys are binary and some 0x")
    isHex = hex
    // Qiskit puts spaces between several registers.
    const name = hex ? BigInt(key).toString() : key.replaceAll(" ", "")
    record[name] = (record[name] ?? 0) + count
  }
  if (isHex === undefined) return Result.succeed(undefined)
  const made = isHex
    ? fromDecimals(record, { kind: "counts", width: Math.max(width ?? 1, bitsOf(Object.keys(record))) })
    : fromBitstrings(record, { kind: "counts", qubit0: "right" })
  return Result.mapError(
    made,
    ({ message }) => new ResultsFormatError({ what, message: `${what}: ${message}` }),
  )
}

/** The number of bits of the largest number. */
const bitsOf = (decimals: ReadonlyArray<string>): number =>
  decimals.reduce((most, decimal) => Math.max(most, BigInt(decimal).toString(2).length), 1)

const isPoint = (point: unknown): point is readonly [number, number] =>
  Array.isArray(point) && point.length === 2 && point.every((part) => Number.isFinite(part))

const isMemory = (memory: unknown): memory is ReadonlyArray<ReadonlyArray<readonly [number, number]>> =>
  Array.isArray(memory) && memory.every((shot) => Array.isArray(shot) && shot.every(isPoint))
