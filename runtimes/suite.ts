/**
 * The checks that every runtime has to pass. They need nothing but the package, Effect and `fetch`: no test framework, nothing of a
 * platform. Each runtime gets this file without its types (`main.ts`).
 */
import { Cause, ConfigProvider, Effect, Layer, Result, Stream } from "effect"
import {
  CallOptions,
  Circuit,
  Compiler,
  Distribution,
  Gates,
  IonQ,
  type IonQError,
  Jobs,
  Polling,
  Qasm,
  Results,
  type Services,
  Sessions,
} from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { QpiJobs } from "effect-ionq/qpi"
import * as QpiEmulator from "effect-ionq/qpi/emulator"
import * as Simulator from "effect-ionq/simulator"
import * as Telemetry from "effect-ionq/telemetry"

/** What the checks reach over HTTP, on this machine. */
export interface Reach {
  /**
   * The base URL of a served emulator, whose jobs named `brief` take a moment and those named `slow` an hour. It redirects `/jobs/moved`
   * and answers `/jobs/late` late.
   */
  readonly url: string
  readonly key: string
  /** A base URL at which nothing listens. */
  readonly nowhere: string
  /** Whether the runtime has environment variables, from which `IonQ.layerFetch` takes the URL and the key. */
  readonly hasEnvironment: boolean
}

/** A check that ran, with what was wrong. */
export interface Checked {
  readonly name: string
  readonly flaw?: string
}

/** What a runtime reports. */
export interface Report {
  readonly checks: ReadonlyArray<Checked>
  /** What has to be the same on all runtimes. */
  readonly drawn: string
}

export type Checks = Readonly<Record<string, Effect.Effect<void, unknown>>>

/** Fails the check unless both are the same as JSON. */
export const same = (found: unknown, wanted: unknown): void => {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (left !== right) throw new Error(`${left} instead of ${right}`)
}

const ghz = Circuit.ghz(3)
const law = Result.getOrThrow(Distribution.fromArray([0.5, 0, 0, 0, 0, 0, 0, 0.5]))
const distance = (found: Distribution.Distribution) =>
  Result.getOrThrow(Distribution.totalVariation(found, law))
const close = (found: Distribution.Distribution, most: number): void => {
  if (!(distance(found) <= most)) throw new Error(`${distance(found)} from its law, more than ${most}`)
}

/** The counts of 4,000 shots with a seed. */
const counted = Effect.gen(function* () {
  const outcomes = Simulator.outcomesOf(yield* Simulator.simulate(ghz))
  return yield* Effect.fromResult(Simulator.countsOf(outcomes, { shots: 4000, seed: 7 }))
})

const picture = Circuit.draw(Circuit.qis(3, [...ghz.gates, Gates.rx(1, 0.5)]))

export const request = (backend: "simulator" | "qpu.forte-1", name = "ghz") =>
  Effect.fromResult(Circuit.toRequest(ghz, { backend, name, shots: 500 }))

export const runOne = Effect.gen(function* () {
  const jobs = yield* Jobs
  const { job, probabilities } = yield* jobs.run(yield* request("simulator"))
  same(job.status, "completed")
  close(probabilities, 1e-9)
  return job
})

/** Submits a job on a machine and reads its shots to the end. */
const shots = Effect.gen(function* () {
  const [jobs, results] = [yield* Jobs, yield* Results]
  const noisy = { ...(yield* request("simulator")), noise: { model: "aria-1", seed: 7 } } as const
  const { job } = yield* jobs.run(noisy)
  same((yield* Stream.runCollect(results.shots(job))).length, 500)
})

