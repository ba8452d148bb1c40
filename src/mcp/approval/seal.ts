/**
 * Signs a question that is sent through the client and returned by it. The signature prevents a client from making up a
 * question, using one for something else, or using one after its time limit.
 */
import { createHmac, timingSafeEqual } from "node:crypto"

const signature = (key: Uint8Array, text: string): string =>
  createHmac("sha256", key).update(text).digest("base64url")

/** The terms of a question. `until` is in milliseconds of a steady clock. */
export interface Terms {
  readonly until: number
  /** The price that the person was shown. */
  readonly price: number
}

const bound = (about: string, { until, price }: Terms): string => JSON.stringify([until, price, about])

/** The state that is sent to the client: the terms and a signature. `about` is only in the signature. */
export const seal = (key: Uint8Array, about: string, terms: Terms): string =>
  `${terms.until}:${terms.price}:${signature(key, bound(about, terms))}`

/** The terms of a returned state; undefined if its signature does not fit the terms and `about`. */
export const unseal = (key: Uint8Array, about: string, state: string): Terms | undefined => {
  const [, until = "", price = "", given = ""] = /^(\d{1,16}):([\d.e+-]{1,30}):([\w-]{43})$/.exec(state) ?? []
  const terms = { until: Number(until), price: Number(price) }
  const expected = Buffer.from(signature(key, bound(about, terms)))
  const brought = Buffer.from(given)
  return brought.length === expected.length && timingSafeEqual(brought, expected) ? terms : undefined
}
