import { Effect, Option } from "effect"
import { Jobs } from "../../Jobs.ts"
import { approve } from "../steps/approve.ts"
import type { RunInput } from "../inputs/run.ts"
import { connected } from "../steps/connect.ts"
import { followSubmission } from "../steps/follow.ts"
import { Local } from "../terminal/globals.ts"
import { readInput } from "../steps/input.ts"
import { withKnownBackend } from "../steps/knownBackend.ts"
import { withKnownNoise } from "../steps/knownNoise.ts"
import { readOutcome } from "../steps/readOutcome.ts"
import { checkFormat, formatOf, showOutcome } from "../steps/showOutcome.ts"
import { note, show } from "../terminal/output.ts"
import { outcomeJson } from "../render/outcome.ts"
import { amountOf, said } from "../render/humanUnits.ts"
import { backendOf, noiseOf, requestOf } from "../steps/prepareRequest.ts"
import { readProfile } from "../terminal/storedProfile.ts"

/** The cost of a job; undefined if the job is free or IonQ does not report the cost. */
const costOf = Effect.fnUntraced(function* (jobId: string, free: boolean) {
  if (free) return undefined
  const jobs = yield* Jobs
  const answer = yield* Effect.option(jobs.cost(jobId))
  return Option.getOrUndefined(answer)?.cost ?? undefined
})

/** `ionq run`: submits circuits, a program or a job, and waits for its result unless `--no-wait` is set. */
export const run = Effect.fn("cli.run")(function* (flags: RunInput) {
  const format = yield* formatOf(flags)
  const input = yield* readInput(flags.file)
  if (format !== undefined) yield* checkFormat(format, input, flags)
  const local = yield* Local
  const defaultBackend = local ? "simulator" : ((yield* readProfile).backend ?? "simulator")
  const backend = backendOf(input, flags, defaultBackend)
  yield* connected(
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const request = yield* requestOf(input, flags, backend)
      const submissionId = Option.getOrUndefined(flags.submissionId)
      const { within, quote, free } = yield* approve(jobs.quote(request), flags)
      const submission = within(jobs.submit(request, { submissionId, quote }))
      if (!flags.wait) {
        return yield* Effect.flatMap(submission, (submitted) => show(submitted, ({ id }) => said(id)))
      }
      const job = yield* followSubmission(submission, flags)
      if (request.dry_run === true) return yield* show({ job }, () => "The dry run passed: nothing was run.")
      const registers = input.kind === "circuits" ? input.registers : {}
      const outcome = yield* readOutcome(job, registers)
      const cost = yield* costOf(job.id, free)
      const value = { job, results: outcomeJson(outcome, flags), ...(cost === undefined ? {} : { cost }) }
      yield* showOutcome(outcome, value, format, flags, job.name ?? job.id)
      if (cost !== undefined) yield* note(`Cost: ${amountOf(cost.value, cost.unit)}`)
    }).pipe(withKnownNoise(noiseOf(input, flags)), withKnownBackend(backend)),
  )
})