const pure: Checks = {
  "a circuit is drawn": Effect.sync(() => {
    same(picture.split("\n").filter((line) => line.includes("q")).length, 3)
    same(Circuit.toSvg(ghz).startsWith("<svg"), true)
  }),
  "a circuit is compiled to what is equivalent": Effect.gen(function* () {
    const { gates } = yield* Compiler.compileEffect(ghz, { target: "zz" })
    const compiled = Circuit.native(3, gates)
    same(gates.filter(({ gate }) => gate === "zz").length, 2)
    same(yield* Effect.fromResult(Circuit.equivalent(compiled, ghz)), true)
  }),
  "OpenQASM is read and written": Effect.gen(function* () {
    const text = yield* Effect.fromResult(Qasm.print(ghz))
    const { circuit } = yield* Effect.fromResult(Qasm.parse(text))
    same(circuit.gates, ghz.gates)
  }),
  "a simulation follows its law": Effect.gen(function* () {
    const found = yield* Effect.fromResult(
      Distribution.fromArray(Simulator.probabilitiesOf(yield* Simulator.simulate(ghz))),
    )
    close(found, 1e-12)
  }),
  "shots follow their law": Effect.gen(function* () {
    const { states, counts } = yield* counted
    const decimals = Object.fromEntries([...states].map((state, i) => [String(state), counts[i] ?? 0]))
    close(
      yield* Effect.fromResult(Distribution.fromDecimals(decimals, { width: 3, kind: "counts" })),
      // Four standard deviations.
      4 * Math.sqrt(0.25 / 4000),
    )
  }),
  "a wrong circuit is a typed error": Effect.sync(() => {
    const wrong = Circuit.toRequest(Circuit.qis(2, [Gates.h(5)]), { backend: "simulator" })
    same(Result.isFailure(wrong) ? wrong.failure._tag : "none", "CircuitError")
  }),
}

const over = (
  layer: Layer.Layer<Services, unknown>,
  checks: Readonly<Record<string, Effect.Effect<unknown, unknown, Services>>>,
): Checks =>
  Object.fromEntries(
    Object.entries(checks).map(([name, check]) => [
      name,
      Effect.asVoid(Effect.provide(check, Layer.fresh(layer))),
    ]),
  )

const inMemory = over(Emulator.layerIonQ({ timing: "instant" }), {
  "emulator: a job runs": runOne,
  "emulator: shots are read as a stream": shots,
  "emulator: a request that IonQ refuses is a typed error": Effect.gen(function* () {
    const jobs = yield* Jobs
    const one = { ...(yield* request("simulator")), backend: "qpu.nowhere" }
    same((yield* Effect.flip(jobs.submit(one)))._tag, "BadRequestError")
  }),
  "emulator: a job that fails is a typed error": Effect.gen(function* () {
    const jobs = yield* Jobs
    const wide = yield* Effect.fromResult(
      Circuit.toRequest(Circuit.qis(40, [Gates.rx(39, 0.3)]), { backend: "simulator" }),
    )
    const error = yield* Effect.flip(jobs.run(wide))
    same(error._tag === "JobFailedError" ? error.failure?.code : error._tag, "NotEnoughQubits")
  }),
  "emulator: a budget refuses what is above it": Effect.gen(function* () {
    const jobs = yield* Jobs
    const one = yield* request("qpu.forte-1")
    const { cost = 0 } = yield* jobs.quote(one)
    same(cost > 0, true)
    const run = jobs.run(one).pipe(Jobs.withBudget({ max: cost / 2, unit: "usd" }))
    same((yield* Effect.flip(run))._tag, "BudgetExceededError")
    same((yield* Stream.runCollect(jobs.list())).length, 0)
  }),
  "emulator: all pages are read as a stream": Effect.gen(function* () {
    const jobs = yield* Jobs
    const one = yield* request("simulator")
    for (let i = 0; i < 25; i++) yield* jobs.submit(one)
    const ids = yield* Stream.runCollect(Stream.map(jobs.list({ pageSize: 10 }), ({ id }) => id))
    same(new Set(ids).size, 25)
  }),
  "emulator: a session ends with its work": Effect.gen(function* () {
    const sessions = yield* Sessions
    const jobs = yield* Jobs
    const backend = "qpu.forte-1"
    const work = Effect.flatMap(request(backend), (one) => jobs.run(one))
    const { job } = yield* work.pipe(sessions.with({ backend }))
    same((yield* sessions.get(job.session_id ?? "")).status, "ended")
  }),
})

/** All that an error says, wherever it is looked at. */
const wordsOf = (error: IonQError.IonQError): string =>
  [String(error), error.message, error.stack, JSON.stringify(error), Cause.pretty(Cause.fail(error))].join(
    "\n",
  )

