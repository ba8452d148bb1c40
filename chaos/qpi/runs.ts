import { Context, Effect, Layer, Result, Stream } from "effect"
import { type Credentials, Qpi, QpiClient, QpiJobs } from "effect-ionq/qpi"
import { FetchHttpClient } from "effect/http"
import { startProxy, type ProxyOptions } from "./proxy.ts"
import { seeded } from "./random.ts"

/** A server to run against, with a superuser and the id of an online processor. */
export interface Ground {
  readonly url: string
  readonly qpu: string
  readonly superuser: Credentials.SuperuserPassword
  readonly user: Credentials.UserPassword
}

const program = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit q;\nbit c;\nc = measure q;\n'

const over = (
  url: string,
  credentials: Credentials.JwtCredentials,
  more: { readonly maxSubmissions?: number; readonly retries?: number } = {},
) =>
  Effect.provide(Layer.provide(Qpi.layer({ url, credentials, ...more }), Layer.fresh(FetchHttpClient.layer)))

const proxied = (options: ProxyOptions) =>
  Effect.acquireRelease(
    Effect.promise(() => startProxy(options)),
    ({ close }) => Effect.promise(close),
  )

const moment = Effect.sync(() => new Date().toISOString().replace("T", " "))

const results = {
  backend: "chaos",
  success: true,
  shots: 1,
  circuit_results: [{ counts: { "0": 1 }, shots: 1 }],
}

/** Reads and writes records of jobs as the superuser, who has signed in once: signing in takes the server long. */
const driverOf = Effect.fnUntraced(function* ({ url, superuser }: Ground) {
  const context = yield* Layer.build(
    Layer.provide(Qpi.layer({ url, credentials: superuser }), Layer.fresh(FetchHttpClient.layer)),
  )
  const { jobRecords } = Context.get(context, QpiClient)
  const update = (id: string, payload: NonNullable<Parameters<typeof jobRecords.update>[0]["payload"]>) =>
    jobRecords.update({ params: { id }, payload })
  return {
    update,
    status: (id: string) => Effect.map(jobRecords.get({ params: { id } }), ({ status }) => status),
    complete: (id: string) =>
      Effect.flatMap(moment, (finished_at) =>
        update(id, { status: "completed", results, duration: 0.01, finished_at }),
      ),
  }
})

/** Jobs that end while their stream is cut again and again: each end is seen once. */
export const cutStreams = Effect.fnUntraced(function* (
  ground: Ground,
  { cuts, seed }: { readonly cuts: number; readonly seed: number },
) {
  const draw = seeded(seed)
  const proxy = yield* proxied({
    target: ground.url,
    stream: () => 30 + draw() * 250,
  })
  const driver = yield* driverOf(ground)
  let told = 0
  let late = 0
  let twice = 0
  let missed = 0
  let jobs = 0
  yield* Effect.gen(function* () {
    const service = yield* QpiJobs
    /** One job after the other, until there were enough cuts. */
    const worker = Effect.gen(function* () {
      while (proxy.counts.streams < cuts) {
        const { id } = yield* service.submit({ qpu: ground.qpu, circuits: program, shots: 1 })
        jobs++
        const drive = Effect.gen(function* () {
          yield* Effect.sleep(draw() * 300)
          yield* driver.update(id, { status: "running" })
          yield* Effect.sleep(draw() * 600)
          yield* driver.complete(id)
          return performance.now()
        })
        // The slow question beside the stream comes too late to help.
        const watch = Stream.runCollect(service.watch(id, { timeout: "3 minutes", besides: "10 minutes" }))
        const watched = Effect.map(Effect.result(watch), (seen) => ({ seen, at: performance.now() }))
        const [{ seen, at }, ended] = yield* Effect.all([watched, drive], { concurrency: "unbounded" })
        // A question at the end of the time is not what is to be shown here.
        if (at - ended > 90_000) late++
        if (Result.isFailure(seen)) missed++
        else {
          const ends = seen.success.filter(({ status }) => status === "completed").length
          if (ends === 0) missed++
          else told++
          if (ends > 1) twice++
        }
      }
    })
    yield* Effect.all(
      Array.from({ length: 4 }, () => worker),
      { concurrency: "unbounded" },
    )
  }).pipe(over(proxy.url, ground.user))
  return { cuts: proxy.counts.streams, jobs, told, missed, late, twice }
}, Effect.scoped)

