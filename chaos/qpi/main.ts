/**
 * What is promised of QPI when connections break and drivers race, on the stand-in on PocketBase: `npm run chaos:qpi`, with a
 * factor such as `0.1` for a part of it. It needs Go 1.25 or later.
 */
import { Effect, Layer, Redacted } from "effect"
import { Credentials, Qpi, QpiClient } from "effect-ionq/qpi"
import { FetchHttpClient } from "effect/http"
import { start } from "../../test/qpi/pocketbase/standIn.ts"
import { cancelRace, cutStreams, type Ground, lostAnswers } from "./runs.ts"

const factor = Number(process.argv[2] ?? 1)
const seed = Number(process.argv[3] ?? 1)

const superuser = Credentials.superuserPassword("admin@example.com", "adminpass123")
const user = Credentials.userPassword("chaos@example.com", "password123")

/** A user with seconds enough, and a processor. */
const prepare = (url: string) =>
  Effect.gen(function* () {
    const { qpuRecords, qpus, userRecords } = yield* QpiClient
    const password = Redacted.make("password123")
    yield* userRecords.create({
      payload: { email: user.email, password, passwordConfirm: password, verified: true, qpu_seconds: 1e6 },
    })
    const { id } = yield* qpus.create({ payload: { name: "chaos" } })
    yield* qpuRecords.update({ params: { id }, payload: { status: "online" } })
    return id
  }).pipe(Effect.provide(Layer.provide(Qpi.layer({ url, credentials: superuser }), FetchHttpClient.layer)))

const program = Effect.gen(function* () {
  const { url } = yield* Effect.acquireRelease(
    Effect.promise(() => start()),
    ({ stop }) => Effect.promise(stop),
  )
  const ground: Ground = { url, qpu: yield* prepare(url), superuser, user }
  const amount = (full: number) => Math.max(1, Math.round(full * factor))
  let isGood = true
  const report = (name: string, figures: Readonly<Record<string, number>>, zero: ReadonlyArray<string>) => {
    const bad = zero.filter((figure) => figures[figure] !== 0)
    isGood &&= bad.length === 0
    console.log(`${bad.length === 0 ? "ok " : "BAD"} ${name}: ${JSON.stringify(figures)}`)
  }
  report("streams that are cut", yield* cutStreams(ground, { cuts: amount(100), seed }), [
    "missed",
    "late",
    "twice",
  ])
  report("answers that are lost", yield* lostAnswers(ground, { submissions: amount(2000), seed }), [
    "doubled",
    "lost",
    "wrong",
    "failed",
  ])
  report("cancels in a race", yield* cancelRace(ground, { jobs: amount(200), seed }), ["untrue", "unsettled"])
  if (!isGood) process.exitCode = 1
}).pipe(Effect.scoped)

await Effect.runPromise(program)
