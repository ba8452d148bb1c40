/**
 * Samplers measure circuits on any machine, and return distributions.
 *
 * **Details**
 *
 * A program defines what to measure, and a layer selects the machine: {@link layerIonQ} for IonQ's simulator and
 * QPUs, `layerSampler` of `effect-ionq/simulator` for this machine, and that of `effect-ionq/qpi` for a processor of
 * QPI. Nothing else changes between them.
 *
 * **Example** (A scan)
 *
 * ```ts
 * const circuit = Circuit.qis(1, [Gates.ry(0, Circuit.param("theta"))])
 * const scan = Sampler.run(circuit, { sweep: Sweep.linspace("theta", 0, Math.PI, 20), shots: 1000 }).pipe(
 *   Sampler.orFail,
 *   Stream.runForEach(({ point, distribution }) => Effect.log(point, distribution)),
 * )
 * const onIonQ = scan.pipe(Effect.provide(Sampler.layerIonQ({ backend: "simulator" })))
 * ```
 *
 * @since 0.2.0
 */
import { Effect, Layer, Result, Stream } from "effect"
import * as Circuit from "./Circuit.ts"
import { circuitOf } from "./circuit/model.ts"
import { freshPer } from "./client/layerPer.ts"
import * as Compiler from "./Compiler.ts"
import * as Distribution from "./Distribution.ts"
import * as Gates from "./Gates.ts"
import { Jobs, type JobsService, type Quote, type Ran } from "./Jobs.ts"
import { capacityIn, sizeOf } from "./jobs/jobCapacity.ts"
import type { AwaitOptions } from "./Polling.ts"
import { packId } from "./sampler/packId.ts"
import type {
  Machine,
  Measurement,
  Plan,
  Price,
  SubmissionOptions,
  Task,
  TaskOutcome,
} from "./sampler/machine.ts"
import type { Pack, Capacity } from "./sampler/packing.ts"
import { packed, type Prepared } from "./sampler/packing.ts"
import { ofCircuit, ofMachine, ofOption, PrimitiveError } from "./sampler/PrimitiveError.ts"
import { readOnce } from "./sampler/checkPrograms.ts"
import { make, type Program, type RunOptions, type Sampled, Sampler } from "./sampler/service.ts"
import type { BackendName } from "./schema/Backend.ts"
import type { CircuitMember } from "./schema/Circuit.ts"
import {
  type CircuitJobRequest,
  limits,
  type JobRequestSettings,
  type MultiCircuitJobRequest,
  type Noise,
} from "./schema/JobRequest.ts"

export type {
  Machine,
  Measurement,
  Plan,
  Price,
  SubmissionOptions,
  Task,
  TaskOutcome,
} from "./sampler/machine.ts"
export { orFail, type Outcome } from "./sampler/outcomes.ts"
export { PrimitiveError } from "./sampler/PrimitiveError.ts"
export {
  make,
  type Program,
  type RunOptions,
  type Sampled,
  Sampler,
  type SamplerService,
} from "./sampler/service.ts"

/**
 * Measures a circuit at each point of a sweep, on the sampler of the context: see `SamplerService`.
 *
 * Fails as the methods of `SamplerService` do, with a {@link PrimitiveError}. A point that failed is an item.
 *
 * **Example** (One point)
 *
 * ```ts
 * const shots = Sampler.run(Circuit.bell(), { shots: 500 })
 * ```
 *
 * @category sampling
 * @since 0.2.0
 */
export const run = (
  circuit: Circuit.Circuit,
  options?: RunOptions,
): Stream.Stream<Sampled, PrimitiveError, Sampler> =>
  Stream.unwrap(Sampler.useSync((sampler) => sampler.run(circuit, options)))

/**
 * Measures many circuits, which are packed into shared jobs.
 *
 * Fails as the methods of `SamplerService` do, with a {@link PrimitiveError}. A point that failed is an item.
 *
 * **Example** (Two circuits)
 *
 * ```ts
 * const both = Sampler.runAll([{ circuit: Circuit.bell() }, { circuit: Circuit.ghz(3), shots: 500 }])
 * ```
 *
 * @category sampling
 * @since 0.2.0
 */
