import { Effect, Option, Ref, Result } from "effect"
import * as Distribution from "../../Distribution.ts"
import { Durable, type Failure, type Progress, type Run } from "../../durable/Durable.ts"
import type { Ran, RunnableRequest } from "../../Jobs.ts"
import { given } from "../inputs/flags.ts"
import type { FilterInput, OneInput, RunnerInput, StartInput, WhichInput } from "../inputs/batch.ts"
import {
  batchDetails,
  batchLine,
  type BatchOutcome,
  batchResults,
  batchStep,
  batchTable,
  type Known,
  placeOf,
} from "../render/batch.ts"
import type { Format } from "../render/formats.ts"
import { approveAll } from "../steps/approve.ts"
import { formatOf, writeParts } from "../steps/showOutcome.ts"
import { withKnownBackend } from "../steps/knownBackend.ts"
import { noiseHint } from "../steps/knownNoise.ts"
import { readInputs } from "../steps/input.ts"
import { backendOf, requestOf } from "../steps/prepareRequest.ts"
import { asking, asRunner, databaseOf, type Role, working } from "../steps/durableRuns.ts"
import { badInput, CommandError, usage } from "../terminal/CommandError.ts"
import { exitCodes } from "../terminal/exitCodes.ts"
import { Json, Local } from "../terminal/globals.ts"
import { note, show } from "../terminal/output.ts"
import { redraw } from "../terminal/redraw.ts"
import { canRedraw } from "../terminal/screen.ts"
import { readProfile } from "../terminal/storedProfile.ts"

const knownOf = (run: Run<Failure>, progress: Progress): Known => ({
  name: run.name,
  createdAt: run.createdAt.toISOString(),
  ...progress,
})

/**
 * Shows the progress of a run on standard error until it ends: a redrawn line on a terminal, otherwise a line for
 * each tenth.
 */
const follow = (run: Run<Failure>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const live = yield* canRedraw
      const quiet = !live && (yield* Json)
      const latest = yield* Ref.make(yield* run.progress)
      const since = Date.now()
      if (live) {
        yield* redraw((screen) =>
          Effect.map(Ref.get(latest), (progress) => batchLine(progress, since, Date.now(), screen)),
        )
      }
      let tenth = -1
      for (;;) {
        const progress = yield* run.progress
        yield* Ref.set(latest, progress)
        const now = Math.floor((10 * progress.done) / Math.max(1, progress.total))
        if (!live && !quiet && now !== tenth) yield* note(batchStep(progress))
        tenth = now
        if (progress.hasEnded) return progress
        yield* Effect.sleep("500 millis")
      }
    }),
  )

const requestsOf = Effect.fnUntraced(function* (flags: StartInput) {
  const inputs = yield* readInputs(flags.file)
  const backend = (yield* Local) ? "simulator" : ((yield* readProfile).backend ?? "simulator")
  return yield* Effect.forEach(inputs, (input, i) =>
    Effect.gen(function* () {
      const own = input.kind === "job" ? input.job.name : input.circuits[0]?.name
      const request = yield* requestOf(
        input,
        {
          ...flags,
          name: Option.some(own ?? `${flags.name} ${i}`),
          session: Option.none(),
          dryRun: false,
          native: false,
        },
        backendOf(input, flags, backend),
      )
      if (isRunnable(request)) return request
      return yield* badInput(`Item ${i + 1} is a job of type ${request.type}, which a batch cannot run`)
    }),
  )
})

const isRunnable = (request: { readonly type: string }): request is RunnableRequest =>
  ["ionq.circuit.v1", "ionq.multi-circuit.v1", "ionq.qasm3.v1"].includes(request.type)

const takeUp: Readonly<Record<Role, string>> = {
  "this process":
    "Stopped: the run is kept. The same command continues it. Until then, no more jobs are submitted.",
  "another process": "Stopped watching: another process continues the run.",
  runners: "Stopped watching: the runners of the database continue the run.",
}

const finish = Effect.fnUntraced(function* (
  run: Run<Failure>,
  progress: Progress,
  requests: ReadonlyArray<RunnableRequest> = [],
) {
  yield* show(knownOf(run, progress), batchDetails)
  if (progress.failed > 0 && !progress.isCanceled) {
    const [noise] = requests.flatMap(({ noise }) => noiseHint(noise?.model ?? "ideal") ?? [])
    return yield* new CommandError({
      reason: "unhealthy",
      message: `${progress.failed} of ${progress.total} circuits failed`,
      hint: `${noise === undefined ? "" : `The noise model is unknown. ${noise} `}See: ionq batch results ${run.name}`,
      exitCode: exitCodes.jobFailed,
    })
  }
})

