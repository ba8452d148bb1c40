import type { Cause, Clock, Context, Exit, Tracer } from "effect"
import { measureUnsafe, type Series, seriesOf } from "../signals/metrics.ts"
import { steadyMillisUnsafe } from "./steadyClock.ts"
import type { Endpoint, PlatformRules, Tagged } from "./platform.ts"
import type { Durations, Server, Setup } from "./ClientSetup.ts"

/** What is known about an attempt, for its span and the metrics. */
export interface Sight {
  readonly span: Tracer.Span
  /** The time at which the attempt was sent, in milliseconds of the steady clock; undefined before. */
  startedAt: number | undefined
  status: number | undefined
}

/** The server of a base URL that was validated. */
export const serverOf = (baseUrl: string): Server => {
  const { hostname, port, protocol } = new URL(baseUrl)
  const usual = protocol === "https:" ? 443 : 80
  return { "server.address": hostname, "server.port": port === "" ? usual : Number(port) }
}

/** The attributes of an attempt that are known before it is sent. */
export const attributesOf = (
  { server }: Pick<Setup, "server">,
  { method, path }: Endpoint,
  resends: number,
): Record<string, string | number> => ({
  "http.request.method": method,
  "url.template": path,
  ...server,
  ...(resends === 0 ? {} : { "http.request.resend_count": resends }),
})

/**
 * The series of all durations of a client's attempts. They are kept by endpoint and outcome, because it takes longer
 * to build their six attributes than to record a measurement.
 */
export const durationsOf = (server: Server): Durations => {
  const known = new Map<Endpoint, Map<string | number | undefined, Series>>()
  return (endpoint, status, type) => {
    let outcomes = known.get(endpoint)
    if (outcomes === undefined)
      known.set(endpoint, (outcomes = new Map<string | number | undefined, Series>()))
    const outcome = type === undefined ? status : `${status} ${type}`
    let series = outcomes.get(outcome)
    if (series === undefined) {
      series = seriesOf("http.client.request.duration", {
        "http.request.method": endpoint.method,
        "url.template": endpoint.path,
        "http.response.status_code": status?.toString(),
        "error.type": type,
        "server.address": server["server.address"],
        "server.port": server["server.port"].toString(),
      })
      outcomes.set(outcome, series)
    }
    return series
  }
}

/** Adds one to the metric of retries. */
export const countRetry = (
  { platform }: { readonly platform: Pick<PlatformRules<Tagged, Tagged>, "name"> },
  { method, path }: Endpoint,
  context: Context.Context<never>,
): void =>
  measureUnsafe(context, platform.name === "QPI" ? "qpi.client.retries" : "ionq.client.retries", 1, {
    "http.request.method": method,
    "url.template": path,
  })

/** Records on the span why an attempt failed, and how long it took. An interrupted attempt is not recorded. */
export const observeEnd = (
  { durations }: Pick<Setup, "durations">,
  endpoint: Endpoint,
  { span, startedAt, status }: Sight,
  exit: Exit.Exit<unknown, Tagged>,
  clock: Clock.Clock,
  context: Context.Context<never>,
): void => {
  const type = exit._tag === "Success" ? undefined : errorType(exit.cause, status)
  if (type !== undefined) span.attribute("error.type", type)
  else if (exit._tag === "Failure") return
  if (startedAt === undefined) return
  const seconds = (steadyMillisUnsafe(clock) - startedAt) / 1000
  durations(endpoint, status, type).updateUnsafe(seconds, context)
}

/** The status of an error response, otherwise the tag of the error; undefined for an interruption. */
const errorType = (cause: Cause.Cause<Tagged>, status: number | undefined): string | undefined => {
  if (status !== undefined && status >= 400) return status.toString()
  for (const reason of cause.reasons) {
    if (reason._tag === "Fail") return reason.error._tag
    if (reason._tag === "Die") return "_OTHER"
  }
  return undefined
}
