import { Effect, Layer, Option, Path, Redacted } from "effect"
import { Durable, type DurableError } from "../../durable/Durable.ts"
import { usage } from "../terminal/CommandError.ts"
import { Local } from "../terminal/globals.ts"
import { Secrets } from "../terminal/scrub.ts"
import { services } from "./connect.ts"
import { keyAndUrl } from "./keyAndUrl.ts"
import { userFolder, variable } from "../terminal/Process.ts"

/** The database of runs. */
export type Database =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgres"; readonly url: Redacted.Redacted }

/**
 * The default file, which belongs to the user. Runs on another server than IonQ's have their own file, because their
 * jobs are not at IonQ.
 */
const ownFile = Effect.gen(function* () {
  const path = yield* Path.Path
  const base = yield* userFolder("XDG_DATA_HOME", ".local", "share")
  const local = yield* Local
  const url = local ? undefined : (yield* keyAndUrl).url
  const server = local ? "-local" : url === undefined ? "" : `-${url.replaceAll(/[^\w.]+/g, "-")}`
  return path.join(base, "ionq", `runs${server}.sqlite`)
})

/** The database of runs: from the flag, otherwise from `IONQ_DATABASE`, otherwise the default file. */
export const databaseOf = Effect.fnUntraced(function* (
  flag: Option.Option<string>,
): Effect.fn.Return<Database, Effect.Error<typeof ownFile>, Effect.Services<typeof ownFile>> {
  const given = Option.getOrUndefined(flag) ?? (yield* variable("IONQ_DATABASE")) ?? ""
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

/**
 * Provides the service for commands that look up or forget runs and do not carry them out. They need only the database, so
 * no API key is required.
 */
export const asking =
  (database: Database) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provide(
      effect,
      Durable.layerClient.pipe(Layer.provide(sqlOf(database)), Layer.provide(services({}, true))),
    )

/** Which process carries out the runs during the effect. */
export type Role = "this process" | "another process" | "runners"

/**
 * Carries out the runs in a file during the effect, unless another process does. The runs in a PostgreSQL database are
 * carried out by runners.
 */
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

/** Carries out the runs in a PostgreSQL database, together with other runners. */
export const asRunner =
  (database: Database, address: { readonly host: string; readonly port: number }) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) => {
    if (database.kind === "sqlite") {
      return Effect.fail(
        usage(
          "A runner needs --database postgres://…. Runs in a SQLite file are run by the command that follows them.",
        ),
      )
    }
    return Effect.provide(
      effect,
      Durable.layerRunner({ address }).pipe(Layer.provide(sqlOf(database)), Layer.provide(services())),
    )
  }