/** Submissions whose answers are lost, or that never arrive: each becomes one job. */
export const lostAnswers = Effect.fnUntraced(function* (
  ground: Ground,
  { submissions, seed }: { readonly submissions: number; readonly seed: number },
) {
  const draw = seeded(seed)
  const proxy = yield* proxied({
    target: ground.url,
    submission: () => {
      const drawn = draw()
      return drawn < 0.3 ? "lost" : drawn < 0.4 ? "unsent" : undefined
    },
  })
  const mark = `// chaos ${seed} ${Date.now()}`
  const made = yield* Effect.flatMap(QpiJobs, (jobs) =>
    Effect.forEach(
      Array.from({ length: submissions }, (_, i) => i),
      (i) => Effect.result(jobs.submit({ qpu: ground.qpu, circuits: `${program}${mark} number ${i};\n` })),
      { concurrency: 32 },
    ),
  ).pipe(over(proxy.url, ground.user, { maxSubmissions: 16, retries: 10 }))
  const there = yield* Effect.flatMap(QpiJobs, (jobs) =>
    Stream.runCollect(jobs.list({ pageSize: 500 })),
  ).pipe(over(ground.url, ground.user))
  const byNumber = new Map<string, Array<string>>()
  for (const { id, payload } of there) {
    const text = JSON.stringify(payload)
    if (!text.includes(mark)) continue
    const number = /number (\d+);/.exec(text)?.[1] ?? ""
    byNumber.set(number, [...(byNumber.get(number) ?? []), id])
  }
  let [doubled, lost, wrong, failed] = [0, 0, 0, 0]
  for (const [i, result] of made.entries()) {
    const ids = byNumber.get(String(i)) ?? []
    if (ids.length > 1) doubled++
    if (Result.isFailure(result)) {
      failed++
      continue
    }
    if (ids.length === 0) lost++
    else if (!ids.includes(result.success.id)) wrong++
  }
  return {
    submissions,
    answersLost: proxy.counts.lost,
    neverSent: proxy.counts.unsent,
    doubled,
    lost,
    wrong,
    failed,
  }
}, Effect.scoped)

/** Cancellations that race with drivers: what is said of each job is what it stays. */
export const cancelRace = Effect.fnUntraced(function* (
  ground: Ground,
  {
    jobs: amount,
    seed,
    settle = 4000,
  }: { readonly jobs: number; readonly seed: number; readonly settle?: number },
) {
  const draw = seeded(seed)
  const driver = yield* driverOf(ground)
  const statements = yield* Effect.flatMap(QpiJobs, (jobs) =>
    Effect.forEach(
      Array.from({ length: amount }),
      Effect.fnUntraced(function* () {
        const { id } = yield* jobs.submit({ qpu: ground.qpu, circuits: program, shots: 1 })
        const [before, dispatch, run, late] = [draw() * 120, draw() * 120, draw() * 150, draw()]
        const drive = Effect.gen(function* () {
          yield* Effect.sleep(dispatch)
          const first = yield* driver.status(id)
          // As measured: of the cancelled ones, some are run all the same, and some of these show it.
          if (first === "cancelled" && late >= 0.45) return
          if (first !== "cancelled" || late < 0.1) yield* driver.update(id, { status: "running" })
          yield* Effect.sleep(run)
          if ((yield* driver.status(id)) === "cancelled" && late >= 0.45) return
          yield* Effect.sleep(late < 0.2 ? (settle / 4) * draw() : 0)
          yield* driver.complete(id)
        })
        const cancel = Effect.andThen(
          Effect.sleep(before),
          jobs.cancelAndConfirm(id, { settle, timeout: "1 minute" }),
        )
        const [said] = yield* Effect.all([cancel, drive], { concurrency: "unbounded" })
        return { id, ...said }
      }),
      { concurrency: 40 },
    ),
  ).pipe(over(ground.url, ground.user))
  yield* Effect.sleep(settle)
  const after = yield* Effect.flatMap(QpiJobs, (jobs) =>
    Effect.forEach(statements, ({ id }) => jobs.get(id), { concurrency: 8 }),
  ).pipe(over(ground.url, ground.user))
  const became = (status: string) => after.filter((job) => job.status === status).length
  const untrue = statements.filter(({ job }, i) => job.status !== after[i]!.status).length
  const unsettled = statements.filter(({ settled }) => !settled).length
  const taken = statements.filter(({ requested }) => requested).length
  return {
    cancels: amount,
    taken,
    cancelled: became("cancelled"),
    completed: became("completed"),
    unsettled,
    untrue,
  }
}, Effect.scoped)
