import type { Context, Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, type HttpApiMiddleware, HttpApiSchema } from "effect/http-api"
import { AnyContent, Idempotent } from "../client/annotations.ts"
import { endpoints, type IonQEndpoint } from "./endpoints.ts"
import { Conflict, NotFound, PayloadTooLarge } from "./wireErrors.ts"

const errors = { 404: NotFound, 409: Conflict, 413: PayloadTooLarge }

type Table = typeof endpoints
type Part<E, Key extends string> = E extends { readonly [K in Key]: infer S extends Schema.Top } ? S : never
type InUrl<S extends Schema.Top> = [S] extends [never] ? never : Schema.toCodecStringTree<S>
type AsJson<S extends Schema.Top> = [S] extends [never] ? never : Schema.toCodecJson<S>
type Errors<E> = E extends { readonly errors: ReadonlyArray<infer Status extends keyof typeof errors> }
  ? (typeof errors)[Status]
  : never

/** The type of an endpoint of the table as an `HttpApiEndpoint`. */
type Bare<Name extends string, E extends IonQEndpoint> = HttpApiEndpoint.HttpApiEndpoint<
  Name,
  E["method"],
  E["path"],
  InUrl<Part<E, "params">>,
  InUrl<Part<E, "query">>,
  AsJson<Part<E, "payload">>,
  never,
  AsJson<Part<E, "success">>,
  AsJson<Errors<E>>
>

type Endpoints<Group, Auth extends HttpApiMiddleware.AnyId> = {
  [Name in keyof Group & string]: Group[Name] extends infer E extends IonQEndpoint
    ? E extends { readonly isPublic: true }
      ? Bare<Name, E>
      : HttpApiEndpoint.AddMiddleware<Bare<Name, E>, Auth>
    : never
}[keyof Group & string]

/** Builds a group of the table. Endpoints that need an API key get the middleware `auth`. */
export const groupOf = <const Name extends keyof Table, Auth extends HttpApiMiddleware.AnyId, S>(
  name: Name,
  auth: Context.Key<Auth, S>,
): HttpApiGroup.HttpApiGroup<Name, Endpoints<Table[Name], Auth>> => {
  const rows: Readonly<Record<string, IonQEndpoint>> = endpoints[name]
  const [first, ...others] = Object.entries(rows).map(([name, row]) => endpointOf(name, row, auth))
  const group = HttpApiGroup.make(name)
  // The type is computed from the same table, but TypeScript cannot check that the loop matches it.
  return (first === undefined ? group : group.add(first, ...others)) as unknown as HttpApiGroup.HttpApiGroup<
    Name,
    Endpoints<Table[Name], Auth>
  >
}

const endpointOf = <Auth extends HttpApiMiddleware.AnyId, S>(
  name: string,
  row: IonQEndpoint,
  auth: Context.Key<Auth, S>,
): HttpApiEndpoint.Constraint => {
  const { params, query, payload, success, status = 200 } = row
  const bare = HttpApiEndpoint.make(row.method)(name, row.path, {
    params,
    query,
    payload,
    success: status === 200 ? success : success?.pipe(HttpApiSchema.status(status)),
    error: row.errors?.map((status) => errors[status]),
  })
  const secured = row.isPublic === true ? bare : bare.middleware(auth)
  const repeatable = row.isIdempotent === undefined ? secured : secured.annotate(Idempotent, row.isIdempotent)
  return row.isContent === undefined ? repeatable : repeatable.annotate(AnyContent, row.isContent)
}
