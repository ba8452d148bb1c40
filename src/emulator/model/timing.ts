import { Duration } from "effect"
import * as random from "../../random/generator.ts"
import type { JobHead } from "./EmulatedJob.ts"
import type { Workload } from "./workload.ts"
import { backendNamed, gateTimes } from "./backendCatalogue.ts"
import { shotsOf } from "./EmulatedJob.ts"

/**
 * How long a job stays in each status before its final one.
 *
 * @category options
 * @since 0.1.0
 */
export interface JobTimes {
  /** The time in the status `submitted`. Default: 100 milliseconds. */
  readonly submittedFor?: Duration.Input | undefined
  /** The time in the status `ready`. Default: 200 milliseconds. */
  readonly readyFor?: Duration.Input | undefined
  /** The time in the status `started`. Default: 300 milliseconds. */
  readonly startedFor?: Duration.Input | undefined
}

/**
 * A timing profile: the same times for each job, no time (`instant`), or `realistic`. With `realistic`, a QPU has the
 * queue time in `GET /backends`, runs one job after the other, and takes the time that the gates and shots of a job
 * need. A job in a session does not wait in the queue.
 *
 * @category options
 * @since 0.1.0
 */
export type Timing = "instant" | "realistic" | JobTimes

/** The forecast of a job, in milliseconds: its predictions and its actual times. */
export interface Forecast {
  readonly submittedFor: number
  readonly readyFor: number
  readonly startedFor: number
  readonly predictedWait: number
  readonly predictedRun: number
  /** Whether the backend runs one job after the other. */
  readonly inTurn: boolean
}

export const millis = (duration: Duration.Input): number =>
  Duration.toMillis(Duration.fromInputUnsafe(duration))

const instant: JobTimes = { submittedFor: 0, readyFor: 0, startedFor: 0 }

/**
 * Computes the forecast of a job. The times in its script replace those of the profile. With a scripted `readyFor`, the
 * job does not wait for other jobs.
 */
export const forecastOf = (
  timing: Timing,
  scripted: JobTimes,
  job: { readonly id: string; readonly request: JobHead; readonly workload: Workload },
): Forecast => {
  const base = timing === "realistic" ? realistic(job) : fixed(timing === "instant" ? instant : timing)
  const { submittedFor, readyFor, startedFor } = scripted
  return {
    ...base,
    ...(submittedFor === undefined ? {} : { submittedFor: millis(submittedFor) }),
    ...(readyFor === undefined ? {} : { readyFor: millis(readyFor), inTurn: false }),
    ...(startedFor === undefined ? {} : { startedFor: millis(startedFor) }),
  }
}

const fixed = (times: JobTimes): Forecast => {
  const submittedFor = millis(times.submittedFor ?? "100 millis")
  const readyFor = millis(times.readyFor ?? "200 millis")
  const startedFor = millis(times.startedFor ?? "300 millis")
  const predictedWait = submittedFor + readyFor
  return { submittedFor, readyFor, startedFor, predictedWait, predictedRun: startedFor, inTurn: false }
}

/** The duration of a job's checks, in milliseconds: a constant part, and a part for each gate. */
const compilation = { job: 400, gate: 0.05 }

/** The overhead of a job apart from its shots, in milliseconds: loading it, and reading its results. */
const overhead = 2_000

const realistic = ({
  id,
  request,
  workload,
}: {
  readonly id: string
  readonly request: JobHead
  readonly workload: Workload
}): Forecast => {
  const next = random.make(random.seedOf(id))
  const gates = workload.oneQubit + workload.twoQubit
  const submittedFor = Math.round(compilation.job + compilation.gate * gates)
  const onMachine = request.backend !== "simulator"
  const queue =
    !onMachine || request.session_id !== undefined
      ? 0
      : (backendNamed(request.backend)?.average_queue_time ?? 0)
  const predictedRun = executionTimeOf(request.backend, workload, shotsOf(request) ?? 0)
  return {
    submittedFor,
    readyFor: Math.round(queue * (0.5 + next())),
    startedFor: Math.round(predictedRun * (0.9 + 0.2 * next())),
    predictedWait: submittedFor + queue,
    predictedRun,
    inTurn: onMachine,
  }
}

/** The computation time of a QPU, in microseconds: each gate of each shot in turn, between reset and readout. */
export const computeTimeOf = (
  { circuits, oneQubit, twoQubit }: Pick<Workload, "circuits" | "oneQubit" | "twoQubit">,
  shots: number,
): number => {
  const shot =
    circuits * (gateTimes.reset + gateTimes.readout) + oneQubit * gateTimes["1q"] + twoQubit * gateTimes["2q"]
  return Math.round(shot * shots * 1e6)
}

/** The execution time of a job, in milliseconds. The simulator counts as a machine of 10^8 amplitudes per second. */
export const executionTimeOf = (backend: string, workload: Workload, shots: number): number => {
  if (backend !== "simulator") return Math.round(overhead + computeTimeOf(workload, shots) / 1e3)
  const gates = workload.oneQubit + workload.twoQubit
  return Math.round(20 + (gates * 2 ** (workload.qubits ?? 1)) / 1e5)
}
