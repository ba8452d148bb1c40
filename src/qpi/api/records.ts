import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiSchema } from "effect/http-api"
import { Idempotent } from "../../client/annotations.ts"
import { pageOf, PartialRecord, RecordId } from "../schema/Record.ts"
import { type Access, AccessOf } from "./access.ts"
import { Forbidden, NotFound, Unauthorized } from "./wireErrors.ts"

/** The path of a collection's records. */
export const recordsPath = (collection: string): `/${string}` => `/api/collections/${collection}/records`

const id = { id: RecordId }

/**
 * The query of a page of records. `sort` is a list of fields, with a `-` for descending order. `filter` is a rendered
 * `Filter`. `skipTotal` skips counting. The server returns 30 records per page unless `perPage` is set, at most 1000.
 */
export const ListQuery = Schema.Struct({
  page: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))),
  perPage: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 }))),
  sort: Schema.optionalKey(Schema.String),
  filter: Schema.optionalKey(Schema.String),
  expand: Schema.optionalKey(Schema.String),
  skipTotal: Schema.optionalKey(Schema.Boolean),
})

const fields = { fields: Schema.String }

/**
 * The endpoints of a collection, from which a group of the contract is built. `access` names the credentials that
 * reading needs.
 */
export const collection = <S extends Schema.Top>(name: string, schema: S, access: Access) => {
  const path = recordsPath(name)
  return {
    list: HttpApiEndpoint.get("list", path, {
      query: ListQuery,
      success: pageOf(schema),
      error: [Unauthorized, Forbidden, NotFound],
    }).annotate(AccessOf, access),
    get: HttpApiEndpoint.get("get", `${path}/:id`, {
      params: id,
      query: { expand: Schema.optionalKey(Schema.String) },
      success: schema,
      error: [Unauthorized, Forbidden, NotFound],
    }).annotate(AccessOf, access),
    /** A list of records with only some fields, e.g. `id,status`, `results.backend`. */
    pick: HttpApiEndpoint.get("pick", path, {
      query: { ...ListQuery.fields, ...fields },
      success: pageOf(PartialRecord),
      error: [Unauthorized, Forbidden, NotFound],
    }).annotate(AccessOf, access),
    /** One record with only some fields. */
    pickOne: HttpApiEndpoint.get("pickOne", `${path}/:id`, {
      params: id,
      query: { ...fields, expand: Schema.optionalKey(Schema.String) },
      success: PartialRecord,
      error: [Unauthorized, Forbidden, NotFound],
    }).annotate(AccessOf, access),
    create: <P extends Schema.Top>(payload: P, by: Access) =>
      HttpApiEndpoint.post("create", path, {
        payload,
        success: schema,
        error: [Unauthorized, Forbidden, NotFound],
      }).annotate(AccessOf, by),
    update: <P extends Schema.Top>(payload: P, by: Access) =>
      HttpApiEndpoint.patch("update", `${path}/:id`, {
        params: id,
        payload,
        success: schema,
        error: [Unauthorized, Forbidden, NotFound],
      })
        .annotate(AccessOf, by)
        .annotate(Idempotent, true),
    delete: (by: Access) =>
      HttpApiEndpoint.delete("delete", `${path}/:id`, {
        params: id,
        success: HttpApiSchema.NoContent,
        error: [Unauthorized, Forbidden, NotFound],
      }).annotate(AccessOf, by),
  }
}
