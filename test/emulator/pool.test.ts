import { expect, layer } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { syncBuiltinESMExports } from "node:module"
import workerThreads from "node:worker_threads"
import { Compute } from "../../src/emulator/model/Compute.ts"
import type { Task } from "../../src/emulator/model/Task.ts"
import { startThread } from "../../src/emulator/workers/start.ts"
import { layerWorkers } from "../../src/emulator/workers/WorkerPool.ts"
import type { Order } from "../utils/obedientThread.ts"

const mega = 2 ** 20

/** States of 24, 48 and 96 MiB, and memory for one of 96. */
const [narrow, medium, wide] = [20, 21, 22]
const threads = layerWorkers(96 * mega, {
  file: new URL("../utils/obedientThread.ts", import.meta.url),
  heap: 16,
  starts: { check: startThread, short: startThread, long: startThread },
})

/** The threads look at the order alone; the rest decides which thread it is, and how much memory it takes. */
const simulation = (qubits: number, order: Order): Extract<Task, { readonly kind: "simulate" }> =>
  ({
    kind: "simulate",
    id: "",
    input: "",
    head: { type: "ionq.circuit.v1" },
    workload: { qubits, oneQubit: 1, twoQubit: 0 },
    rules: { maxQubits: 26 },
    order,
  }) as never

const reading = (order: Order): Extract<Task, { readonly kind: "read" }> =>
  ({ kind: "read", body: " ".repeat(100_000), rules: { maxQubits: 26 }, order }) as never

const compilation = (order: Order): Extract<Task, { readonly kind: "compile" }> =>
  ({ kind: "compile", to: "native", input: " ".repeat(100_000), job: { workload: {} }, order }) as never

const shared = (value: number): Int32Array => {
  const numbers = new Int32Array(new SharedArrayBuffer(4))
  numbers[0] = value
  return numbers
}

const open = (gate: Int32Array) =>
  Effect.sync(() => {
    Atomics.store(gate, 0, 1)
    Atomics.notify(gate, 0)
  })

/** The system refuses so many new threads. */
const withoutThreads = (refusals: number) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const { Worker } = workerThreads
      let left = refusals
      workerThreads.Worker = class extends Worker {
        constructor(...options: ConstructorParameters<typeof Worker>) {
          if (left-- > 0) throw new Error("No more threads")
          super(...options)
        }
      }
      syncBuiltinESMExports()
      return Worker
    }),
    (Worker) =>
      Effect.sync(() => {
        workerThreads.Worker = Worker
        syncBuiltinESMExports()
      }),
  )

layer(threads)("the pool of threads", (it) => {
  it.effect("answers submissions, files and short simulations while a simulation has all memory", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      const gate = shared(0)
      const long = yield* Effect.forkChild(run(simulation(wide, { gate, answer: "long" })), {
        startImmediately: true,
      })
      expect(yield* run(reading({ answer: "read" }))).toBe("read")
      expect(yield* run(compilation({ answer: "compiled" }))).toBe("compiled")
      expect(yield* run(simulation(12, { answer: "short" }))).toBe("short")
      expect(long.pollUnsafe()).toBe(undefined)
      yield* open(gate)
      expect(yield* Fiber.join(long)).toBe("long")
    }),
  )

  it.effect("starts what fits when the simulation before it is canceled", () =>
    Effect.gen(function* () {
      const { run, hold } = yield* Compute
      const release = hold(50 * mega)
      const canceled = yield* Effect.forkChild(run(simulation(wide, { answer: "wide" })), {
        startImmediately: true,
      })
      const next = yield* Effect.forkChild(run(simulation(narrow, { answer: "narrow" })), {
        startImmediately: true,
      })
      yield* Fiber.interrupt(canceled)
      expect(yield* Fiber.join(next)).toBe("narrow")
      release()
    }),
  )

  it.effect("keeps simulations waiting for the memory of results", () =>
    Effect.gen(function* () {
      const { run, hold } = yield* Compute
      let release = () => {}
      // What is held of an answer is counted before the memory of its task is given back.
      const first = yield* Effect.forkChild(
        run(simulation(wide, { answer: "first" }), () => {
          release = hold(30 * mega)
        }),
        { startImmediately: true },
      )
      const second = yield* Effect.forkChild(run(simulation(wide, { answer: "second" })), {
        startImmediately: true,
      })
      expect(yield* Fiber.join(first)).toBe("first")
      // One in the same thread, which would be behind the second if that had started.
      expect(yield* run(simulation(12, { answer: "short" }))).toBe("short")
      expect(second.pollUnsafe()).toBe(undefined)
      release()
      release()
      expect(yield* Fiber.join(second)).toBe("second")
      expect(yield* run(simulation(medium, { answer: "third" }))).toBe("third")
    }),
  )

  it.effect("tries again when a thread breaks off", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      expect(yield* run(reading({ deaths: shared(1), answer: "read" }))).toBe("read")
      expect(yield* run(simulation(wide, { deaths: shared(1), answer: "done" }))).toBe("done")
    }),
  )

  it.effect("does not blame the caller for threads that break off", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      expect(yield* run(reading({ deaths: shared(2) }))).toMatchObject({
        refusal: { status: 500, message: "The emulator could not read the body: It broke off" },
      })
      expect(yield* run(simulation(wide, { deaths: shared(2) }))).toMatchObject({
        failure: { code: "InternalError" },
      })
      expect(yield* run(compilation({ deaths: shared(2) }))).toBe(undefined)
      // The memory of these is free again.
      expect(yield* run(simulation(wide, { answer: "done" }))).toBe("done")
    }),
  )

  it.effect("keeps no memory for a task that gets no thread", () =>
    Effect.gen(function* () {
      yield* withoutThreads(2)
      const { run } = yield* Compute
      const refused = {
        code: "InternalError",
        message: "The emulator could not simulate it: No more threads",
      }
      expect(yield* run(simulation(wide, { answer: "first" }))).toEqual({ failure: refused })
      expect(yield* run(reading({ answer: "second" }))).toMatchObject({ refusal: { status: 500 } })
      expect(yield* run(simulation(wide, { answer: "third" }))).toBe("third")
    }).pipe(Effect.scoped, Effect.provide(Layer.fresh(threads))),
  )

  it.effect("fails a task whose second thread does not start", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      const gate = shared(0)
      const broken = yield* Effect.forkChild(run(simulation(wide, { gate, deaths: shared(1) })), {
        startImmediately: true,
      })
      yield* withoutThreads(1)
      yield* open(gate)
      expect(yield* Fiber.join(broken)).toMatchObject({ failure: { code: "InternalError" } })
      expect(yield* run(simulation(wide, { answer: "done" }))).toBe("done")
    }).pipe(Effect.scoped, Effect.provide(Layer.fresh(threads))),
  )

  it.effect("says that a program takes too much memory", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      expect(yield* run(reading({ grows: true }))).toMatchObject({
        refusal: { status: 400, message: '"input" was invalid: it takes too much memory to read.' },
      })
      expect(yield* run(simulation(wide, { grows: true }))).toMatchObject({
        failure: { code: "SimulationError" },
      })
      expect(yield* run(reading({ answer: "read" }))).toBe("read")
    }),
  )
})
