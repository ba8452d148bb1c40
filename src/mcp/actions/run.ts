import { Effect } from "effect"
import { readOutcome } from "../../cli/steps/readOutcome.ts"
import { requestFor } from "../../cli/steps/prepareRequest.ts"
import { badInput } from "../../cli/terminal/CommandError.ts"
import { Jobs } from "../../Jobs.ts"
import { explanationOf } from "../errors/explained.ts"
import { limits } from "../text/limits.ts"
import { short } from "../text/quoted.ts"
import { onEmulator } from "./emulator.ts"
import { noiseOf } from "./noise.ts"
import { outcomeOf, picturesOf } from "./outcome.ts"
import { readText } from "./readCircuit.ts"

/** The error for a circuit that the emulator could not run. It names no job, because the emulator's jobs are not kept. */
const notRun = ({ code, message }: { readonly code: string; readonly message?: string | null }) =>
  code === "NotEnoughQubits"
    ? // The message may be long, so it is in the hint, which is not cut.
      badInput(
        "The circuit is too wide for this machine",
        `${message}.\nCircuits with any gates run with up to ${limits.qubits} qubits. Wider ones run if they have few outcomes or, with shots and a noise model, only Clifford gates (h, s, x, y, z, cx, cz, swap).`,
      )
    : badInput(
        `The emulator cannot run the circuit (${code}): ${message}`,
        code === "InvalidInput" ? undefined : explanationOf(code)?.advice,
      )

/** The action of `run_circuit`: runs a circuit on a new emulator and reads its outcome. */
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
  const { job, outcome } = yield* onEmulator(
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const job = yield* jobs.complete(jobs.submit(request), { onInterrupt: "cancel" })
      const outcome = yield* readOutcome(job, input.kind === "circuits" ? input.registers : {}).pipe(
        // A simulation may fail when its outcome is read.
        Effect.catchTag("NotFoundError", (error) =>
          Effect.flatMap(jobs.get(job.id), ({ failure }) => Effect.fail(failure ? notRun(failure) : error)),
        ),
      )
      return { job, outcome }
    }).pipe(
      Effect.catchTag("JobFailedError", (error) =>
        Effect.fail(error.failure ? notRun(error.failure) : error),
      ),
    ),
  )
  const { data, text } = outcomeOf(outcome, qubit0)
  // Without noise the results are exact, whatever the shots.
  const model = job.noise?.model ?? "ideal"
  const isCounted = model !== "ideal" && typeof job.shots === "number"
  return {
    data: { ...data, ...(isCounted ? { shots: job.shots, noise: short(model) } : {}) },
    text: isCounted ? `From ${job.shots} shots with the noise of ${short(model)}.\n${text}` : text,
    pictures: options.picture === true ? picturesOf(outcome, qubit0) : [],
  }
})
