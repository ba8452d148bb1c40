import { Effect } from "effect"
import { type Recorded, recorded } from "../recorded/recorded.ts"
import { normalise } from "./normalise.ts"
import { admin, type Asked, type Server } from "./server.ts"

/** How one recorded request was answered here. */
export interface Played {
  readonly case: string
  /** What differs: nothing where the answers are equal. */
  readonly difference: string | undefined
}

const byCase = new Map(recorded.map((each) => [each.case, each]))

export const find = (name: string): Recorded => {
  const found = byCase.get(name)
  if (found === undefined) throw new Error(`There is no recorded ${name}`)
  return found
}

type Fields = Readonly<Record<string, unknown>>

/** Who asks, and what else is not in the recording. */
export interface As {
  readonly who?: string
  /** Stands for the token in the body or in the header. */
  readonly secret?: string
  /** Moves the dates in the body from the time of the recording to the server's. */
  readonly shift?: boolean
  /** Replaces the path, where the recording has cut it. */
  readonly path?: string
  readonly body?: string
}

/** The time by which the dates of the recording go. */
const recordedAt = Date.parse("2026-11-21T11:59:59.000Z")

const badToken = `qpi_${"0".repeat(64)}`

/** One server, with what is known of it: users with their JWTs and tokens, and ids that are others than the recorded ones. */
export const makeStage = Effect.fnUntraced(function* (server: Server) {
  const played: Array<Played> = []
  const jwts = new Map<string, string>()
  const tokens = new Map<string, string>()
  /** From recorded ids to those of this server. */
  const here = new Map<string, string>()
  const there = new Map<string, string>()
  const known = new Set<string>()

  const learn = (recordedId: string, ownId: string): void => {
    here.set(recordedId, ownId)
    there.set(ownId, recordedId)
    known.add(recordedId)
  }

  const translate = (text: string): string =>
    [...here].reduce((rest, [from, to]) => rest.replaceAll(from, to), text)

  const send = Effect.fnUntraced(function* (who: string, method: string, path: string, body?: unknown) {
    const headers: Record<string, string> = { Authorization: jwts.get(who) ?? "" }
    if (body !== undefined) headers["Content-Type"] = "application/json"
    const answer = yield* server.send({
      method,
      path,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const json: unknown = answer.text === "" ? undefined : JSON.parse(answer.text)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
    return json as Record<string, unknown>
  })

  const login = Effect.fnUntraced(function* (
    who: string,
    email: string,
    password: string,
    collection = "users",
  ) {
    const signed = yield* send("guest", "POST", `/api/collections/${collection}/auth-with-password`, {
      identity: email,
      password,
    })
    jwts.set(who, String(signed["token"]))
    return signed
  })

  /** Adds a record, as the superuser, under the recorded id. */
  const add = Effect.fnUntraced(function* (collection: string, fields: Fields) {
    const made = yield* send("admin", "POST", `/api/collections/${collection}/records`, fields)
    if (typeof fields["id"] === "string") learn(fields["id"], String(made["id"]))
    return made
  })

  const headersOf = (request: Recorded, { who = "alice", secret }: As): Record<string, string> => {
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      headers[name] = value
        .replace("<jwt>", jwts.get(who) ?? "no.such.jwt")
        .replace("qpi_<64 hex>", secret ?? tokens.get(who) ?? badToken)
    }
    if (request.contentType === undefined && request.body !== undefined) {
      headers["Content-Type"] = "application/json"
    }
    if (typeof request.contentType === "string") headers["Content-Type"] = request.contentType
    return headers
  }

  const bodyOf = Effect.fnUntraced(function* (request: Recorded, { secret, shift, body }: As) {
    if (body !== undefined) return body
    if (request.body === undefined) return undefined
    const text = typeof request.body === "string" ? request.body : JSON.stringify(request.body)
    const filled = translate(text)
      .replace("qpi_<64 hex>", secret ?? badToken)
      .replace(/…? ?<1200002 characters>/, "x".repeat(1_200_000))
    if (shift !== true) return filled
    const now = yield* server.now
    return filled.replaceAll(/"(\d{4}-\d{2}-\d{2}[T ][\d:.]+(?:Z|\+02:00))"/g, (_, date: string) => {
      const moment = Date.parse(date.replace(" ", "T")) - recordedAt + now
      const iso = new Date(moment).toISOString()
      // One recorded date has another zone.
      return `"${date.endsWith("Z") ? iso : new Date(moment + 7_200_000).toISOString().replace("Z", "605+02:00")}"`
    })
  })

  /** Sends a recorded request, and compares the answers. */
  const play = Effect.fnUntraced(function* (name: string, as: As = {}) {
    const request = find(name)
    const asked: Asked = {
      method: request.method,
      path: as.path ?? translate(request.path),
      headers: headersOf(request, as),
      body: yield* bodyOf(request, as),
    }
    const answer = yield* server.send(asked)
    const isJson = answer.type?.startsWith("application/json") === true
    const own: unknown = isJson && answer.text !== "" ? JSON.parse(answer.text) : answer.text || null
    const idIn = (value: unknown) => (value as { id?: unknown } | null)?.id
    const [theirs, ours] = [idIn(request.answer), idIn(own)]
    if (typeof theirs === "string" && typeof ours === "string" && !known.has(theirs)) learn(theirs, ours)
    const nameOfTheirs = (id: string) => (known.has(id) ? id : "<id>")
    const nameOfOurs = (id: string) => there.get(id) ?? (known.has(id) ? id : "<id>")
    const cut = (value: unknown): unknown => {
      if (request.note?.includes("cut to 6") !== true) return value
      if (Array.isArray(value)) return value.slice(0, 6)
      return { ...(value as object), items: (value as { items: ReadonlyArray<unknown> }).items.slice(0, 6) }
    }
    const [a, b] = [
      normalise(request.answer, nameOfTheirs),
      normalise(own === null ? null : cut(own), nameOfOurs),
    ].map((value) => JSON.stringify(value))
    const typeOf = (type: string | null) => (type ?? "-").toLowerCase()
    const differences = [
      request.status === answer.status ? [] : [`status ${request.status} is ${answer.status}`],
      typeOf(request.type) === typeOf(answer.type) ? [] : [`type ${request.type} is ${answer.type}`],
      a === b ? [] : [`body ${a} is ${b}`],
    ].flat()
    played.push({ case: name, difference: differences.length === 0 ? undefined : differences.join("; ") })
    return own as Record<string, unknown>
  })

  const superuser = yield* login("admin", admin.email, admin.password, "_superusers")
  learn("bxx8a4adc3e1h8i", String((superuser["record"] as Fields)["id"]))
  return { server, play, add, send, login, learn, jwts, tokens, played }
})

export type Stage = Effect.Success<ReturnType<typeof makeStage>>
