import { Effect, Layer, Option, Path, Redacted } from "effect"
import { Durable, type DurableError } from "../../durable/Durable.ts"
import { usage } from "../terminal/CommandError.ts"
import { Local } from "../terminal/globals.ts"
import { Secrets } from "../terminal/Secrets.ts"
import { services, settings } from "./connect.ts"

/** Where runs are kept. */
export type Database =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgres"; readonly url: Redacted.Redacted }

/** The user's own file. Runs of another server than IonQ's have one of their own: their jobs are not at IonQ. */
const ownFile = Effect.gen(function* () {
  const path = yield* Path.Path
  const { HOME, USERPROFILE, XDG_DATA_HOME } = process.env
  const base =
    XDG_DATA_HOME !== undefined && path.isAbsolute(XDG_DATA_HOME)
      ? XDG_DATA_HOME
      : path.join(HOME ?? USERPROFILE ?? ".", ".local", "share")
  const local = yield* Local
  const url = local ? undefined : (yield* settings).url
  const server = local ? "-local" : url === undefined ? "" : `-${url.replaceAll(/[^\w.]+/g, "-")}`
  return path.join(base, "ionq", `runs${server}.sqlite`)
})

/** Where the flag, the environment or nobody says that runs are kept. */
export const databaseOf = Effect.fnUntraced(function* (
  flag: Option.Option<string>,
): Effect.fn.Return<Database, Effect.Error<typeof ownFile>, Effect.Services<typeof ownFile>> {
  const given = Option.getOrElse(flag, () => process.env["IONQ_DATABASE"] ?? "")
  if (given === "") return { kind: "sqlite", file: yield* ownFile }
  if (!/^postgres(ql)?:\/\//.test(given)) return { kind: "sqlite", file: given }
  const password = URL.canParse(given) ? new URL(given).password : ""
  const secrets = yield* Secrets
  for (const text of [password, decodeURIComponent(password)]) if (text !== "") secrets.add(text)
  return { kind: "postgres", url: Redacted.make(given) }
})

const sqlOf = (database: Database) =>
  database.kind === "sqlite"
    ? Durable.layerSqlite({ file: database.file })
    : Durable.layerPostgres({ url: database.url, connections: 4 })

/** Asks for runs, and carries none out. No key is needed for what the rows say. */
export const asking =
  (database: Database) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provide(
      effect,
      Durable.layerClient.pipe(Layer.provide(sqlOf(database)), Layer.provide(services({}, true))),
    )

/** Who carries runs out while the effect goes on. */
export type Role = "this process" | "another process" | "runners"

/** Carries the runs of a file out while the effect goes on, unless another process does; those of a PostgreSQL have runners. */
export const working =
  (database: Database) =>
  <A, E, R>(effect: (role: Role) => Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const provided = services()
      const client = Layer.provide(Durable.layerClient, sqlOf(database))
      if (database.kind === "postgres") {
        return yield* Effect.provide(effect("runners"), Layer.provideMerge(client, provided))
      }
      const context = yield* Layer.build(provided)
      const own = Durable.layerEmbedded({ file: database.file })
      return yield* Effect.scoped(
        Effect.gen(function* () {
          const durable = yield* Layer.build(own).pipe(
            Effect.map((built) => ({ built, role: "this process" as Role })),
            Effect.catchTag("DurableError", (error: DurableError) =>
              error.reason === "in-use"
                ? Effect.map(Layer.build(client), (built) => ({ built, role: "another process" as Role }))
                : Effect.fail(error),
            ),
          )
          return yield* Effect.provide(effect(durable.role), durable.built)
        }),
      ).pipe(Effect.provide(context))
    }).pipe(Effect.scoped)

/** Carries the runs of a PostgreSQL out, beside others. */
export const asRunner =
  (database: Database, address: { readonly host: string; readonly port: number }) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) => {
    if (database.kind === "sqlite") {
      return Effect.fail(usage("A runner needs --database postgres://…: a file has the command that runs"))
    }
    return Effect.provide(
      effect,
      Durable.layerRunner({ address }).pipe(Layer.provide(sqlOf(database)), Layer.provide(services())),
    )
  }
