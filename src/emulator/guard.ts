import { isLoopback } from "../client/loopback.ts"
import { ByteSize, Effect, Redacted } from "effect"
import { HttpIncomingMessage, HttpServerRequest, HttpServerResponse } from "effect/http"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import { createHash, timingSafeEqual } from "node:crypto"
import { makePace } from "./pace.ts"

/** The API of an emulator. Its requests need an API key instead of the token. */
export interface Api {
  /** Whether the URL of a request, as it was sent, belongs to the API. */
  readonly isApi: (url: string) => boolean
  /** The largest body that the API accepts, in bytes. */
  readonly bodyBytes: number
}

/** Which requests a served emulator accepts. */
export interface GuardOptions extends Api {
  /** The host that the server listens on. */
  readonly host: string
  /** Accepted names in `Host` headers, besides IP addresses, names of this machine and `host`. */
  readonly allowedHosts: ReadonlyArray<string>
  /** Origins whose pages may send requests, besides the emulator's own and those of this machine. */
  readonly origins: ReadonlyArray<string>
  /** The token that every path outside the API requires; undefined if none is required. */
  readonly token: Redacted.Redacted | undefined
}

const isAddress = (name: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/i.test(name)

/** A host header or an origin without its port. */
const nameOf = (host: string): string => host.replace(/:\d+$/, "").toLowerCase()

/**
 * Whether pages of an origin may send requests: known origins and those of this machine. A foreign domain that resolves
 * to this machine does not count as this machine.
 */
export const mayAsk = (origin: string, { origins }: Pick<GuardOptions, "origins">): boolean =>
  origins.some((known) => originOf(known) === origin) ||
  (/^https?:\/\//.test(origin) && isLoopback(nameOf(origin.replace(/^https?:\/\//, ""))))

/** An origin as browsers write it: without a path, in lower case. */
const originOf = (text: string): string => {
  if (!URL.canParse(text)) return text
  const { protocol, host } = new URL(text)
  return `${protocol}//${host}`
}

/** The largest body of a route outside the API, in bytes. */
const adminBytes = 1_000_000

const refuse = (statusCode: number, error: string, message: string, headers = {}) =>
  HttpServerResponse.jsonUnsafe({ error, message, statusCode }, { status: statusCode, headers })

const isWrongHost = (host: string, { host: own, allowedHosts }: GuardOptions): boolean => {
  const name = nameOf(host)
  const known = [own, ...allowedHosts].some((known) => known.toLowerCase() === name)
  return !(isAddress(name) || isLoopback(name) || known)
}

/** The name of the token's cookie. It contains the port, because browsers send a host's cookies to all of its ports. */
const cookieOf = (host: string): string => `emulator-token-${/:(\d+)$/.exec(host)?.[1] ?? "80"}`

/** Compares in constant time, so that the duration reveals nothing about the token. */
const isSame = (found: string, wanted: Redacted.Redacted): boolean => {
  const digest = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(digest(found), digest(Redacted.value(wanted)))
}

const tokenIn = ({ headers, cookies }: HttpServerRequest.HttpServerRequest): string =>
  /^Bearer (.+)$/i.exec(headers["authorization"] ?? "")?.[1] ?? cookies[cookieOf(headers["host"] ?? "")] ?? ""

/**
 * The response to a request that must not reach the app; undefined for an accepted request. The response is a refusal,
 * or a redirect that moves a valid `?token=` into a cookie.
 */
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
        // A location with two slashes at the start leads to another server, so exactly one is kept.
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

/** Runs the app unless `refusalOf` responds or the body exceeds the limit. Bodies are counted as they arrive. */
export const guarded = (options: GuardOptions) => {
  const pace = makePace()
  return <E, R>(
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
        // The connection is closed, because the rest of the body is not read.
        { connection: "close" },
      )
      if (Number(request.headers["content-length"] ?? 0) > most) return Effect.succeed(tooLarge)
      pace(NodeHttpServerRequest.toIncomingMessage(request))
      return request.arrayBuffer.pipe(
        Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.fromInputUnsafe(most)),
        Effect.matchEffect({
          onFailure: () => Effect.succeed(tooLarge),
          // The request caches its body, so the app can read the body again.
          onSuccess: () => app,
        }),
      )
    })
}
