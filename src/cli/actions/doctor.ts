import { Effect, Result } from "effect"
import { Account } from "../../Account.ts"
import { Backends } from "../../Backends.ts"
import { type ResponseHead, withOptions, withResponses } from "../../CallOptions.ts"
import type { Drift } from "../../Drift.ts"
import { Jobs } from "../../Jobs.ts"
import { defaultBaseUrl } from "../../IonQClient.ts"
import { CommandError } from "../terminal/CommandError.ts"
import { services } from "../steps/connect.ts"
import { keyAndUrl } from "../steps/keyAndUrl.ts"
import { exitCodeOf } from "../terminal/exitCodes.ts"
import { Local } from "../terminal/globals.ts"
import { show } from "../terminal/output.ts"
import { profilePath } from "../terminal/storedProfile.ts"
import { failureOf, keyHint } from "../render/errorLines.ts"
import { lengthOf, said } from "../render/humanUnits.ts"
import { type Screen, styled, wrap } from "../terminal/screen.ts"

/** The result of one check. */
interface Check {
  readonly name: string
  readonly state: "ok" | "warning" | "failed"
  readonly detail: string
}

const marks = { ok: ["green", "✓"], warning: ["yellow", "!"], failed: ["red", "✗"] } as const

const line = ({ name, state, detail }: Check, screen: Screen): string => {
  const [color, mark] = marks[state]
  const [first = "", ...rest] = wrap(detail, Math.max(16, screen.columns - 12))
  return [
    `${styled(screen, color, mark)} ${name.padEnd(8)}  ${first}`,
    ...rest.map((part) => " ".repeat(12) + part),
  ].join("\n")
}

/** A check that sends a request: a message about the response, or the error. */
const check = <A, E, R>(
  name: string,
  effect: Effect.Effect<A, E, R>,
  tell: (value: A) => Omit<Check, "name">,
): Effect.Effect<{ readonly check: Check; readonly error: E | undefined }, never, R> =>
  Effect.map(
    Effect.result(effect),
    Result.match({
      onFailure: (error) => ({
        check: { name, state: "failed" as const, detail: failureOf(error).message },
        error,
      }),
      onSuccess: (value) => ({ check: { name, ...tell(value) }, error: undefined }),
    }),
  )

const ok = (detail: string) => ({ state: "ok" as const, detail })
const warning = (detail: string) => ({ state: "warning" as const, detail })

/**
 * The largest difference of the clocks without a warning, in milliseconds. Ages and `sessions reap` depend on the
 * server's clock.
 */
const mostSkew = 5_000

const skewOf = (heads: ReadonlyArray<ResponseHead>, sent: number, received: number) => {
  const date = Date.parse(heads.at(-1)?.headers["date"] ?? "")
  if (Number.isNaN(date)) return warning("the server does not send its time")
  // The `Date` header is rounded down to a second, so half a second is added.
  const skew = date + 500 - (sent + received) / 2
  const words = `the server is ${lengthOf(Math.abs(skew))} ${skew > 0 ? "ahead" : "behind"}`
  return Math.abs(skew) <= mostSkew ? ok("this clock and the server's agree") : warning(words)
}

const keyCheck = Effect.gen(function* () {
  if (yield* Local) return { check: { name: "key", ...ok("the emulator's own") }, error: undefined }
  return yield* check(
    "key",
    Effect.flatMap(keyAndUrl, ({ apiKey, source }) =>
      apiKey === undefined
        ? Effect.flatMap(profilePath, (file) =>
            Effect.fail(
              new CommandError({
                reason: "key",
                message: `no key in --api-key, IONQ_API_KEY or ${file}`,
              }),
            ),
          )
        : Effect.succeed(source),
    ),
    (source) => ok(`from ${source}`),
  )
})

/** One line of the report, and the error if the check failed. */
interface Found {
  readonly check: Check
  readonly error: unknown
}

const passed = (name: string, told: Omit<Check, "name">): Found => ({
  check: { name, ...told },
  error: undefined,
})

/** The checks that need no key. The list of backends is public. */
const openChecks = Effect.gen(function* () {
  const url = (yield* Local) ? "the built-in emulator" : ((yield* keyAndUrl).url ?? defaultBaseUrl)
  const backends = yield* Backends
  const sent = Date.now()
  const reached = yield* Effect.result(withResponses(backends.list))
  const received = Date.now()
  if (Result.isFailure(reached)) {
    const detail = `${url}: ${failureOf(reached.failure).message}`
    const server: Found = { check: { name: "server", state: "failed", detail }, error: reached.failure }
    return [server]
  }
  const [list, heads] = reached.success
  const open = list.filter(({ status }) => status === "available").length
  return [
    passed("server", ok(`${url} answers in ${lengthOf(received - sent)}`)),
    passed("clock", skewOf(heads, sent, received)),
    passed("backends", ok(`${open} of ${list.length} available`)),
  ]
})

/** The checks that need a key. They read several endpoints, to find drift in the responses. */
const keyedChecks = Effect.fnUntraced(function* (drifts: ReadonlyArray<Drift>) {
  const account = yield* Account
  const jobs = yield* Jobs
  const found = [
    yield* check("whoami", account.whoami, (me) => ok(said(me.key_name))),
    yield* check("jobs", jobs.listPage({ pageSize: 10 }), (page) =>
      ok(page.jobs.length === 0 ? "none yet" : "can be listed"),
    ),
  ]
  const words = [...new Set(drifts.map(({ endpoint, path, value }) => `${endpoint} ${path} ${value}`))]
  const told =
    words.length === 0
      ? ok("none: this version knows everything in the responses")
      : warning(`new to this version:  ${words.map(said).join("; ")}`)
  return [...found, passed("drift", told)]
})

export const doctor = Effect.fn("cli.doctor")(function* () {
  const key = yield* keyCheck
  const drifts: Array<Drift> = []
  const asked = Effect.gen(function* () {
    const open: ReadonlyArray<Found> = yield* openChecks
    const isReached = open.every(({ error }) => error === undefined)
    return key.error === undefined && isReached ? [...open, ...(yield* keyedChecks(drifts))] : open
  })
  const layer = services({ onDrift: (drift) => Effect.sync(() => drifts.push(drift)) }, true)
  const result = yield* Effect.result(
    Effect.provide(withOptions({ retries: 0, timeout: "15 seconds" })(asked), layer),
  )
  const found: ReadonlyArray<Found> = [
    key,
    ...(Result.isSuccess(result)
      ? result.success
      : [
          {
            check: { name: "client", state: "failed" as const, detail: result.failure.message },
            error: result.failure,
          },
        ]),
  ]
  const checks = found.map(({ check }) => check)
  const worst = found.find(({ error }) => error !== undefined)
  yield* show({ healthy: worst === undefined, checks }, (_, screen) =>
    checks.map((each) => line(each, screen)).join("\n"),
  )
  if (worst === undefined) return
  return yield* new CommandError({
    reason: "unhealthy",
    message: `The check of the ${worst.check.name} failed`,
    ...(worst === key && key.error?.reason === "key" ? { hint: keyHint } : {}),
    exitCode: exitCodeOf(worst.error),
  })
})
