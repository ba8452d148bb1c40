/** Two processes that submit under the same ids, which cannot see each other. */
import { Effect, Exit, Stream } from "effect"
import { Jobs } from "effect-ionq"
import { isIonQError } from "effect-ionq/IonQError"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { asAnother, onPort, type Outcome, outcome, emulatorOf } from "./cloud.ts"
import { bySubmission, jobsOf } from "./ledger.ts"
import { connect, inProcess } from "./network.ts"
import { makeWorld, orderOf, type World } from "./world.ts"

const request: JobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "h", target: 0 }] },
}

/** How long a job waits before it starts. */
const queue = { submittedFor: 0, readyFor: 2000, startedFor: 1000 }

const id = "the one"

/** What came of one id under which two submitted. */
interface Pair {
  /** Jobs of it that started, and all. */
  readonly started: number
  readonly jobs: number
  /** Whether both were given the same job, and it was one that started. */
  readonly agreed: boolean
  readonly untyped: boolean
}

/** Two processes over one emulator: the second begins up to half a second after the first. */
const pair = (world: World): Effect.Effect<Pair> =>
  Effect.gen(function* () {
    const app = yield* HttpClient.HttpClient
    const server = world.server("server")
    const submit = (name: string, after: number, most: number) =>
      inProcess(
        world.process(name),
        connect(world, server, app, { latency: [1, most] }),
      )(
        Effect.flatMap(Jobs, (jobs) =>
          Effect.exit(Effect.delay(jobs.submit(request, { submissionId: id }), after)),
        ),
      )
    const slow = () => 1 + 200 * world.draw()
    const exits = yield* Effect.all(
      [submit("first", 0, slow()), submit("second", (world.draw() < 0.5 ? 20 : 500) * world.draw(), slow())],
      { concurrency: "unbounded" },
    )
    yield* Effect.sleep("1 minute")
    const all = yield* jobsOf(app, world.process("onlooker"))
    const started = bySubmission(all).get(id) ?? []
    const given = new Set(exits.flatMap((exit) => (Exit.isSuccess(exit) ? [exit.value.id] : [])))
    return {
      started: started.length,
      jobs: all.length,
      agreed: given.size === 1 && exits.every(Exit.isSuccess) && started.some((job) => given.has(job.id)),
      untyped: exits.some((exit) => Exit.isFailure(exit) && !isTyped(exit)),
    }
  }).pipe(Effect.provide(emulatorOf({ timing: queue })))

const isTyped = ({ cause }: Exit.Failure<unknown, unknown>): boolean => {
  const [reason] = cause.reasons
  return reason?._tag === "Fail" && isIonQError(reason.error)
}

export const twins = (seed: number, count: number): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const pairs: Array<Pair> = []
    for (let i = 0; i < count; i++) {
      const world = makeWorld(seed * 1000 + i, orderOf(i))
      const { exit } = yield* world.live(pair(world), "1 hour")
      if (exit !== undefined) pairs.push(yield* exit)
    }
    const countOf = (test: (pair: Pair) => boolean) => pairs.filter(test).length
    return outcome(
      {
        pairs: count,
        "two jobs that started": countOf(({ started }) => started > 1),
        "two jobs were made": countOf(({ jobs }) => jobs > 1),
        "both got the same job": countOf(({ agreed }) => agreed),
      },
      {
        "both ended each time": pairs.length === count,
        "no id has two jobs that started": countOf(({ started }) => started !== 1) === 0,
        "both were given the job that started": countOf(({ agreed }) => !agreed) === 0,
        "every failure is typed": countOf(({ untyped }) => untyped) === 0,
      },
    )
  })

/** The same over a port, with real time: two layers, `count` ids at once. */
export const twinsOnPort = (count: number): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const everyone = (apart: number) =>
      Effect.flatMap(Jobs, (jobs) =>
        Effect.forEach(
          Array.from({ length: count }, (_, i) => i),
          (i) => Effect.exit(Effect.delay(jobs.submit(request, { submissionId: `twin-${i}` }), i * apart)),
          { concurrency: "unbounded" },
        ),
      )
    const [mine, others] = yield* Effect.all([everyone(5), asAnother(everyone(7))], { concurrency: 2 })
    // Whatever has to be canceled in the queue is by then, and the others have started.
    yield* Effect.sleep("3 seconds")
    const jobs = yield* Jobs
    const paid = bySubmission(yield* Stream.runCollect(jobs.list({ pageSize: 100 })))
    const idOf = (exit: (typeof mine)[number] | undefined) =>
      exit !== undefined && Exit.isSuccess(exit) ? exit.value.id : undefined
    const agreed = mine.filter((exit, i) => idOf(exit) !== undefined && idOf(exit) === idOf(others[i])).length
    const doubled = [...paid.values()].filter((same) => same.length > 1).length
    return outcome(
      { pairs: count, "two jobs that started": doubled, "both got the same job": agreed },
      { "no id has two jobs that started": doubled === 0, "both were given the same job": agreed === count },
    )
  }).pipe(Effect.provide(onPort({ timing: queue })))
