import { Effect, Layer, Result, Stream } from "effect"
import { circuitOf } from "../circuit/model.ts"
import { freshPer } from "../client/layerPer.ts"
import { remap } from "../Distribution.ts"
import * as Qasm from "../Qasm.ts"
import type { Machine, Measurement, Plan, SubmissionOptions, Task } from "../sampler/machine.ts"
import { packId } from "../sampler/packId.ts"
import type { Pack } from "../sampler/packing.ts"
import { packed, type Prepared } from "../sampler/packing.ts"
import { ofMachine, ofOption, PrimitiveError } from "../sampler/PrimitiveError.ts"
import { checkedShots } from "../sampler/checkPrograms.ts"
import { make, Sampler } from "../sampler/service.ts"
import { mostPayload } from "./jobs/submission.ts"
import { QpiJobs, type QpiJobsService, type WaitOptions } from "./QpiJobs.ts"
import type { Entry } from "./results/readResults.ts"

/**
 * Options of a sampler on a processor of QPI.
 *
 * @category options
 * @since 0.2.0
 */
export interface SamplerOptions {
  /** The id or the name of the processor. */
  readonly qpu: string
  /** The default number of shots of a circuit. Default: 1024. */
  readonly shots?: number | undefined
  /** The largest number of shots of a circuit, which QPI does not publish. Default: 1,000,000, IonQ's own limit. */
  readonly mostShots?: number | undefined
  /** How to wait for the jobs. */
  readonly wait?: WaitOptions | undefined
  /** The number of jobs that are submitted or awaited at a time. Default: 2. */
  readonly concurrency?: number | undefined
  /** The largest number of circuits of a job. Default: as many as fit into the server's limit of 1 MiB. */
  readonly circuitsPerJob?: number | undefined
}

/** A program in OpenQASM 3, with the data that is needed to read its result. */
interface Item {
  readonly task: number
  readonly program: string
  readonly shots: number
  readonly gates: number
  readonly width: number
  readonly map: ReadonlyArray<number> | undefined
}

/**
 * The bytes that are reserved in each job for everything apart from the circuits, including the id of the submission,
 * and the bytes that each circuit needs for its field names.
 */
const [spare, perCircuit] = [5000, 200]

/** The size of a program in bytes as the server counts it, with `<`, `>` and `&` escaped. */
const bytesOf = (program: string): number =>
  new TextEncoder().encode(JSON.stringify(program).replaceAll(/[<>&]/g, "\\u0000")).length + perCircuit

const prepared = ({ circuit, shots }: Task, task: number): Result.Result<Prepared<Item>, PrimitiveError> =>
  Result.gen(function* () {
    const bare = circuitOf({ ...circuit, registers: {}, measurementMap: undefined })
    const program = yield* Result.mapError(Qasm.print(bare, { version: 3 }), ofMachine)
    const { qubits, measurementMap, gates } = circuit
    const item = { task, program, shots, gates: gates.length, width: qubits, map: measurementMap }
    // A job may have circuits with different shots.
    return { item, size: { gates: gates.length, bytes: bytesOf(program) }, shots: 0 }
  })

const measured = (
  { width, map, shots }: Item,
  entry: Entry | undefined,
  jobId: string,
): Result.Result<Measurement, PrimitiveError> => {
  const refuse = (message: string) =>
    Result.fail(new PrimitiveError({ code: "Machine", message: `Job ${jobId} ${message}`, jobId }))
  if (entry === undefined) return refuse("has no result of the circuit")
  if (entry.kind !== "counts") return refuse(`has ${entry.kind} results but no counts of the circuit`)
  const { counts } = entry
  if (counts.width !== width)
    return refuse(`measured ${counts.width} bits, but its circuit has ${width} qubits`)
  const placed = map === undefined ? Result.succeed(counts) : remap(counts, map)
  return Result.mapBoth(placed, {
    onFailure: ofMachine,
    onSuccess: (distribution) => ({ distribution, shots: entry.shots === 0 ? shots : entry.shots, jobId }),
  })
}

const defaults = { shots: 1024, mostShots: 1_000_000 }

const machineOf = (jobs: QpiJobsService, options: SamplerOptions): Machine => {
  const { qpu, wait, concurrency = 2, shots = defaults.shots, mostShots = defaults.mostShots } = options
  const capacity = {
    circuits: options.circuitsPerJob ?? Infinity,
    gates: Infinity,
    bytes: mostPayload - spare,
  }

  const runPack = ({ items, number }: Pack<Item>, { submissionId, submittedSince }: SubmissionOptions) => {
    const request = { qpu, circuits: items.map(({ program, shots }) => ({ program, shots })) }
    const id = submissionId === undefined ? undefined : packId(submissionId, number, request)
    return Stream.fromIterableEffect(
      jobs.run(request, { ...wait, submissionId: id, submittedSince }).pipe(
        Effect.match({
          onFailure: (error) => items.map(({ task }) => ({ task, result: Result.fail(ofMachine(error)) })),
          onSuccess: ({ job, results }) =>
            items.map((item, i) => ({ task: item.task, result: measured(item, results.entries[i], job.id) })),
        }),
      ),
    )
  }

  return {
    name: qpu,
    shots,
    mostShots,
    sample: (tasks, submission) =>
      packed(tasks, capacity, prepared).pipe(
        Stream.flatMap(
          (step) => ("failed" in step ? Stream.succeed(step.failed) : runPack(step.pack, submission)),
          { concurrency, bufferSize: 1 },
        ),
      ),
    plan: (tasks) =>
      Stream.runFoldEffect(
        packed(tasks, capacity, prepared),
        (): Plan => ({ circuits: 0, jobs: 0, shots: 0, gates: 0, price: undefined }),
        (sum, step) =>
          "failed" in step
            ? Effect.fromResult(Result.map(step.failed.result, () => sum))
            : Effect.succeed({
                circuits: sum.circuits + step.pack.items.length,
                jobs: sum.jobs + 1,
                shots: step.pack.items.reduce((total, { shots }) => total + shots, sum.shots),
                gates: sum.gates + step.pack.gates,
                price: undefined,
              }),
      ),
  }
}

const checked = (options: SamplerOptions): Effect.Effect<void, PrimitiveError> => {
  for (const field of ["mostShots", "circuitsPerJob", "concurrency"] as const) {
    const value = options[field]
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) continue
    return Effect.fail(ofOption(field, `${field} is ${value}, not an integer from 1`))
  }
  const { shots = defaults.shots, mostShots = defaults.mostShots } = options
  return Effect.asVoid(Effect.fromResult(checkedShots(shots, { mostShots })))
}

/**
 * A sampler on a processor of QPI, for `Sampler` and `Estimator` of `effect-ionq`. Circuits are sent in OpenQASM 3,
 * many in a job.
 *
 * **Details**
 *
 * QPI has no prices, so the plan of a call has none. A `submissionId` is stored in a comment of each job's last
 * circuit. Reading results needs a JWT. An option out of its range fails the layer.
 *
 * **Gotchas**
 *
 * QPI's official drivers lose the results of circuits with more than 14 qubits; such a job never ends.
 *
 * **Example** (The program of another machine)
 *
 * ```ts
 * const layer = layerSampler({ qpu: "mock-1" })
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerSampler = (options: SamplerOptions): Layer.Layer<Sampler, PrimitiveError, QpiJobs> =>
  Layer.effect(
    Sampler,
    Effect.andThen(
      checked(options),
      QpiJobs.useSync((jobs) => make(machineOf(jobs, options))),
    ),
  ).pipe(freshPer(QpiJobs))
