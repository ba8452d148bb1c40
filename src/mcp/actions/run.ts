import { Effect } from "effect"
import { readOutcome } from "../../cli/steps/readOutcome.ts"
import { requestFor } from "../../cli/steps/prepareRequest.ts"
import { Jobs } from "../../Jobs.ts"
import { onEmulator } from "./emulator.ts"
import { noiseOf } from "./noise.ts"
import { outcomeOf, picturesOf } from "./outcome.ts"
import { readText } from "./read.ts"

/** `run_circuit`. */
export const run = Effect.fnUntraced(function* (options: {
  readonly circuit: string
  readonly shots?: number
  readonly noise?: string
  readonly seed?: number
  readonly qubit0?: "left" | "right"
  readonly picture?: boolean
}) {
  const { shots, qubit0 = "left" } = options
  const input = yield* readText(options.circuit)
  const common = { backend: "simulator", ...noiseOf(options), ...(shots === undefined ? {} : { shots }) }
  const request =
    input.kind === "job"
      ? { ...input.job, ...common }
      : yield* Effect.fromResult(requestFor(input.circuits, common))
  const outcome = yield* onEmulator(
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const job = yield* jobs.complete(jobs.submit(request), { onInterrupt: "cancel" })
      return yield* readOutcome(job, input.kind === "circuits" ? input.registers : {})
    }),
  )
  const { data, text } = outcomeOf(outcome, qubit0)
  return { data, text, pictures: options.picture === true ? picturesOf(outcome, qubit0) : [] }
})
