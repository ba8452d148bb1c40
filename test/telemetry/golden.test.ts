import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Metric, Random, Schedule, Stream } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Circuit, Gates, Jobs, Param, Polling, Sampler, Sessions, Sweep } from "effect-ionq"
import { Durable } from "effect-ionq/durable"
import * as Emulator from "effect-ionq/emulator"
import { QpiJobs } from "effect-ionq/qpi"
import * as QpiEmulator from "effect-ionq/qpi/emulator"
import { requestSpan, type SpanFacts, spans as knownSpans } from "../../src/signals/names.ts"
import { bell } from "../utils/builders.ts"
import { inTime } from "effect-ionq/emulator"
import { keepSpans } from "../utils/observe.ts"
import { metricsOf, strangersIn, treeOf } from "./picture.ts"
import { forgetSeries } from "../../src/signals/metrics.ts"

// Other tests in this process may have reached the limit of series.
beforeAll(forgetSeries)

const known: Readonly<Record<string, SpanFacts>> = knownSpans

/**
 * Runs a program in virtual time with an own registry, and holds what it says against the list. `others` are the beginnings of
 * names that are not of the SDK.
 */
const watched = <A, E, R>(program: Effect.Effect<A, E, R>, others: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    const registry: Metric.MetricRegistry = new Map()
    const { spans, tracer } = keepSpans()
    yield* inTime(program).pipe(
      Random.withSeed("golden"),
      Effect.withTracer(tracer),
      Effect.provideService(Metric.MetricRegistry, registry),
    )
    for (const { name, kind, attributes } of spans) {
      if (others.some((other) => name.startsWith(other))) continue
      const facts = kind === "client" ? requestSpan : known[name]
      expect(facts, `the span ${name} is in the list`).toBeDefined()
      expect(facts?.attributes, `what ${name} says is in the list`).toEqual(
        expect.arrayContaining([...attributes.keys()]),
      )
    }
    // Those of Effect's cluster are its own.
    expect(strangersIn(registry).filter((name) => !name.startsWith("effect_cluster_"))).toEqual([])
    return { spans, registry }
  })

const snapshot = (name: string, text: string) =>
  Effect.promise(() => expect(text).toMatchFileSnapshot(`golden/${name}.txt`))

const timing = { submittedFor: "1 second", readyFor: "2 seconds", startedFor: "4 seconds" } as const
const schedule = Schedule.spaced("2 seconds")
const qpu = { ...bell, backend: "qpu.forte-1", shots: 200 } as const

/** The services are there for longer than the last poll, which would be interrupted. */
const outlasted = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.andThen(program, Effect.sleep("1 second"))

describe("what the SDK says", () => {
  it.effect("of a run: a trace from the submission over its polls to the result", () =>
    Effect.gen(function* () {
      const program = outlasted(Jobs.use((jobs) => jobs.run({ ...bell, name: "golden" }, { schedule })))
      const { spans, registry } = yield* watched(Effect.provide(program, Emulator.layerIonQ({ timing })))
      expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
      yield* snapshot("run", treeOf(spans))
      yield* snapshot("runMetrics", metricsOf(registry))
    }),
  )

  it.effect("of a submission whose first response is lost, of costs, sessions, retries and a sampler", () =>
    Effect.gen(function* () {
      const program = Effect.gen(function* () {
        const jobs = yield* Jobs
        const sessions = yield* Sessions
        const sampler = yield* Sampler.Sampler
        yield* jobs.run(bell, { schedule })
        yield* sessions
          .with({ backend: "qpu.forte-1" })(jobs.run(qpu, { schedule }))
          .pipe(Jobs.withBudget({ max: 100, unit: "usd" }))
        yield* Effect.flip(jobs.get("aaaaaaaa-0000-4000-8000-000000000000"))
        const sweep = Sweep.linspace("theta", 0, 1, 2)
        const circuit = Circuit.qis(1).pipe(Circuit.append(Gates.rx(0, Param.make("theta"))))
        yield* Stream.runDrain(sampler.run(circuit, { sweep }))
      })
      const faults: Emulator.Options["faults"] = {
        rules: [
          { method: "POST", path: "/jobs", times: 1, fault: Emulator.Fault.badGateway(true) },
          { method: "GET", path: "/jobs/", times: 1, fault: Emulator.Fault.serverError(503) },
        ],
      }
      const services = Layer.provideMerge(
        Sampler.layerIonQ({ backend: "simulator" }),
        Emulator.layerIonQ({ timing, faults }),
      )
      const { spans, registry } = yield* watched(Effect.provide(outlasted(program), services))
      yield* snapshot("troubles", treeOf(spans))
      yield* snapshot("troublesMetrics", metricsOf(registry))
    }),
  )

  it.effect("of waits that share their polls", () =>
    Effect.gen(function* () {
      const program = Effect.gen(function* () {
        const jobs = yield* Jobs
        const polling = yield* Polling
        const ids = yield* Effect.forEach([bell, bell, bell], (request) =>
          Effect.map(jobs.submit(request), ({ id }) => id),
        )
        yield* Effect.forEach(
          ids,
          (id) => Effect.withSpan(polling.await(id, { schedule }), "own", { root: true }),
          {
            concurrency: "unbounded",
          },
        )
      })
      const { spans } = yield* watched(Effect.provide(outlasted(program), Emulator.layerIonQ({ timing })), [
        "own",
      ])
      yield* snapshot("together", treeOf(spans))
    }),
  )

  it.effect("of a chunk of a durable run: a trace of its own", () =>
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "golden-"))),
        (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
      )
      const program = Effect.gen(function* () {
        const durable = yield* Durable
        const run = yield* durable.start("scan", [{ ...bell, name: "first" }, qpu])
        yield* run.await
      })
      const services = Layer.provideMerge(
        Durable.layerEmbedded({ file: join(folder, "runs.sqlite") }),
        Emulator.layerIonQ({ timing: "instant" }),
      )
      const { spans } = yield* watched(Effect.provide(program, services), [
        "sql",
        "Migrator ",
        "Workflow/",
        "effect-ionq/Run/",
        "carryOut",
      ])
      const [chunk, ...others] = spans.filter(({ name }) => name === "Durable.chunk")
      expect(others).toEqual([])
      // The queries of its rows are Effect's spans, and how often it polls depends on the process.
      const isShown = ({ name }: { readonly name: string }) =>
        !name.startsWith("sql") && !/^(?:Polling.poll|GET \/jobs(?:\/:uuid)?)$/.test(name)
      const shown = spans.filter((span) => span.traceId === chunk?.traceId && isShown(span))
      yield* snapshot("chunk", treeOf(shown))
    }),
  )

  it.effect("of a run on QPI", () =>
    Effect.gen(function* () {
      const program = QpiJobs.use((jobs) =>
        jobs.run({ qpu: "emulator", circuits: Circuit.bell(), shots: 100 }),
      )
      const { spans, registry } = yield* watched(Effect.provide(program, QpiEmulator.layerQpi()))
      yield* snapshot("qpi", treeOf(spans))
      yield* snapshot("qpiMetrics", metricsOf(registry))
    }),
  )
})
