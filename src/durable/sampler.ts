import { Effect, Result, Stream } from "effect"
import { CurrentBudget } from "../Budget.ts"
import { CurrentSession } from "../CurrentSession.ts"
import type { JobsService, RunnableRequest } from "../Jobs.ts"
import {
  type IonQOptions,
  ionqParts,
  type Machine,
  make,
  type SamplerService,
  type TaskOutcome,
} from "../Sampler.ts"
import { ofMachine, ofOption, type PrimitiveError } from "../sampler/PrimitiveError.ts"
import type { Failure } from "./ionq.ts"
import type { StartOptions } from "./options.ts"
import type { Runs } from "./Runs.ts"

/**
 * Options of a sampler whose sweeps are durable runs.
 *
 * @category options
 * @since 0.2.0
 */
export interface SamplerOptions
  extends Omit<IonQOptions, "wait" | "concurrency">, Omit<StartOptions, "chunk"> {}

/** A sampler whose calls are durable runs. The `submissionId` of a call is the name of its run. */
export const makeSampler = Effect.fnUntraced(function* (
  durable: Runs<RunnableRequest, Failure>,
  jobs: JobsService,
  { budget, session, reopen, ...options }: SamplerOptions,
): Effect.fn.Return<SamplerService, PrimitiveError> {
  const { check, machine, outcome, request, steps } = ionqParts(options)
  yield* check
  const sample: Machine["sample"] = (tasks, { submissionId: name }) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const all = yield* Stream.runCollect(steps(tasks))
        const packs = all.flatMap((step) => ("pack" in step ? [step.pack] : []))
        const refused = all.flatMap((step) => ("failed" in step ? [step.failed] : []))
        const left = new Set(packs.flatMap(({ items }) => items.map(({ task }) => task)))
        /** Fails the tasks that have no outcome yet. */
        const failed = (error: PrimitiveError): Stream.Stream<TaskOutcome> =>
          Stream.fromIterable([...left].map((task) => ({ task, result: Result.fail(error) })))
        if (name === undefined) {
          const words = "a durable sampler needs a submissionId: the name of the run"
          return Stream.concat(Stream.fromIterable(refused), failed(ofOption("submissionId", words)))
        }
        // The engine runs the jobs later, perhaps in another process, without the context of the caller.
        if (budget === undefined && (yield* CurrentBudget) !== undefined) {
          const words = "Jobs.withBudget does not reach a durable run: give the budget to the layer"
          return Stream.concat(Stream.fromIterable(refused), failed(ofOption("budget", words)))
        }
        if (session === undefined && (yield* CurrentSession) !== undefined) {
          const words = "a session around a durable run does not reach it: give the session to the layer"
          return Stream.concat(Stream.fromIterable(refused), failed(ofOption("session", words)))
        }
        const run = yield* Effect.result(durable.start(name, packs.map(request), { budget, session, reopen }))
        const measured = Result.isFailure(run)
          ? failed(ofMachine(run.failure))
          : run.success.outcomes.pipe(
              Stream.map((ran) => outcome(packs[ran.index]!, ran)),
              Stream.tap(({ task }) => Effect.sync(() => left.delete(task))),
              Stream.catch((error) => failed(ofMachine(error))),
            )
        return Stream.concat(Stream.fromIterable(refused), measured)
      }),
    )
  return make({ ...machine(jobs), sample })
})
