import { Effect, Option, Result, Schema, Stream } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Distribution from "../../Distribution.ts"
import { Jobs } from "../../Jobs.ts"
import { type ReadError, Results } from "../../Results.ts"
import { NativeCircuit } from "../../schema/Circuit.ts"
import { isCircuitJob } from "../../schema/Job.ts"
import { CommandError, usage } from "../terminal/CommandError.ts"
import { exitCodes } from "../terminal/exitCodes.ts"
import type { CircuitInput, ResultsInput } from "../inputs/jobs.ts"
import { connected } from "../steps/connect.ts"
import { given } from "../inputs/flags.ts"
import { inPlace, mapOf, readOutcome } from "../steps/readOutcome.ts"
import { formatOf, showOutcome } from "../steps/showOutcome.ts"
import { show, showEach } from "../terminal/output.ts"
import { bitstrings, outcomeJson } from "../render/outcome.ts"

export const results = Effect.fn("cli.jobs.results")(function* (flags: ResultsInput) {
  const jobs = yield* Jobs
  const results = yield* Results
  const { kind, aggregation } = flags
  const format = yield* formatOf(flags)
  if (format !== undefined && kind === "shots") {
    return yield* usage(`--${format} needs a distribution: it cannot be combined with --kind shots`)
  }
  const options = { register: given(flags.register), variant: given(flags.variant) }
  const job = yield* jobs.get(flags.job)
  const plain = options.register === undefined && options.variant === undefined
  if (Option.isSome(aggregation) && (kind !== "auto" || !plain)) {
    return yield* usage(
      "--aggregation applies to a whole job: it cannot be combined with --kind, --register or --variant",
    )
  }
  // The qubits of a register were already moved by the compiler, so the map applies only without a register.
  const map = options.register === undefined ? mapOf(job) : undefined
  if (kind === "shots") {
    const width = isCircuitJob(job) ? (job.stats?.qubits ?? undefined) : undefined
    // The width of a register is unknown, so its states stay decimal.
    const moved = (state: bigint): bigint =>
      map === undefined
        ? state
        : map.reduce((bits, wire, qubit) => bits | (((state >> BigInt(wire)) & 1n) << BigInt(qubit)), 0n)
    const written = (state: string) =>
      width === undefined || options.register !== undefined
        ? state
        : Distribution.bitstring(moved(BigInt(state)), { width, qubit0: flags.qubit0 })
    return yield* showEach(Stream.map(results.shots(job, options), written), (state) => state)
  }
  if (kind === "auto" && Option.isNone(aggregation) && plain) {
    const outcome = yield* readOutcome(job)
    return yield* showOutcome(outcome, outcomeJson(outcome, flags), format, flags, job.name ?? job.id)
  }
  const distribution = Option.isSome(aggregation)
    ? yield* results.aggregation(job, aggregation.value)
    : kind === "histogram"
      ? yield* results.histogram(job, options)
      : yield* results.probabilities(job, options)
  const shown = yield* inPlace(distribution, map)
  const outcome = { kind: "distribution", distribution: shown, registers: {} } as const
  yield* showOutcome(outcome, bitstrings(shown, flags), format, flags, job.name ?? job.id)
}, connected)

const decodeNative = Schema.decodeUnknownResult(NativeCircuit)

/** Reads a compiled circuit. For a job on the simulator, which does not compile, a missing file fails with a hint. */
const compiled =
  (jobId: string) =>
  <A>(file: Effect.Effect<A, ReadError>) =>
    Effect.catchTag(file, ["NotFoundError", "MissingResultError"], (error) =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const { backend } = yield* jobs.get(jobId)
        if (backend !== "simulator") return yield* error
        return yield* new CommandError({
          reason: "usage",
          message: `Job ${jobId} ran on the simulator, which does not compile circuits`,
          hint: "Compile the circuit here: ionq compile FILE --target ms, or --target zz",
          exitCode: exitCodes.notFound,
        })
      }),
    )

export const circuit = Effect.fn("cli.jobs.circuit")(function* (flags: CircuitInput) {
  const results = yield* Results
  if (flags.lang === "qasm3") {
    const program = yield* compiled(flags.job)(results.compiledQasm3(flags.job))
    return yield* show({ qasm3: program }, () => program)
  }
  const program = yield* compiled(flags.job)(results.compiledNative(flags.job))
  yield* show(program, (_, screen) =>
    Result.match(decodeNative({ gateset: "native", ...program }), {
      // A gate that this version does not know can be printed as JSON, but not drawn.
      onFailure: () => JSON.stringify(program, undefined, 2),
      onSuccess: (input) =>
        Circuit.draw(Circuit.fromInput(input), {
          width: Option.getOrElse(flags.width, () => Math.min(screen.columns, 100)),
        }),
    }),
  )
}, connected)
