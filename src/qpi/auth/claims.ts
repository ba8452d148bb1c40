import { Option, Result, Schema } from "effect"
import { Base64Url } from "effect/encoding"

/** The claims of a PocketBase JWT. `exp` is in seconds since 1970, by the server's clock. */
export const Claims = Schema.Struct({
  collectionId: Schema.String,
  exp: Schema.Finite,
  id: Schema.String,
  refreshable: Schema.optionalKey(Schema.Boolean),
  type: Schema.optionalKey(Schema.String),
})

export type Claims = typeof Claims.Type

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Claims))

/** The claims of a JWT; undefined if the text is not a JWT. The signature is not checked. */
export const claimsOf = (token: string): Claims | undefined => {
  const [, body, signature, ...rest] = token.split(".")
  if (body === undefined || signature === undefined || rest.length > 0) return undefined
  const text = Base64Url.decodeString(body)
  return Result.isFailure(text) ? undefined : Option.getOrUndefined(decode(text.success))
}

/** The collection of superusers has this id on every server. */
const superusers = "pbc_3142635823"

export const isOfSuperuser = ({ collectionId }: Claims): boolean => collectionId === superusers
