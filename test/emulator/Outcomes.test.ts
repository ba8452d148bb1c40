import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Result } from "effect"
import { Compute, type Computer } from "../../src/emulator/model/Compute.ts"
import type { EmulatedJob } from "../../src/emulator/model/EmulatedJob.ts"
import { Settings, settingsOf } from "../../src/emulator/model/Options.ts"
import type { Measured } from "../../src/emulator/model/Outcome.ts"
import { Outcomes } from "../../src/emulator/model/Outcomes.ts"
import { Store } from "../../src/emulator/model/Store.ts"
import type { AnswerOf, Answers } from "../../src/emulator/model/Task.ts"

const makeJob = (id: string, order: number): EmulatedJob => ({
  id,
  order,
  request: { type: "ionq.circuit.v1", backend: "simulator" },
  workload: { qubits: 1, circuits: 1, oneQubit: 1, twoQubit: 0 },
  childIds: [],
  submittedAt: 0,
  readyAt: 0,
  startedAt: 0,
  completedAt: 0,
  predictedStartAt: 0,
  predictedRun: 0,
})

const failed: Answers["simulate"] = { failure: { code: "InternalError", message: "It failed" } }

/** An outcome that is larger than the cache. */
const large: Measured = {
  kind: "circuit",
  counted: false,
  method: "dense",
  table: { qubits: 1, stride: 1, states: undefined, values: new Float64Array(60e6 / 8) },
}

/**
 * Outcomes whose simulations answer in two steps, as workers do: `answer` gives the answer to all simulations of a job, and
 * `resume` lets the fibers go on that wait for it.
 */
const setup = Effect.gen(function* () {
  const simulated: Array<string> = []
  const waiting: Array<{
    readonly id: string
    readonly onAnswer: (answer: Answers["simulate"]) => void
    readonly answer: Deferred.Deferred<Answers["simulate"]>
    found?: Answers["simulate"]
  }> = []
  const computer: Computer = {
    hold: () => () => {},
    run: (task, onAnswer) =>
      Effect.gen(function* () {
        if (task.kind !== "simulate") return yield* Effect.die("Only simulations are run")
        const answer = yield* Deferred.make<Answers["simulate"]>()
        simulated.push(task.id)
        waiting.push({
          id: task.id,
          // The answer to a simulation.
          onAnswer: (found) => onAnswer?.(found as AnswerOf<typeof task>),
          answer,
        })
        return (yield* Deferred.await(answer)) as AnswerOf<typeof task>
      }),
  }
  const jobs = ["a", "b"].map(makeJob) as [EmulatedJob, EmulatedJob]
  const services = yield* Layer.build(
    Outcomes.layer.pipe(
      Layer.provideMerge(Store.layer),
      Layer.provide(Layer.succeed(Settings, settingsOf({}))),
      Layer.provide(Layer.succeed(Compute, computer)),
    ),
  )
  const { outcomes, store } = yield* Effect.provide(
    Effect.all({ outcomes: Outcomes, store: Store }),
    services,
  )
  store.add(jobs.map((job) => ({ job, input: "{}" })))
  const settle = Effect.gen(function* () {
    for (let turn = 0; turn < 20; turn++) yield* Effect.yieldNow
  })
  /** A request for the outcome of a job, which has read the job before. */
  const request = Effect.fnUntraced(function* (job: EmulatedJob) {
    const fiber = yield* Effect.forkChild(Effect.scoped(outcomes.of(job)))
    yield* settle
    return fiber
  })
  const answer = (id: string, found: Answers["simulate"]) => {
    for (const simulation of waiting) {
      if (simulation.id !== id || simulation.found !== undefined) continue
      simulation.found = found
      simulation.onAnswer(found)
    }
  }
  const resume = Effect.gen(function* () {
    for (const { answer, found } of waiting) {
      if (found !== undefined) yield* Deferred.succeed(answer, found)
    }
    yield* settle
  })
  return { jobs, simulated, request, answer, resume, store }
})

describe("a job", () => {
  it.effect("is simulated once, even for requests between the failure and the end of its simulation", () =>
    Effect.gen(function* () {
      const { jobs, simulated, request, answer, resume, store } = yield* setup
      const [job] = jobs
      const first = yield* request(job)
      answer("a", failed)
      const second = yield* request(job)
      yield* resume
      expect(simulated).toEqual(["a"])
      for (const fiber of [first, second]) {
        expect(Result.isFailure(yield* Fiber.join(fiber))).toBe(true)
      }
      expect(store.job("a")?.failure?.message).toBe("It failed")
    }).pipe(Effect.scoped),
  )

  it.effect(
    "is simulated once, even if its first caller leaves and the result does not fit into the cache",
    () =>
      Effect.gen(function* () {
        const { jobs, simulated, request, answer, resume } = yield* setup
        const [job, other] = jobs
        yield* Fiber.interrupt(yield* request(job))
        yield* request(other)
        answer("a", { measured: large })
        const second = yield* request(job)
        yield* resume
        expect(Result.getOrThrow(yield* Fiber.join(second))).toBe(large)
        expect(simulated).toEqual(["a", "b"])
      }).pipe(Effect.scoped),
  )
})
