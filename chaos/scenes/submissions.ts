/** Submissions whose answers go astray, of which some have the same id and some are interrupted. */
import { Effect, Fiber } from "effect"
import { Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { everyFault, emulatorOf } from "../cloud.ts"
import { audit, type Entry, jobsOf, wrongsOf } from "../ledger.ts"
import { connect, inProcess } from "../network.ts"
import type { Scene } from "./scene.ts"

const request: JobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "h", target: 0 }] },
}

const alone = 16
const ids = 6
const ofEachId = 3

export const submissions: Scene = (world) =>
  Effect.gen(function* () {
    const app = yield* HttpClient.HttpClient
    const transport = connect(world, world.server("server"), app, { latency: [0, 30] })
    const entries: Array<Entry> = []

    const one = Effect.fnUntraced(function* (id: string | undefined) {
      const jobs = yield* Jobs
      yield* Effect.sleep(world.draw() < 0.5 ? 0 : 20_000 * world.draw())
      const fiber = yield* Effect.forkChild(
        jobs.submit(request, id === undefined ? {} : { submissionId: id }),
      )
      if (world.draw() < 0.2) {
        yield* Effect.sleep(15_000 * world.draw())
        yield* Fiber.interrupt(fiber)
      }
      entries.push({ id, exit: yield* Fiber.await(fiber) })
    })

    yield* inProcess(world.process("client"), transport, { timeout: "5 seconds" })(
      Effect.forEach(
        [
          ...Array.from({ length: alone }, () => undefined),
          ...Array.from({ length: ids * ofEachId }, (_, i) => `submission-${i % ids}`),
        ],
        one,
        { concurrency: "unbounded", discard: true },
      ),
    )
    return wrongsOf(audit(entries, yield* jobsOf(app, world.process("onlooker"))))
  }).pipe(
    Effect.provide(
      emulatorOf({
        timing: "instant",
        faults: {
          random: {
            seed: world.pick(1e9),
            rate: 0.3,
            faults: [...everyFault(6000), Emulator.Fault.tooManyRequests(1, true)],
          },
        },
      }),
    ),
  )
