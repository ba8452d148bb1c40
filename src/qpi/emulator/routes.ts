import { Clock, Duration, Effect, Queue, Stream } from "effect"
import { HttpRouter, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { Faults } from "../../emulator/model/faults.ts"
import { Skew } from "../../emulator/model/serverClock.ts"
import { makeRespond } from "./handlers/respond.ts"
import { Accounts } from "./model/Accounts.ts"
import { Database } from "./model/Database.ts"
import type { Incoming, Outgoing } from "./model/Http.ts"
import { runMachines } from "./model/Machines.ts"
import { defaultQpu, defaultSuperuser, defaultUser, type Options } from "./model/Options.ts"
import { Realtime } from "./model/Realtime.ts"

/** A single route for all requests, with its own database. */
export const route = (options: Options) =>
  HttpRouter.use(
    Effect.fnUntraced(function* (router) {
      const faults = yield* Faults
      const db = new Database(options)
      const accounts = new Accounts(db, options)
      const realtime = new Realtime(db)
      const ownTime = Effect.map(Clock.currentTimeMillis, (now) => {
        db.millis = now + (faults.plan().clocks?.stamps ?? 0)
      })
      yield* ownTime
      begin(db, options)
      yield* runMachines(db, options, ownTime)
      const respond = makeRespond(db, accounts, realtime, options)

      /** Sets the database's time for the current request. A fault may shift it. */
      const requestTime = Effect.flatMap(Skew, ({ stamps }) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          db.millis = now + stamps
        }),
      )

      yield* router.add("*", "/*", (request) =>
        Effect.gen(function* () {
          const incoming = yield* read(request)
          yield* requestTime
          const isStream = incoming.method === "GET" && incoming.path === "/api/realtime"
          const response = isStream ? yield* listen(realtime, options) : toResponse(respond(incoming))
          return incoming.origin === undefined
            ? response
            : HttpServerResponse.setHeader(response, "access-control-allow-origin", "*")
        }),
      )
    }),
  )

/** Inserts the initial records. */
const begin = (db: Database, options: Options): void => {
  const { users, superusers, qpus, apiTokens } = db.schemas
  const refusal: [number, string] = [500, "The options of the emulator are invalid."]
  const account = ({ email, password }: { readonly email: string; readonly password: string }) => ({
    email,
    verified: true,
    $password: password,
    $tokenKey: db.text(50),
  })
  for (const user of options.users ?? [defaultUser]) {
    const { id } = db.insert(
      users,
      { ...account(user), id: user.id, qpu_seconds: user.qpuSeconds ?? 1000 },
      refusal,
    )
    for (const token of user.apiTokens ?? []) {
      db.insert(
        apiTokens,
        { user: id, name: "emulator", token: db.text(64, "0123456789abcdef"), $token: token },
        refusal,
      )
    }
  }
  for (const user of options.superusers ?? [defaultSuperuser]) {
    db.insert(superusers, { ...account(user), id: user.id }, refusal)
  }
  for (const { name, id, qubits = 0, online = true } of options.qpus ?? [defaultQpu]) {
    const status = online ? "online" : "offline"
    db.insert(qpus, { id, name, num_qubits: qubits, enabled: true, status }, refusal)
  }
}

const read = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  const url = new URL(request.url, "http://localhost")
  const { headers } = request
  const incoming: Incoming = {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    contentType: headers["content-type"] ?? "",
    text: request.method === "GET" ? "" : yield* request.text,
    authorization: headers["authorization"],
    apiToken: headers["x-api-token"],
    origin: headers["origin"],
    askedHeaders: headers["access-control-request-headers"],
  }
  return incoming
})

const toResponse = ({ status, json, text, type, headers = {} }: Outgoing) => {
  if (json !== undefined) return HttpServerResponse.jsonUnsafe(json, { status, headers })
  if (text === undefined) return HttpServerResponse.empty({ status, headers })
  return HttpServerResponse.text(text, { status, headers, contentType: type ?? "text/plain" })
}

/** A stream of events. It ends after some time without messages, and in any case after a longer time. */
const listen = Effect.fnUntraced(function* (realtime: Realtime, { times = {} }: Options) {
  const frames = yield* Queue.unbounded<string>()
  const id = realtime.connect(frames)
  const stream = Stream.fromQueue(frames).pipe(
    Stream.timeout(Duration.fromInputUnsafe(times.streamIdle ?? "300 seconds")),
    Stream.interruptWhen(Effect.sleep(times.streamLife ?? "1800 seconds")),
    Stream.ensuring(
      Effect.suspend(() => {
        realtime.disconnect(id)
        return Queue.shutdown(frames)
      }),
    ),
    Stream.encodeText,
  )
  return HttpServerResponse.stream(stream, {
    contentType: "text/event-stream",
    headers: { "cache-control": "no-store" },
  })
})
