/**
 * A question that travels through the client and back. The client holds it meanwhile, so it is signed: nobody can make one
 * up, use it for something else, or use it when its time is over.
 */
import { createHmac, timingSafeEqual } from "node:crypto"

const signature = (key: Uint8Array, text: string): string =>
  createHmac("sha256", key).update(text).digest("base64url")

/** What is bound to a question: what it is about, in full, and until when it holds, in milliseconds of a steady clock. */
const bound = (about: string, until: number): string => `${until}\n${about}`

/** The state that goes to the client. What the question is about is not in it, only in its signature. */
export const seal = (key: Uint8Array, about: string, until: number): string =>
  `${until}.${signature(key, bound(about, until))}`

/** What a state is worth that came back: the answer to this question, to another one or to none, or it is too late. */
export const unseal = (
  key: Uint8Array,
  about: string,
  state: string,
  now: number,
): "valid" | "late" | "other" => {
  const [, until = "", given = ""] = /^(\d{1,16})\.([\w-]{43})$/.exec(state) ?? []
  const expected = Buffer.from(signature(key, bound(about, Number(until))))
  const brought = Buffer.from(given)
  if (brought.length !== expected.length || !timingSafeEqual(brought, expected)) return "other"
  return now <= Number(until) ? "valid" : "late"
}
