import { Result, Schema, SchemaAST } from "effect"
import type { Drift } from "../Drift.ts"
import { checkOf } from "./quickCheck.ts"
import { repairer } from "./repair.ts"

/** A value with its drift. */
export interface Decoded {
  readonly value: unknown
  readonly drift: ReadonlyArray<Omit<Drift, "endpoint">>
}

const none: Decoded["drift"] = []

/**
 * Decodes the text of a response, or fails with a readable message. Most values pass one fast check. Any other value is
 * checked with the schema, and if the schema rejects it, its unreadable parts are left out.
 */
export const decoder = (schema: Schema.Top): ((text: string) => Result.Result<Decoded, string>) => {
  // The contract wraps its schemas for JSON. Their types are JSON already, so responses need no conversion.
  const plain = Schema.toType(schema)
  if (SchemaAST.isVoid(plain.ast)) return () => Result.succeed({ value: undefined, drift: none })
  const decode = Schema.decodeUnknownResult(plain)
  const check = checkOf(plain.ast)
  let repair: ReturnType<typeof repairer> | undefined
  return (text) => {
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      return Result.fail("not JSON, or cut off")
    }
    let known = true
    const fits = check(json, undefined, () => void (known = false))
    const drift = known ? none : driftIn(json)
    if (fits) return Result.succeed({ value: json, drift })
    const judged = decode(json)
    return Result.isFailure(judged)
      ? withoutUnreadable(json, judged.failure.message)
      : Result.succeed({ value: judged.success, drift })
  }

  /** Leaves out the unreadable parts of a value, and checks the rest with the schema. */
  function withoutUnreadable(json: unknown, words: string): Result.Result<Decoded, string> {
    repair ??= repairer(plain)
    const repaired = repair(json)
    if (Result.isFailure(repaired)) return Result.fail(repaired.failure)
    const { value, left } = repaired.success
    return Result.isFailure(decode(value))
      ? Result.fail(words)
      : Result.succeed({ value, drift: [...left, ...driftIn(value)] })
  }

  /** A second pass, which records the paths of the drift. */
  function driftIn(json: unknown): Decoded["drift"] {
    const drift: Array<Omit<Drift, "endpoint">> = []
    check(json, "", (kind, path = "", value) => void drift.push({ kind, path, value }))
    return drift
  }
}