export const runAll = (
  programs: Iterable<Program>,
  options?: SubmissionOptions,
): Stream.Stream<Sampled, PrimitiveError, Sampler> => {
  const list = readOnce(programs)
  return Stream.unwrap(Sampler.useSync((sampler) => sampler.runAll(list, options)))
}

/**
 * What {@link run} would do: circuits, jobs, shots and the price. Nothing is submitted.
 *
 * Fails as the methods of `SamplerService` do, with a {@link PrimitiveError}.
 *
 * **Example** (Asking before spending)
 *
 * ```ts
 * const { price } = yield* Sampler.plan(circuit, { sweep, shots: 1000 })
 * ```
 *
 * @category planning
 * @since 0.2.0
 */
export const plan = (
  circuit: Circuit.Circuit,
  options?: RunOptions,
): Effect.Effect<Plan, PrimitiveError, Sampler> => Sampler.use((sampler) => sampler.plan(circuit, options))

/**
 * What {@link runAll} would do: circuits, jobs, shots and the price. Nothing is submitted.
 *
 * Fails as the methods of `SamplerService` do, with a {@link PrimitiveError}.
 *
 * **Example** (One circuit)
 *
 * ```ts
 * const plan = Sampler.planAll([{ circuit: Circuit.bell(), shots: 500 }])
 * ```
 *
 * @category planning
 * @since 0.2.0
 */
export const planAll = (programs: Iterable<Program>): Effect.Effect<Plan, PrimitiveError, Sampler> => {
  const list = readOnce(programs)
  return Sampler.use((sampler) => sampler.planAll(list))
}

/**
 * The backend of a sampler at IonQ, and how its jobs run.
 *
 * @category options
 * @since 0.2.0
 */
export interface IonQOptions {
  readonly backend: BackendName
  /** The default number of shots of a circuit. Default: 1000. */
  readonly shots?: number | undefined
  /** The noise of the simulator. Default: none, which gives exact distributions for any number of shots. */
  readonly noise?: Noise | undefined
  /**
   * Compiles each circuit to native gates before it is sent. Outcomes are mapped back to the qubits of the circuit.
   * Unlike in {@link Compiler.compile}, the defaults are `end: "measured"` and `start: "zero"`. Default: IonQ compiles.
   */
  readonly compile?: Compiler.Options | undefined
  /** Error mitigation. Default: IonQ's own setting, which debiases QIS circuits on a QPU from 500 shots on. */
  readonly mitigation?:
    | { readonly debiasing?: boolean | undefined; readonly symmetryVerification?: boolean | undefined }
    | undefined
  /** Other settings of the jobs. */
  readonly settings?: JobRequestSettings | undefined
  /** The name of the jobs. Default: that of a single circuit. */
  readonly name?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** How to wait for the jobs. */
  readonly wait?: AwaitOptions | undefined
  /** The largest number of jobs in flight. Each is held in memory until its results have arrived. Default: 2. */
  readonly concurrency?: number | undefined
  /** The largest number of circuits in a job. Smaller jobs return earlier. Default: 5000, IonQ's limit. */
  readonly circuitsPerJob?: number | undefined
}

/** A circuit as it is sent, with the index of its task and its measurement map. */
interface Item {
  readonly task: number
  readonly member: CircuitMember
  readonly width: number
  readonly map: ReadonlyArray<number> | undefined
}

const prepared =
  ({ compile }: IonQOptions) =>
  ({ circuit, shots }: Task, task: number): Result.Result<Prepared<Item>, PrimitiveError> =>
    Result.gen(function* () {
      const compiled =
        compile === undefined
          ? circuit
          : orNop(yield* Compiler.compile(circuit, { end: "measured", start: "zero", ...compile }))
      // Registers and the map are not sent: the outcome of all qubits is read, and mapped here.
      const bare = circuitOf({ ...compiled, registers: {}, measurementMap: undefined })
      const { input } = yield* Circuit.toRequest([bare], { backend: "simulator" })
      const member: CircuitMember = input.circuits[0]!
      const { qubits, measurementMap } = compiled
      return {
        item: { task, member, width: qubits, map: measurementMap },
        size: sizeOf(member),
        shots,
      }
    }).pipe(Result.mapError(ofCircuit))

