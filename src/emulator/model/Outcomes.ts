import { Context, Effect, Fiber, Layer, Result } from "effect"
import type { Materials } from "./artifacts.ts"
import { Compute } from "./Compute.ts"
import type { EmulatedJob } from "./EmulatedJob.ts"
import type { Measured, Outcome } from "./Measured.ts"
import { Settings } from "./Options.ts"
import { bytesOf } from "./StateTable.ts"
import { Store } from "./Store.ts"

/** The memory limit of the cached outcomes, in bytes. Other outcomes are simulated or read again. */
const maxBytes = 50e6

/** The approximate size of an outcome. */
const sizeOf = (measured: Measured): number =>
  1_000 + (measured.kind === "circuit" ? bytesOf(measured.table) : 0)

/**
 * The outcomes of jobs. A job is simulated at the first request for it, once for all concurrent requests, and to the
 * end even if all of them disconnect. The most recently used outcomes are cached.
 */
export class Outcomes extends Context.Service<
  Outcomes,
  {
    readonly of: (job: EmulatedJob) => Effect.Effect<Outcome>
    /** The outcome of a job if it is cached or stored. */
    readonly known: (job: EmulatedJob) => Measured | undefined
    /** The source of a completed job's artifacts; undefined if its simulation failed or the job was deleted. */
    readonly materials: (job: EmulatedJob) => Effect.Effect<Materials | undefined>
  }
>()("effect-ionq/emulator/Outcomes") {
  static readonly layer: Layer.Layer<Outcomes, never, Store | Settings> = Layer.effect(
    Outcomes,
    Effect.gen(function* () {
      const store = yield* Store
      const { rules } = yield* Settings
      const computer = yield* Compute
      const running = new Map<string, Fiber.Fiber<Outcome>>()
      /** Least recently used first. */
      const held = new Map<string, { readonly measured: Measured; readonly size: number }>()
      let bytes = 0

      const drop = (id: string): void => {
        bytes -= held.get(id)?.size ?? 0
        held.delete(id)
      }

      const hold = (id: string, measured: Measured): void => {
        const size = held.get(id)?.size ?? sizeOf(measured)
        drop(id)
        held.set(id, { measured, size })
        bytes += size
        for (const oldest of held.keys()) {
          if (bytes <= maxBytes || oldest === id) break
          drop(oldest)
        }
      }

      const compute = (job: EmulatedJob): Effect.Effect<Outcome> =>
        Effect.gen(function* (): Effect.fn.Return<Outcome> {
          const input = store.inputOf(job.id)
          if (input === undefined)
            return Result.fail({ code: "InternalError", message: "The job was deleted" })
          const { id, request: head, workload } = job
          const answer = yield* computer.run({ kind: "simulate", id, head, workload, input, rules })
          const outcome: Outcome =
            "measured" in answer ? Result.succeed(answer.measured) : Result.fail(answer.failure)
          if (Result.isSuccess(outcome)) {
            store.keep(job.id, outcome.success)
            hold(job.id, outcome.success)
          } else {
            // Only failures that the checks cannot detect occur here.
            const known = store.job(job.id)
            if (known !== undefined)
              store.put([{ ...known, failure: { ...outcome.failure, at: job.completedAt, ran: true } }])
          }
          return outcome
        })

      const known = ({ id }: EmulatedJob) => held.get(id)?.measured ?? store.measuredOf(id)

      const of = (job: EmulatedJob): Effect.Effect<Outcome> =>
        Effect.suspend(() => {
          const found = known(job)
          if (found !== undefined) {
            hold(job.id, found)
            return Effect.succeed(Result.succeed(found))
          }
          const already = running.get(job.id)
          if (already !== undefined) return Fiber.join(already)
          return Effect.flatMap(
            Effect.forkDetach(
              Effect.ensuring(
                compute(job),
                Effect.sync(() => running.delete(job.id)),
              ),
            ),
            (fiber) => {
              if (fiber.pollUnsafe() === undefined) running.set(job.id, fiber)
              return Fiber.join(fiber)
            },
          )
        })

      const materials = Effect.fnUntraced(function* (job: EmulatedJob) {
        const outcome = yield* of(job)
        if (Result.isFailure(outcome) || store.job(job.id) === undefined) return undefined
        const children: Array<Materials["children"][number]> = []
        for (const id of job.childIds) {
          const child = store.job(id)
          const measured = child === undefined ? undefined : Result.getOrUndefined(yield* of(child))
          if (child !== undefined && measured !== undefined) children.push({ job: child, measured })
        }
        return { measured: outcome.success, children }
      })

      return Outcomes.of({ of, known, materials })
    }),
  )
}