/** `ionq batch run`: starts a run after approval of its cost, and follows it to its end unless `--no-wait` is set. */
export const run = Effect.fn("cli.batch.run")(function* (flags: StartInput) {
  const database = yield* databaseOf(flags.database)
  if (!flags.wait && database.kind === "sqlite") {
    return yield* usage(
      "--no-wait leaves the run to runners, but a file has no runners",
      "Pass --database postgres://…",
    )
  }
  yield* working(database)((role) =>
    Effect.gen(function* () {
      const requests = yield* requestsOf(flags)
      const durable = yield* Durable
      const isThere = (yield* durable.list()).some(({ name }) => name === flags.name)
      const backend = requests[0]?.backend ?? "simulator"
      const unit = isThere ? "usd" : yield* withKnownBackend(backend)(approveAll(requests, flags))
      const run = yield* durable.start(flags.name, requests, {
        chunk: given(flags.chunk),
        budget: Option.isNone(flags.budget) ? undefined : { max: flags.budget.value, unit },
      })
      if (!flags.wait) return yield* show(knownOf(run, yield* run.progress), batchDetails)
      const progress = yield* Effect.onInterrupt(follow(run), () => note(takeUp[role]))
      yield* finish(run, progress, requests)
    }),
  )
})

/** `ionq batch status`: shows the progress of a run. */
export const status = Effect.fn("cli.batch.status")(function* ({ name, database }: OneInput) {
  yield* asking(yield* databaseOf(database))(
    Effect.gen(function* () {
      const run = yield* (yield* Durable).attach(name)
      yield* show(knownOf(run, yield* run.progress), batchDetails)
    }),
  )
})

const outcomeOf =
  (qubit0: WhichInput["qubit0"]) =>
  ({ index, circuit, name, result }: Ran<Failure>): BatchOutcome => {
    const place = { index, circuit, ...(name === undefined ? {} : { name }) }
    if (Result.isFailure(result)) {
      const { _tag, message } = result.failure
      return { ...place, error: { type: _tag, message } }
    }
    const { jobId, probabilities } = result.success
    return { ...place, jobId, probabilities: Distribution.toBitstrings(probabilities, { qubit0 }) }
  }

/** Writes the distributions of all circuits that have a result in the given format. */
const writeResults = Effect.fnUntraced(function* (
  all: ReadonlyArray<Ran<Failure>>,
  format: Format,
  flags: WhichInput,
) {
  const parts = all.flatMap(({ index, circuit, name, result }) =>
    Result.isFailure(result)
      ? []
      : [{ title: placeOf({ index, circuit, name }), distribution: result.success.probabilities }],
  )
  if (parts.length === 0) return yield* badInput(`${flags.name} has no results to write as ${format} yet`)
  yield* writeParts(format, parts, flags, flags.name)
  const failed = all.length - parts.length
  if (failed > 0) yield* note(`${failed} of ${all.length} circuits failed and are left out`)
})

/** `ionq batch results`: shows the outcomes that are known so far, or writes them in a format. */
export const results = Effect.fn("cli.batch.results")(function* (flags: WhichInput) {
  const format = yield* formatOf(flags)
  yield* asking(yield* databaseOf(flags.database))(
    Effect.gen(function* () {
      const run = yield* (yield* Durable).attach(flags.name)
      const all = yield* run.soFar
      if (format !== undefined) return yield* writeResults(all, format, flags)
      const outcomes = all.map(outcomeOf(flags.qubit0))
      yield* show(outcomes, (all, screen) => batchResults(all, flags.top, screen))
    }),
  )
})

/** `ionq batch cancel`: cancels a run, and follows it until it has ended. */
export const cancel = Effect.fn("cli.batch.cancel")(function* ({ name, database }: OneInput) {
  yield* working(yield* databaseOf(database))(() =>
    Effect.gen(function* () {
      const run = yield* (yield* Durable).attach(name)
      yield* run.cancel
      yield* finish(run, yield* follow(run))
    }),
  )
})

/** `ionq batch list`: lists the runs, with `--open` only those that have not ended. */
export const list = Effect.fn("cli.batch.list")(function* ({ open, database }: FilterInput) {
  yield* asking(yield* databaseOf(database))(
    Effect.gen(function* () {
      const runs = yield* (yield* Durable).list(open ? { open } : {})
      yield* show(
        runs.map((run) =>
          Object.assign({}, run, {
            createdAt: run.createdAt.toISOString(),
            endedAt: run.endedAt?.toISOString(),
          }),
        ),
        batchTable,
      )
    }),
  )
})

/** `ionq batch forget`: removes a run from the database. Its jobs stay at IonQ. */
export const forget = Effect.fn("cli.batch.forget")(function* ({ name, database }: OneInput) {
  yield* asking(yield* databaseOf(database))(
    Effect.gen(function* () {
      yield* (yield* Durable).forget(name)
      yield* show(
        { forgotten: name },
        () => `Forgot ${name}: its name can be used again, and its jobs stay at IonQ.`,
      )
    }),
  )
})

/** `ionq batch runner`: carries out the runs of a database until the process is interrupted. */
export const runner = Effect.fn("cli.batch.runner")(function* ({ host, port, database }: RunnerInput) {
  yield* asRunner(yield* databaseOf(database), { host, port })(
    Effect.gen(function* () {
      yield* Durable
      yield* note(`Running runs as ${host}:${port}. Ctrl-C stops this runner; its jobs continue.`)
      return yield* Effect.never
    }),
  )
})