/** Adds a gate to an empty circuit, because IonQ rejects circuits without gates. */
const orNop = (circuit: Circuit.Circuit<"native">): Circuit.Circuit<"native"> =>
  circuit.gates.length === 0 ? Circuit.append(circuit, Gates.nop(0)) : circuit

const settingsOf = ({ mitigation, settings }: IonQOptions): JobRequestSettings | undefined => {
  if (mitigation === undefined) return settings
  const { debiasing, symmetryVerification } = mitigation
  return {
    ...settings,
    error_mitigation: {
      ...settings?.error_mitigation,
      ...(debiasing === undefined ? {} : { debiasing }),
      ...(symmetryVerification === undefined ? {} : { symmetry_verification: symmetryVerification }),
    },
  }
}

const sharedOf = (options: IonQOptions) => {
  const { backend, noise, name, metadata } = options
  const settings = settingsOf(options)
  return {
    backend,
    ...(noise === undefined ? {} : { noise }),
    ...(name === undefined ? {} : { name }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(settings === undefined ? {} : { settings }),
  }
}

const multiOf = (
  circuits: ReadonlyArray<CircuitMember>,
  shared: ReturnType<typeof sharedOf>,
): MultiCircuitJobRequest => ({
  type: "ionq.multi-circuit.v1",
  input: { gateset: circuits[0]?.gateset ?? "qis", circuits },
  ...shared,
})

const requestOf = (
  { items, shots }: Pack<Item>,
  options: IonQOptions,
): CircuitJobRequest | MultiCircuitJobRequest => {
  const shared = { ...sharedOf(options), shots }
  const [only, second] = items
  if (only === undefined || second !== undefined) {
    return multiOf(
      items.map(({ member }) => member),
      shared,
    )
  }
  const { name, ...input } = only.member
  return {
    type: "ionq.circuit.v1",
    // `prepared` made this circuit with a gateset and a width, so it is a valid input.
    input: input as CircuitJobRequest["input"],
    ...(name === undefined ? {} : { name }),
    ...shared,
  }
}

/** The limits of one job. */
const capacityOf = (options: IonQOptions): Capacity => {
  const capacity = capacityIn(multiOf([], sharedOf(options)))
  return { ...capacity, circuits: options.circuitsPerJob ?? capacity.circuits }
}

const measured = (
  { width, map }: Item,
  shots: number | undefined,
  { jobId, probabilities }: { readonly jobId: string; readonly probabilities: Distribution.Distribution },
): Result.Result<Measurement, PrimitiveError> => {
  if (probabilities.width !== width) {
    const message = `Job ${jobId} measured ${probabilities.width} qubits, and its circuit has ${width}`
    return Result.fail(new PrimitiveError({ code: "Machine", message, jobId }))
  }
  const placed = map === undefined ? Result.succeed(probabilities) : Distribution.remap(probabilities, map)
  return Result.mapBoth(placed, {
    onFailure: ofMachine,
    onSuccess: (distribution) => ({ distribution, shots, jobId }),
  })
}

/** The error of a circuit of a job. */
interface Failing {
  readonly _tag: string
  readonly message: string
}

const isExactOn = ({ backend, noise }: IonQOptions): boolean =>
  backend === "simulator" && (noise === undefined || noise.model === "ideal")

/** The outcome of a circuit of a job. */
const outcomeOf = (
  { items, shots }: Pack<Item>,
  { circuit, result }: Ran<Failing>,
  options: IonQOptions,
): TaskOutcome => {
  const item = items[circuit]!
  const read = Result.mapError(result, ofMachine)
  return {
    task: item.task,
    result: Result.flatMap(read, (found) => measured(item, isExactOn(options) ? undefined : shots, found)),
  }
}

const stepsOf = (tasks: Iterable<Task>, options: IonQOptions) =>
  packed(tasks, capacityOf(options), prepared(options))

const machineOf = (jobs: JobsService, options: IonQOptions): Machine => {
  const { backend, wait, concurrency = 2 } = options
  const isExact = isExactOn(options)

  const runPack = (pack: Pack<Item>, { submissionId, submittedSince }: SubmissionOptions) => {
    const request = requestOf(pack, options)
    return jobs
      .runAll([request], {
        ...wait,
        submissionId:
          submissionId === undefined ? undefined : () => packId(submissionId, pack.number, request),
        submittedSince,
      })
      .pipe(Stream.map((ran) => outcomeOf(pack, ran, options)))
  }

  const priceOf = (pack: Pack<Item>) => Effect.mapError(jobs.quote(requestOf(pack, options)), ofMachine)

  return {
    name: backend,
    shots: options.shots ?? 1000,
    mostShots: limits.shots,
    isExact,
    sample: (tasks, submission) =>
      stepsOf(tasks, options).pipe(
        Stream.flatMap(
          (step) => ("failed" in step ? Stream.succeed(step.failed) : runPack(step.pack, submission)),
          { concurrency, bufferSize: 1 },
        ),
      ),
    plan: (tasks) =>
      Stream.runFoldEffect(
        stepsOf(tasks, options),
        (): Plan => ({ circuits: 0, jobs: 0, shots: 0, gates: 0, price: { amount: 0, unit: "usd" } }),
        Effect.fnUntraced(function* (sum, step) {
          if ("failed" in step) return yield* Effect.fromResult(Result.map(step.failed.result, () => sum))
          const { items, shots, gates } = step.pack
          return {
            circuits: sum.circuits + items.length,
            jobs: sum.jobs + 1,
            shots: sum.shots + (isExact ? 0 : items.length * shots),
            gates: sum.gates + gates,
            price: added(sum.price, yield* priceOf(step.pack)),
          }
        }),
      ),
  }
}

/** Adds the price of one more job; undefined if a price is unknown or the units differ. */
const added = (price: Price | undefined, { free, cost, unit }: Quote): Price | undefined => {
  if (price === undefined || free) return price
  if (cost === undefined || unit === undefined) return undefined
  if (price.amount === 0) return { amount: cost, unit }
  return unit === price.unit ? { amount: price.amount + cost, unit } : undefined
}

const checked = (options: IonQOptions): Effect.Effect<void, PrimitiveError> => {
  const most = { shots: limits.shots, circuitsPerJob: limits.circuits, concurrency: 1000 }
  for (const [field, limit] of Object.entries(most)) {
    const value = { ...options }[field as keyof typeof most]
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= limit)) continue
    return Effect.fail(ofOption(field, `${field} is ${value}, not a whole number from 1 to ${limit}`, limit))
  }
  return Effect.void
}

