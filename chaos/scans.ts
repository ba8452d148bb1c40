/** Scans with an id whose processes are killed or interrupted again and again, and begun anew: no job is there twice. */
import { Effect, Exit, Fiber, Result, Stream } from "effect"
import { Circuit, Estimator, Gates, Jobs, Observable, Sampler, Sweep } from "effect-ionq"
import type { Services } from "effect-ionq/Layer"
import type { Job } from "effect-ionq/schema/Job"
import { HttpClient } from "effect/http"
import { emulatorOf, everyFault, type Outcome, outcome } from "./cloud.ts"
import { bySubmission, jobsOf } from "./ledger.ts"
import { connect, inProcess, wordsOf } from "./network.ts"
import { makeWorld, orderOf, type Process, type World } from "./world.ts"

const points = 60
/** Two groups of terms: two circuits for each point. */
const observable = Observable.add(Observable.z(0), Observable.x(0))
const circuit = Circuit.qis(1, [Gates.ry(0, Circuit.param("theta"))])
const circuitsPerJob = 4
const jobsOfScan = Math.ceil((2 * points) / circuitsPerJob)

/** The value of each point that a run of the scan has seen. */
const scan = (
  submissionId: string | undefined,
): Effect.Effect<ReadonlyMap<number, number>, unknown, Services> =>
  Estimator.run(circuit, {
    observables: [observable],
    sweep: Sweep.linspace("theta", 0, 3, points),
    submissionId,
  }).pipe(
    Stream.runFold(
      () => new Map<number, number>(),
      (seen, { index, result }) =>
        Result.isSuccess(result) ? new Map([...seen, [index, result.success.values[0] ?? Number.NaN]]) : seen,
    ),
    Effect.provide(Estimator.layer),
    Effect.provide(Sampler.layerIonQ({ backend: "simulator", circuitsPerJob, concurrency: 2 })),
  )

const isRight = (index: number, value: number): boolean => {
  const theta = (3 * index) / (points - 1)
  return Math.abs(value - (Math.cos(theta) + Math.sin(theta))) < 1e-9
}

/** What came of one scan. */
interface Scanned {
  readonly jobs: number
  readonly doubled: number
  readonly strange: number
  readonly right: number
  readonly kills: number
  /** Kills that left jobs behind and others to be submitted. */
  readonly halfway: number
}

/** A scan that is broken off so many times, and then left to end. */
const broken = (world: World, kills: number, id: string | undefined): Effect.Effect<Scanned> =>
  Effect.gen(function* () {
    const app = yield* HttpClient.HttpClient
    const server = world.server("server")
    const onlooker = world.process("onlooker")
    const counting = world.server("counting")
    const run = (name: string) => {
      // It does not end by itself: what is killed never does.
      const process = world.server(name)
      const transport = connect(world, server, app, { latency: [1, 60] })
      return { process, effect: inProcess(process, transport, { timeout: "5 seconds" })(scan(id)) }
    }
    let halfway = 0
    for (let kill = 0; kill < kills; kill++) {
      const { process, effect } = run(`run ${kill}`)
      const fiber = yield* Effect.forkDetach(effect)
      yield* Effect.sleep(4000 * world.draw() ** 2)
      if (world.draw() < 0.7) process.freeze(1e12, "stand")
      else yield* Fiber.interrupt(fiber)
      yield* Effect.sleep(200 * world.draw())
      const before = yield* countOf(app, counting)
      if (before > 0 && before < jobsOfScan) halfway++
    }
    // Points whose jobs failed at the emulator's faults are right in a later run.
    const seen = new Map<number, number>()
    for (let last = 0; last < 5 && seen.size < points; last++) {
      const exit = yield* Effect.exit(run(`last run ${last}`).effect)
      if (Exit.isFailure(exit)) yield* Effect.logWarning(wordsOf(exit))
      else for (const [index, value] of exit.value) seen.set(index, value)
    }
    const jobs = (yield* jobsOf(app, onlooker)).filter(isParent)
    const paid = bySubmission(jobs)
    /** A job's id without the fingerprint of its request. */
    const numbered = (name: string) => name.replace(/-[0-9a-f]{16}$/, "")
    const numbers = new Set([...paid.keys()].map(numbered))
    const expected = new Set(Array.from({ length: jobsOfScan }, (_, i) => `${id}#${i}`))
    return {
      jobs: jobs.length,
      doubled: [...paid.values()].filter((same) => same.length > 1).length,
      // One of a kind: another fingerprint of the same number would be another request.
      strange: paid.size - numbers.size + [...numbers].filter((name) => !expected.has(name)).length,
      right: [...seen].filter(([index, value]) => isRight(index, value)).length,
      kills,
      halfway,
    }
  }).pipe(
    Effect.provide(
      emulatorOf({
        timing: { submittedFor: 100, readyFor: 300, startedFor: 400 },
        faults: { random: { seed: world.pick(1e9), rate: 0.03, faults } },
      }),
    ),
  )

/**
 * What goes astray between the processes and the server. A request that the server takes up long after its process is gone can
 * be seen by nobody, which `Jobs.submit` says: that one fault is left out.
 */
const faults = everyFault(6000).filter((fault) => fault.kind !== "delay" || fault.processed)

const isParent = ({ type }: Job): boolean => type === "ionq.multi-circuit.v1"

/** The number of jobs so far. */
const countOf = (app: HttpClient.HttpClient, onlooker: Process): Effect.Effect<number> =>
  inProcess(
    onlooker,
    app,
  )(Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.list({ pageSize: 100 })))).pipe(
    Effect.map((jobs) => jobs.filter(isParent).length),
    // The emulator's faults hit this look, too.
    Effect.orElseSucceed(() => 0),
  )

const perScan = 10

/** `kills` of them in all, ten in each scan. Without ids, as a control, each run makes new jobs. */
export const scans = (seed: number, kills: number, withId = true): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const all: Array<Scanned> = []
    const count = Math.ceil(kills / perScan)
    for (let i = 0; i < count; i++) {
      const world = makeWorld(seed * 1000 + i, orderOf(i))
      const { exit } = yield* world.live(broken(world, perScan, withId ? "scan" : undefined), "6 hours")
      if (exit !== undefined) all.push(yield* exit)
    }
    const sum = (of: (scanned: Scanned) => number) => all.reduce((total, each) => total + of(each), 0)
    return outcome(
      {
        scans: count,
        kills: sum((each) => each.kills),
        "kills in the midst of submissions": sum((each) => each.halfway),
        "jobs wanted": count * jobsOfScan,
        jobs: sum((each) => each.jobs),
        "ids with two jobs": sum((each) => each.doubled),
      },
      {
        "each scan ended": all.length === count,
        "each point has its value": all.every(({ right }) => right === points),
        "no id has two jobs": sum((each) => each.doubled) === 0,
        "there is no other job": sum((each) => each.strange) === 0,
        "each part of a scan has its job": sum((each) => each.jobs) === count * jobsOfScan,
      },
    )
  })
