import { Effect } from "effect"
import { explanationOf } from "../errors/explained.ts"

/** The action of `explain_error`: explains each failure code, status and error name in a text. */
export const explain = ({ error }: { readonly error: string }) =>
  Effect.sync(() => {
    const words = [...new Set(error.match(/[A-Za-z]+|\b[1-5]\d\d\b/g) ?? [])]
    const found = words.flatMap((word) => {
      const known = explanationOf(word)
      return known === undefined ? [] : [{ error: word, ...known }]
    })
    const text =
      found.length === 0
        ? "No failure code, status or error of this SDK is in the text. A failed job has its code: see get_job."
        : found.map(({ error, meaning, advice }) => `${error}: ${meaning}\n${advice}`).join("\n\n")
    return { data: { found }, text }
  })
