import { Context, Effect, Fiber, Layer, Result, type Scope } from "effect"
import type { Materials } from "./artifacts.ts"
import { Caller } from "./Caller.ts"
import { Compute } from "./Compute.ts"
import type { EmulatedJob } from "./EmulatedJob.ts"
import { OutcomeCache } from "./OutcomeCache.ts"
import type { Measured, Outcome } from "./Outcome.ts"
import { Settings } from "./Options.ts"
import { Store } from "./Store.ts"

/**
 * The outcomes of jobs. A job is simulated at the first request for it, once for all concurrent requests, and to the
 * end even if all of them disconnect. An outcome is in use until the scope of its requester closes.
 */
export class Outcomes extends Context.Service<
  Outcomes,
  {
    readonly of: (job: EmulatedJob) => Effect.Effect<Outcome, never, Scope.Scope>
    /** The outcome of a job if it is cached or stored; undefined otherwise. Nothing is simulated. */
    readonly known: (job: EmulatedJob) => Measured | undefined
    /** The data for the artifacts of a completed job; undefined if its simulation failed or the job was deleted. */
    readonly materials: (job: EmulatedJob) => Effect.Effect<Materials | undefined, never, Scope.Scope>
  }
>()("effect-ionq/emulator/Outcomes") {
  static readonly layer: Layer.Layer<Outcomes, never, Store | Settings> = Layer.effect(
    Outcomes,
    Effect.gen(function* () {
      const store = yield* Store
      const { rules } = yield* Settings
      const computer = yield* Compute
      const running = new Map<string, Fiber.Fiber<Outcome>>()
      const held = new OutcomeCache(computer.hold, () => running.size > 0)

      const compute = (job: EmulatedJob): Effect.Effect<Outcome> =>
        Effect.gen(function* (): Effect.fn.Return<Outcome> {
          const input = store.inputOf(job.id)
          if (input === undefined)
            return Result.fail({ code: "InternalError", message: "The job was deleted" })
          const { id, request: head, workload } = job
          const answer = yield* computer.run(
            { kind: "simulate", id, head, workload, input, rules },
            (answer) => {
              if ("measured" in answer) held.put(id, answer.measured)
            },
          )
          const outcome: Outcome =
            "measured" in answer ? Result.succeed(answer.measured) : Result.fail(answer.failure)
          if (Result.isSuccess(outcome)) {
            store.keep(job.id, outcome.success)
          } else {
            // Only failures that the checks cannot detect occur here.
            const known = store.job(job.id)
            if (known !== undefined)
              store.put([{ ...known, failure: { ...outcome.failure, at: job.completedAt, ran: true } }])
          }
          return outcome
        })

      const known = ({ id }: EmulatedJob) => held.get(id) ?? store.measuredOf(id)

      const find = (job: EmulatedJob): Effect.Effect<Outcome> =>
        Effect.suspend(() => {
          const found = known(job)
          if (found !== undefined) {
            held.put(job.id, found)
            return Effect.succeed(Result.succeed(found))
          }
          const already = running.get(job.id)
          if (already !== undefined) return Fiber.join(already)
          return Effect.flatMap(
            Effect.forkDetach(
              Effect.suspend(() => {
                // The simulation uses its own outcome, so that the cache keeps it until later requests can find it.
                const leave = held.use(job.id)
                return Effect.ensuring(
                  compute(job),
                  Effect.sync(() => {
                    running.delete(job.id)
                    leave()
                  }),
                )
              }),
            ),
            (fiber) => {
              if (fiber.pollUnsafe() === undefined) running.set(job.id, fiber)
              held.trim()
              return Fiber.join(fiber)
            },
          )
        })

      const of = (job: EmulatedJob) =>
        Effect.andThen(
          Effect.acquireRelease(
            Effect.sync(() => held.use(job.id)),
            (leave) => Effect.sync(leave),
          ),
          find(job),
        )

      const materials = Effect.fnUntraced(function* (job: EmulatedJob) {
        const outcome = yield* of(job)
        if (Result.isFailure(outcome) || store.job(job.id) === undefined) return undefined
        const caller = yield* Caller
        // The stream is read without the services of the request, so `Caller` is provided here.
        const children = job.childIds.flatMap((id): Materials["children"] => {
          const child = store.job(id)
          if (child === undefined) return []
          const measured = Effect.map(of(child), Result.getOrUndefined)
          return [{ job: child, measured: Effect.provideService(measured, Caller, caller) }]
        })
        return { measured: outcome.success, children }
      })

      return Outcomes.of({ of, known, materials })
    }),
  )
}
