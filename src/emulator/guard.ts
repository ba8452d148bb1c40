import { isLoopback } from "../client/loopback.ts"
import { ByteSize, Effect, Redacted } from "effect"
import { HttpIncomingMessage, HttpServerRequest, HttpServerResponse } from "effect/http"
import { createHash, timingSafeEqual } from "node:crypto"

/** The API of an emulator, which asks for keys of its own. */
export interface Api {
  /** Whether a request's URL, as it was sent, is one of the API. */
  readonly isApi: (url: string) => boolean
  /** The largest body that the API takes. */
  readonly bodyBytes: number
}

/** Whom a served emulator answers. */
export interface GuardOptions extends Api {
  /** Where it listens. */
  readonly host: string
  /** Names that it is asked by, besides addresses and those of this machine. */
  readonly allowedHosts: ReadonlyArray<string>
  /** Origins whose pages may ask it, besides its own and those of this machine. */
  readonly origins: ReadonlyArray<string>
  /** What pages and the emulator's own routes ask for, where anybody could reach them. */
  readonly token: Redacted.Redacted | undefined
}

const isAddress = (name: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/i.test(name)

/** A host header or an origin without its port. */
const nameOf = (host: string): string => host.replace(/:\d+$/, "").toLowerCase()

/**
 * Whether a page of that origin may ask. A page that came from elsewhere under a name of its own, which now leads to this machine, has
 * that name in its requests.
 */
export const mayAsk = (origin: string, { origins }: Pick<GuardOptions, "origins">): boolean =>
  origins.some((known) => originOf(known) === origin) ||
  (/^https?:\/\//.test(origin) && isLoopback(nameOf(origin.replace(/^https?:\/\//, ""))))

/** An origin as browsers write it: without a path, in small letters. */
const originOf = (text: string): string => {
  if (!URL.canParse(text)) return text
  const { protocol, host } = new URL(text)
  return `${protocol}//${host}`
}

/** The largest body of a route that is not the API's. */
const adminBytes = 1_000_000

const refuse = (statusCode: number, error: string, message: string, headers = {}) =>
  HttpServerResponse.jsonUnsafe({ error, message, statusCode }, { status: statusCode, headers })

const isWrongHost = (host: string, { host: own, allowedHosts }: GuardOptions): boolean => {
  const name = nameOf(host)
  const known = [own, ...allowedHosts].some((known) => known.toLowerCase() === name)
  return !(isAddress(name) || isLoopback(name) || known)
}

/** Browsers send a machine's cookies to all of its ports: each emulator has one of its own. */
const cookieOf = (host: string): string => `emulator-token-${/:(\d+)$/.exec(host)?.[1] ?? "80"}`

/** Compares without telling by the time how far two texts are the same. */
const isSame = (found: string, wanted: Redacted.Redacted): boolean => {
  const digest = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(digest(found), digest(Redacted.value(wanted)))
}

const tokenIn = ({ headers, cookies }: HttpServerRequest.HttpServerRequest): string =>
  /^Bearer (.+)$/i.exec(headers["authorization"] ?? "")?.[1] ?? cookies[cookieOf(headers["host"] ?? "")] ?? ""

/** Why a request gets no answer, if that is so. */
const refusalOf = (
  request: HttpServerRequest.HttpServerRequest,
  options: GuardOptions,
): HttpServerResponse.HttpServerResponse | undefined => {
  const { headers, url, method } = request
  const host = headers["host"] ?? ""
  if (isWrongHost(host, options)) {
    return refuse(
      421,
      "Misdirected Request",
      `This emulator is not ${nameOf(host) || "a server without a name"}.`,
    )
  }
  const origin = headers["origin"]
  if (origin !== undefined && origin !== `http://${host}` && !mayAsk(origin, options)) {
    return refuse(403, "Forbidden", `Pages of ${origin} may not ask this emulator.`)
  }
  const { token } = options
  if (token === undefined || options.isApi(url) || isSame(tokenIn(request), token)) return undefined
  const [path = "", query] = url.split("?", 2)
  const given = new URLSearchParams(query).get("token")
  if (method === "GET" && given !== null && isSame(given, token)) {
    return HttpServerResponse.empty({
      status: 303,
      headers: {
        // One slash at its start: two would lead to another server.
        location: path.replace(/^[/\\]*/, "/"),
        "set-cookie": `${cookieOf(host)}=${encodeURIComponent(given)}; Path=/; HttpOnly; SameSite=Strict`,
      },
    })
  }
  return refuse(401, "Unauthorized", "This path needs the emulator's token.", {
    "www-authenticate": "Bearer",
  })
}

const hasBody = new Set(["POST", "PUT", "PATCH", "DELETE"])

/** Answers whom it may, and takes bodies that are not too large: they are counted as they come. */
export const guarded =
  (options: GuardOptions) =>
  <E, R>(
    app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>,
  ): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R | HttpServerRequest.HttpServerRequest> =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
      const refusal = refusalOf(request, options)
      if (refusal !== undefined) return Effect.succeed(refusal)
      if (!hasBody.has(request.method)) return app
      const most = options.isApi(request.url) ? options.bodyBytes : adminBytes
      const tooLarge = refuse(
        413,
        "Payload Too Large",
        `The limit of a body is ${most} bytes.`,
        // What is still to come of it is not read.
        { connection: "close" },
      )
      if (Number(request.headers["content-length"] ?? 0) > most) return Effect.succeed(tooLarge)
      return request.arrayBuffer.pipe(
        Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.fromInputUnsafe(most)),
        Effect.matchEffect({
          onFailure: () => Effect.succeed(tooLarge),
          // It was read, and is kept.
          onSuccess: () => app,
        }),
      )
    })