/**
 * The parts of a sampler at IonQ, for a sampler that runs its jobs in another way.
 *
 * @internal
 */
export const ionqParts = (options: IonQOptions) => ({
  check: checked(options),
  machine: (jobs: JobsService) => machineOf(jobs, options),
  steps: (tasks: Iterable<Task>) => stepsOf(tasks, options),
  request: (pack: Pack<Item>) => requestOf(pack, options),
  outcome: (pack: Pack<Item>, ran: Ran<Failing>) => outcomeOf(pack, ran, options),
})

/**
 * A sampler on a backend of IonQ: its simulator or a QPU.
 *
 * **Details**
 *
 * Circuits are packed into multi-circuit jobs of up to 5,000 circuits, 150,000 gates and 10 MB. `Jobs.withBudget`,
 * the current session and the limits of the client apply to these jobs. The same layer value is built once for each
 * `Jobs` service. An option out of range fails the layer.
 *
 * **Example** (A QPU, with the SDK as compiler)
 *
 * ```ts
 * const layer = Sampler.layerIonQ({
 *   backend: "qpu.forte-1",
 *   compile: { target: "zz" },
 *   mitigation: { debiasing: true },
 * })
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerIonQ = (options: IonQOptions): Layer.Layer<Sampler, PrimitiveError, Jobs> =>
  Layer.effect(
    Sampler,
    Effect.andThen(
      checked(options),
      Jobs.useSync((jobs) => make(machineOf(jobs, options))),
    ),
  ).pipe(freshPer(Jobs))
