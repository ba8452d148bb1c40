import { Option, Result, Schema } from "effect"
import { Base64Url } from "effect/encoding"
import * as Random from "../../../random/generator.ts"

/** The claims of a JWT, as PocketBase writes them. */
export const Claims = Schema.Struct({
  collectionId: Schema.String,
  exp: Schema.Finite,
  id: Schema.String,
  refreshable: Schema.Boolean,
  type: Schema.String,
})

export type Claims = typeof Claims.Type

const decodeClaims = Schema.decodeUnknownOption(Schema.fromJsonString(Claims))

/** A deterministic signature. It is not an HMAC and can be forged, so it is only sufficient for tests. */
const signature = (text: string, key: string): string => {
  const draw = Random.make(Random.seedOf(`${key}.${text}.${key}`))
  return Base64Url.encode(Uint8Array.from({ length: 32 }, () => Math.floor(draw() * 256)))
}

export const sign = (claims: Claims, key: string): string => {
  const head = Base64Url.encode(JSON.stringify({ alg: "HS256", typ: "JWT" }))
  const text = `${head}.${Base64Url.encode(JSON.stringify(claims))}`
  return `${text}.${signature(text, key)}`
}

/** The claims of a JWT, whose signature is not checked; undefined if the text is not a JWT. */
export const claimsOf = (token: string): Claims | undefined => {
  const [, body, ...rest] = token.split(".")
  if (body === undefined || rest.length !== 1) return undefined
  const text = Base64Url.decodeString(body)
  return Result.isFailure(text) ? undefined : Option.getOrUndefined(decodeClaims(text.success))
}

export const isSignedBy = (token: string, key: string): boolean => {
  const at = token.lastIndexOf(".")
  return at > 0 && signature(token.slice(0, at), key) === token.slice(at + 1)
}
