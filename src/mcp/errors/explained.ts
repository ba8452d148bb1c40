import { Predicate } from "effect"
import { failureOf } from "../../cli/render/errorLines.ts"
import { codes, type Explanation, statuses, tags } from "./explanations.ts"
import { short } from "../text/quoted.ts"

/** The explanation of a failure code, an error's tag or a status; undefined for any other word. */
export const explanationOf = (word: string): Explanation | undefined =>
  own(codes, word) ?? own(tags, word) ?? own(tags, own(statuses, word) ?? "")

/** The entry for a word. A word such as `constructor`, which every object inherits, has no entry. */
const own = <A>(table: Readonly<Record<string, A>>, word: string): A | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined

/** IonQ's failure code of a job that failed. */
const codeOf = (error: unknown): string | undefined =>
  Predicate.hasProperty(error, "failure") && Predicate.hasProperty(error.failure, "code")
    ? String(error.failure.code)
    : undefined

/** An error as the answer of a tool: what failed, and what to do. Texts of a server are cut and kept on one line. */
export const explained = (error: unknown): string => {
  const { type, message, requestId, hint } = failureOf(error)
  const code = codeOf(error)
  const advice = explanationOf(code ?? type)?.advice ?? explanationOf(type)?.advice ?? hint
  return [
    `${type === "CommandError" ? "" : `${type}: `}${short(message)}${requestId === undefined ? "" : ` [request ${short(requestId)}]`}`,
    ...(code === undefined ? [] : [`Failure code: ${short(code)}`]),
    ...(advice === undefined ? [] : [advice]),
  ].join("\n")
}
