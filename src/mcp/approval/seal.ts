/**
 * A question that travels through the client and back. The client holds it meanwhile, so it is signed: nobody can make one
 * up, use it for something else, or use it when its time is over.
 */
import { createHmac, timingSafeEqual } from "node:crypto"

const signature = (key: Uint8Array, text: string): string =>
  createHmac("sha256", key).update(text).digest("base64url")

/** What is bound to a question. Its end is in milliseconds of a steady clock. */
export interface Terms {
  readonly until: number
  /** What the person was told that it costs. */
  readonly price: number
}

const bound = (about: string, { until, price }: Terms): string => JSON.stringify([until, price, about])

/** The state that goes to the client: the terms and a signature. What the question is about is in the signature alone. */
export const seal = (key: Uint8Array, about: string, terms: Terms): string =>
  `${terms.until}:${terms.price}:${signature(key, bound(about, terms))}`

/** The terms of a state that came back, if it belongs to this question. */
export const unseal = (key: Uint8Array, about: string, state: string): Terms | undefined => {
  const [, until = "", price = "", given = ""] = /^(\d{1,16}):([\d.e+-]{1,30}):([\w-]{43})$/.exec(state) ?? []
  const terms = { until: Number(until), price: Number(price) }
  const expected = Buffer.from(signature(key, bound(about, terms)))
  const brought = Buffer.from(given)
  return brought.length === expected.length && timingSafeEqual(brought, expected) ? terms : undefined
}
