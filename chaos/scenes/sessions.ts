/** Sessions that are worked in, joined from elsewhere, broken off and ended while calls that end them go astray. */
import { Deferred, Effect, Exit, Fiber } from "effect"
import { Jobs, Sessions } from "effect-ionq"
import { Fault } from "effect-ionq/emulator"
import { isIonQError } from "effect-ionq/IonQError"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { jobsOf } from "../ledger.ts"
import { connect, inProcess, wordsOf } from "../network.ts"
import type { Scene } from "./scene.ts"
import { emulatorOf } from "../cloud.ts"

const backend = "qpu.forte-1"

const request = (name: string): JobRequest => ({
  type: "ionq.circuit.v1",
  backend,
  name,
  shots: 100,
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "x", target: 0 }] },
})

const count = 8

export const sessions: Scene = (world) =>
  Effect.gen(function* () {
    const app = yield* HttpClient.HttpClient
    const transport = connect(world, world.server("server"), app, { latency: [0, 30] })
    const wrongs: Array<string> = []
    /** The session that each job has to be in, by the job's name. */
    const expected = new Map<string, string>()

    const work = Effect.fnUntraced(function* (name: string, session: string) {
      const jobs = yield* Jobs
      for (let i = world.pick(3); i >= 0; i--) {
        expected.set(`${name}-${i}`, session)
        yield* jobs.submit(request(`${name}-${i}`))
        yield* Effect.sleep(200 * world.draw())
      }
    })

    const one = Effect.fnUntraced(function* (i: number) {
      const sessions = yield* Sessions
      yield* Effect.sleep(world.draw() < 0.5 ? 0 : 2000 * world.draw())
      const opened = yield* Deferred.make<string>()
      const inside = Effect.gen(function* () {
        const mine = (yield* sessions.list({ active: true })).find(
          ({ settings }) => settings?.job_count_limit === 100 + i,
        )
        if (mine === undefined) return yield* Effect.sleep(100)
        yield* Deferred.succeed(opened, mine.id)
        yield* work(`inside-${i}`, mine.id)
      })
      const fiber = yield* Effect.forkChild(
        sessions.with({ backend, settings: { job_count_limit: 100 + i } })(inside),
      )
      const guest = yield* Effect.forkChild(
        Effect.gen(function* () {
          const open = yield* Deferred.await(opened)
          yield* sessions.attach(open)(work(`guest-${i}`, open))
        }).pipe(Effect.timeoutOption("5 seconds")),
      )
      if (world.draw() < 0.5) {
        yield* Effect.sleep(1000 * world.draw())
        yield* Fiber.interrupt(fiber)
      }
      const exits: ReadonlyArray<Exit.Exit<unknown, unknown>> = [
        yield* Fiber.await(fiber),
        yield* Fiber.await(guest),
      ]
      for (const exit of exits) {
        if (Exit.isSuccess(exit)) continue
        const [reason] = exit.cause.reasons
        // A guest whose session ends is refused, and so may its host be; both have to be told in a typed way.
        if (reason?._tag === "Interrupt" || (reason?._tag === "Fail" && isIonQError(reason.error))) continue
        wrongs.push(`session ${i} ended in ${wordsOf(exit)}`)
      }
    })

    yield* inProcess(world.process("client"), transport, { timeout: "5 seconds" })(
      Effect.forEach(
        Array.from({ length: count }, (_, i) => i),
        one,
        {
          concurrency: "unbounded",
          discard: true,
        },
      ),
    )
    const jobs = yield* jobsOf(app, world.process("onlooker"))
    for (const { name, session_id } of jobs) {
      const session = expected.get(name ?? "")
      if (session_id !== session) wrongs.push(`${name} is in ${session_id}, not in ${session}`)
    }
    const open = yield* inProcess(
      world.process("onlooker"),
      app,
    )(Effect.flatMap(Sessions, (sessions) => Effect.orDie(sessions.list({ active: true }))))
    if (open.length > 0) wrongs.push(`${open.length} sessions were left open`)
    return wrongs
  }).pipe(
    Effect.provide(
      emulatorOf({
        timing: "instant",
        faults: {
          random: {
            seed: world.pick(1e9),
            rate: 0.7,
            method: "POST",
            path: "/sessions/",
            faults: [
              Fault.serverError(500),
              Fault.badGateway(true),
              Fault.tooManyRequests(),
              Fault.tooManyRequests(1, true),
              { kind: "lose", processed: false },
              { kind: "lose", processed: true },
              { kind: "cut" },
            ],
          },
        },
      }),
    ),
  )
