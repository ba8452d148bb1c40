/** Batches of which some circuits are refused, some answers go astray, and some are broken off. */
import { Effect, Fiber, Result, Stream } from "effect"
import { Distribution, Jobs } from "effect-ionq"
import { isIonQError } from "effect-ionq/IonQError"
import type { RunnableRequest } from "effect-ionq/Jobs"
import { HttpClient } from "effect/http"
import { everyFault, emulatorOf } from "../cloud.ts"
import { bySubmission, jobsOf } from "../ledger.ts"
import { connect, inProcess } from "../network.ts"
import type { Scene } from "./scene.ts"

/** The state `number` of three qubits: what is read tells whose result it is. */
const flips = (number: number) =>
  [0, 1, 2].filter((qubit) => (number >> qubit) & 1).map((target) => ({ gate: "x" as const, target }))

const single = (number: number, backend = "simulator"): RunnableRequest => ({
  type: "ionq.circuit.v1",
  backend,
  name: `single-${number}`,
  input: {
    gateset: "qis",
    qubits: 3,
    circuit: [...flips(number), { gate: "x", target: 0 }, { gate: "x", target: 0 }],
  },
})

const multi = (numbers: ReadonlyArray<number>): RunnableRequest => ({
  type: "ionq.multi-circuit.v1",
  backend: "simulator",
  name: `multi-${numbers.join("")}`,
  input: {
    gateset: "qis",
    qubits: 3,
    circuits: numbers.map((number) => ({
      name: `part-${number}`,
      // A target that the register does not have is refused here.
      circuit:
        number < 8
          ? [...flips(number), { gate: "h", target: 0 }, { gate: "h", target: 0 }]
          : [{ gate: "x", target: 7 }],
    })),
  },
})

const requests: ReadonlyArray<RunnableRequest> = [
  single(1),
  multi([2, 3, 8, 5]),
  single(6, "qpu.none"),
  single(7),
  multi([0, 4]),
  single(3),
]

/** The state that a circuit has to be in, or nothing for one that has to be refused. */
const expected: ReadonlyArray<ReadonlyArray<number | undefined>> = [
  [1],
  [2, 3, undefined, 5],
  [undefined],
  [7],
  [0, 4],
  [3],
]

export const batches: Scene = (world) =>
  Effect.gen(function* () {
    const app = yield* HttpClient.HttpClient
    const transport = connect(world, world.server("server"), app, { latency: [0, 30] })
    const wrongs: Array<string> = []

    const outcomes = Effect.fnUntraced(function* (batch: number) {
      const jobs = yield* Jobs
      const seen = new Set<string>()
      const options = { concurrency: 1 + world.pick(4), submissionId: (i: number) => `batch-${batch}-${i}` }
      const all = jobs.runAll(requests, { ...options, timeout: "10 minutes" }).pipe(
        Stream.runForEach(({ index, circuit, result }) =>
          Effect.sync(() => {
            const place = `${batch}/${index}/${circuit}`
            if (seen.has(place)) wrongs.push(`${place} came twice`)
            seen.add(place)
            const state = expected[index]?.[circuit]
            if (Result.isFailure(result)) {
              if (!isIonQError(result.failure)) wrongs.push(`${place} failed with ${String(result.failure)}`)
              return
            }
            if (state === undefined) return wrongs.push(`${place} was not refused`)
            const bits = state.toString(2).padStart(3, "0")
            const probability = Distribution.toBitstrings(result.success.probabilities, { qubit0: "right" })[
              bits
            ]
            if (Math.abs((probability ?? 0) - 1) > 1e-9) wrongs.push(`${place} has the result of another`)
          }),
        ),
      )
      const fiber = yield* Effect.forkChild(all)
      const interrupted = world.draw() < 0.3
      if (interrupted) {
        yield* Effect.sleep(10_000 * world.draw())
        yield* Fiber.interrupt(fiber)
      }
      yield* Fiber.await(fiber)
      const wanted = expected.flat().length
      if (!interrupted && seen.size !== wanted)
        wrongs.push(`batch ${batch} had ${seen.size} of ${wanted} outcomes`)
    })

    const submitted = Effect.fnUntraced(function* (batch: number) {
      const jobs = yield* Jobs
      const all = yield* Stream.runCollect(
        jobs.submitAll(requests, { submissionId: (i) => `batch-${batch}-${i}` }),
      )
      const places = new Set(all.map(({ index, part }) => `${index}/${part}`))
      if (places.size !== all.length || new Set(all.map(({ index }) => index)).size !== requests.length) {
        wrongs.push(`batch ${batch}: ${all.length} outcomes of ${requests.length} requests`)
      }
      if (all.some(({ result }) => Result.isFailure(result) && !isIonQError(result.failure)))
        wrongs.push(`batch ${batch} failed without a type`)
    })

    yield* inProcess(world.process("client"), transport, { timeout: "5 seconds" })(
      Effect.all([outcomes(0), outcomes(1), submitted(2)], { concurrency: "unbounded", discard: true }),
    )
    const jobs = yield* jobsOf(app, world.process("onlooker"))
    for (const [id, same] of bySubmission(jobs)) {
      if (id === "none" || same.length > 1) wrongs.push(`${same.length} jobs of ${id}`)
    }
    return wrongs
  }).pipe(
    Effect.provide(
      emulatorOf({
        timing: { submittedFor: 100, readyFor: 200, startedFor: 300 },
        faults: { random: { seed: world.pick(1e9), rate: 0.15, faults: everyFault(6000) } },
      }),
    ),
  )