const onServer = ({ url, key, nowhere, hasEnvironment }: Reach): Checks => {
  /** As it is configured on this runtime. */
  const from = (settings: Readonly<Record<string, string>>) =>
    Layer.provide(IonQ.layerFetch(), ConfigProvider.layer(ConfigProvider.fromUnknown(settings)))
  const layer = hasEnvironment ? IonQ.layerFetch() : from({ IONQ_API_URL: url, IONQ_API_KEY: key })

  /** The tag of an error; fails the check if the error tells the key. */
  const failed = <A>(call: Effect.Effect<A, IonQError.IonQError, Services>, secret = key) =>
    Effect.map(Effect.flip(call), (error) => {
      same(wordsOf(error).includes(secret), false)
      return error._tag
    })
  const get = (id: string) => Jobs.use((jobs) => jobs.get(id))

  return over(layer, {
    "http: a job runs": runOne,
    "http: shots are read as a stream": shots,
    "http: an id that is submitted twice is one job": Effect.gen(function* () {
      const [jobs, polling] = [yield* Jobs, yield* Polling]
      const one = yield* request("simulator", "brief")
      const submissionId = `runtime-${crypto.randomUUID()}`
      const { id } = yield* jobs.submit(one, { submissionId })
      same((yield* jobs.submit(one, { submissionId })).id, id)
      same((yield* polling.await(id)).status, "completed")
      close(yield* (yield* Results).probabilities(id), 1e-9)
    }),
    "http: a job is canceled": Effect.gen(function* () {
      const jobs = yield* Jobs
      const { id } = yield* jobs.submit(yield* request("simulator", "slow"))
      yield* jobs.cancel(id)
      same((yield* jobs.get(id)).status, "canceled")
    }),
    "http: a job that is not there is a NotFoundError": Effect.map(failed(get("no-such-job")), (tag) =>
      same(tag, "NotFoundError"),
    ),
    "http: a refused key is in no error": Effect.gen(function* () {
      const wrong = "key-that-nobody-knows-51c7"
      const other = from({ IONQ_API_URL: url, IONQ_API_KEY: wrong })
      same(yield* failed(Effect.provide(get("no-such-job"), other), wrong), "AuthenticationError")
    }),
    "http: a redirect is not followed": Effect.map(failed(get("moved")), (tag) => same(tag, "RedirectError")),
    "http: a late answer is given up": failed(
      get("late").pipe(CallOptions.withOptions({ timeout: "300 millis", retries: 0 })),
    ).pipe(Effect.map((tag) => same(tag, "RequestTimeoutError"))),
    "http: a server that is not there is a ConnectionError": failed(
      Effect.provide(
        get("no-such-job").pipe(CallOptions.withOptions({ retries: 0 })),
        from({ IONQ_API_URL: nowhere, IONQ_API_KEY: key }),
      ),
    ).pipe(Effect.map((tag) => same(tag, "ConnectionError"))),
  })
}

const entries: Checks = {
  "effect-ionq/qpi: a job runs on its emulator": Effect.gen(function* () {
    const jobs = yield* QpiJobs
    const { results } = yield* jobs.run({ qpu: "emulator", circuits: ghz, shots: 500 })
    const [entry] = results.entries
    if (entry?.kind !== "counts") throw new Error("no counts")
    close(entry.counts, 4 * Math.sqrt(0.25 / 500))
  }).pipe(Effect.provide(QpiEmulator.layerQpi())),
  "effect-ionq/telemetry: a span ends, and nothing is exported without an endpoint": Effect.void.pipe(
    Effect.withSpan("check"),
    Effect.provide(Telemetry.layerOtlp()),
  ),
}

/** Runs all checks, and those that only this runtime has, one after the other. */
export const runSuite = async (reach: Reach, more: Checks = {}): Promise<Report> => {
  const checks: Array<Checked> = []
  for (const [name, check] of Object.entries({
    ...pure,
    ...inMemory,
    ...onServer(reach),
    ...entries,
    ...more,
  })) {
    const exit = await Effect.runPromiseExit(Effect.timeout(check, "30 seconds"))
    checks.push(exit._tag === "Success" ? { name } : { name, flaw: Cause.pretty(exit.cause) })
  }
  const { states, counts } = await Effect.runPromise(counted)
  return { checks, drawn: JSON.stringify([picture, [...states], [...counts]]) }
}
