import { Duration, Effect, Option, Random, Redacted, Schema } from "effect"
import { HttpServer } from "effect/http"
import { randomBytes } from "node:crypto"
import { messageOf } from "../../errors/messageOf.ts"
import { defaultApiKey, Fault } from "../../emulator/Emulator.ts"
import { isLoopback } from "../../client/loopback.ts"
import { serve } from "../../emulator/serve.ts"
import { badInput, usage } from "../terminal/CommandError.ts"
import type { EmulatorInput } from "../inputs/emulator.ts"
import { given } from "../inputs/flags.ts"
import { readText } from "../steps/input.ts"
import { note, show } from "../terminal/output.ts"
import { variable } from "../terminal/Process.ts"

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Fault.FaultPlan))

/** The injected faults: the plan in a file, and a delay of every response if requested. */
const faultsOf = Effect.fnUntraced(function* ({ faults, latency }: EmulatorInput) {
  const plan: Fault.FaultPlan = Option.isNone(faults)
    ? {}
    : yield* Effect.flatMap(readText(faults.value), (text) =>
        Effect.mapError(decode(text), (error) =>
          badInput(`${faults.value} is not a plan of faults: ${error.message.replaceAll(/\s*\n\s*/g, " ")}`),
        ),
      )
  if (Option.isNone(latency)) return plan
  if (plan.random !== undefined) {
    return yield* usage("--latency cannot be combined with random faults: put a delay into the plan")
  }
  const late: Fault.Fault = { kind: "delay", millis: Duration.toMillis(latency.value), processed: true }
  return { ...plan, random: { seed: 0, rate: 1, faults: [late] } }
})

const timingOf = ({ timing, jobTime }: EmulatorInput) =>
  Option.isSome(jobTime) ? { startedFor: jobTime.value } : timing === "default" ? {} : timing

const portOf = ({ address }: HttpServer.HttpServer["Service"]): number =>
  address._tag === "UnixPathAddress" ? 0 : address.port

/** A secret from a flag, a file or the environment, in this order. */
const secretOf = Effect.fnUntraced(function* (
  flag: Option.Option<string>,
  file: Option.Option<string>,
  name: string,
) {
  if (Option.isSome(flag)) return Redacted.make(flag.value)
  if (Option.isSome(file)) {
    const text = (yield* readText(file.value)).trim()
    return text === "" ? yield* Effect.fail(badInput(`${file.value} is empty`)) : Redacted.make(text)
  }
  const value = yield* variable(name)
  return value === undefined ? undefined : Redacted.make(value)
})

const listOf = (text: Option.Option<string>): ReadonlyArray<string> =>
  Option.match(text, { onNone: () => [], onSome: (text) => text.split(",").map((name) => name.trim()) })

export const emulator = Effect.fn("cli.emulator")(function* (flags: EmulatorInput) {
  const faults = yield* faultsOf(flags)
  const key = yield* secretOf(flags.key, flags.keyFile, "IONQ_EMULATOR_KEY")
  const open = !isLoopback(flags.host)
  if (open && key === undefined) {
    return yield* usage(
      `--host ${flags.host} can be reached by other machines: set a key with --key-file or IONQ_EMULATOR_KEY`,
    )
  }
  const wanted = yield* secretOf(Option.none(), flags.tokenFile, "IONQ_EMULATOR_TOKEN")
  const token = wanted ?? (open ? Redacted.make(randomBytes(16).toString("hex")) : undefined)
  const server = serve({
    port: flags.port,
    host: flags.host,
    apiKeys: [key ?? defaultApiKey],
    adminToken: token,
    allowedHosts: listOf(flags.allowHost),
    origins: listOf(flags.origin),
    maxMemory: Option.match(flags.maxMemory, { onNone: () => undefined, onSome: (mega) => mega * 1_000_000 }),
    timing: timingOf(flags),
    faults,
    generation: flags.generation,
    sessions: !flags.noSessions,
    maxQubits: given(flags.maxQubits),
    data: given(flags.data),
    setAside: flags.setAside,
  })
  const serving = Effect.gen(function* () {
    const port = portOf(yield* HttpServer.HttpServer)
    const host = flags.host.includes(":") ? `[${flags.host}]` : flags.host
    const url = `http://${host}:${port}/v0.4`
    yield* show({ url, port }, () => `Listening on ${url}`)
    yield* note(
      key === undefined
        ? `Use it with: IONQ_API_KEY=${Redacted.value(defaultApiKey)} ionq --url ${url} run FILE`
        : `Use it with: ionq --url ${url} run FILE`,
    )
    const pages = `http://${host}:${port}/ui`
    // A token that was generated here is shown once. A given token is not shown, because it is known.
    const shown =
      token !== undefined && wanted === undefined ? `${pages}?token=${Redacted.value(token)}` : pages
    yield* note(`Jobs are shown on ${shown}`)
    return yield* Effect.never
  })
  const seeded = Option.isSome(flags.seed)
    ? Random.withSeed(Effect.provide(serving, server), flags.seed.value)
    : Effect.provide(serving, server)
  yield* Effect.catchTag(seeded, "ServeError", (error) =>
    Effect.fail(badInput(`Port ${flags.port} of ${flags.host} is not available: ${messageOf(error.cause)}`)),
  )
})
