import { Effect, type Scope, Stream } from "effect"
import { formats } from "../../schema/Result.ts"
import { isNative } from "./nativeCircuit.ts"
import { inChunks } from "./textChunks.ts"
import { aggregate, aggregations, isDebiased, type Variant, variantsOf } from "./debiasing.ts"
import { type EmulatedJob, hasResults, shotsOf, statusAt } from "./EmulatedJob.ts"
import type { Measured } from "./Outcome.ts"
import { countShots, dealShots } from "./dealShots.ts"
import { bitsOf, decimalOf, fractionsOf, placesOf, statesOf, type StateTable } from "./StateTable.ts"

/** The data from which an artifact is created. */
export interface Materials {
  readonly measured: Measured
  /** Each child with its outcome, which is in use until its scope closes; undefined if its simulation failed. */
  readonly children: ReadonlyArray<{
    readonly job: EmulatedJob
    readonly measured: Effect.Effect<Measured | undefined, never, Scope.Scope>
  }>
}

/** A text in pieces: a stream if creating a piece may have to wait. */
export type Pieces = Iterable<string> | Stream.Stream<string>

/** An output of a completed job. */
export interface Artifact {
  readonly id: string
  readonly format: string
  readonly mediaType: "application/json" | "text/plain"
  /** The kind of result, by its name on older servers. */
  readonly kind: "probabilities" | "histogram" | "shots" | "compiled" | "aggregation"
  /** The id of the debiasing variant to which the artifact belongs; undefined for an artifact of the whole job. */
  readonly variant: string | undefined
  /**
   * Creates the text in pieces, so that a large text is never in memory as a whole. Returns undefined if the job has no
   * measured circuit. A compiled file (`native` or `qasm3`) is created by a task instead.
   */
  readonly text: ((materials: Materials) => Pieces | undefined) | "native" | "qasm3"
}

/** The artifacts of a job at a time. A dry run has only its compiled circuits. */
export const artifactsAt = (job: EmulatedJob, now: number): ReadonlyArray<Artifact> => {
  if (hasResults(job, now)) return artifactsOf(job)
  return statusAt(job, now) === "completed" ? artifactsOf(job).filter(({ kind }) => kind === "compiled") : []
}

/** All artifacts of a completed job. */
const artifactsOf = (job: EmulatedJob): ReadonlyArray<Artifact> => {
  switch (job.request.type) {
    case "ionq.multi-circuit.v1":
      return [json("aggregate", formats.probabilitiesByChild, "probabilities", byChild)]
    case "ionq.circuit.v1":
    case "ionq.qasm3.v1": {
      const variants = variantsOf(job)
      return [
        ...results(job, undefined),
        ...variants.flatMap((variant) => results(job, variant)),
        ...(isDebiased(job.request, job.workload) ? aggregated(job) : []),
        ...compiled(job),
      ]
    }
    default:
      return []
  }
}

/** The probabilities of each child, read one after the other, so that only one outcome is in use at a time. */
const forChildren = (
  { children }: Materials,
  probabilitiesOf: (job: EmulatedJob, measured: MeasuredCircuit) => StateTable,
): Stream.Stream<string> => {
  let comma = "{"
  const objects = Stream.flatMap(Stream.fromIterable(children), ({ job, measured }) =>
    Stream.unwrap(
      Effect.map(measured, (measured) => {
        if (measured === undefined) return Stream.empty
        const head = `${comma}${JSON.stringify(job.id)}:`
        comma = ","
        const values = measured.kind === "circuit" ? byDecimal(probabilitiesOf(job, measured)) : ["{}"]
        return Stream.concat(Stream.succeed(head), inChunks(values))
      }),
    ),
  )
  return Stream.concat(
    objects,
    Stream.suspend(() => Stream.succeed(comma === "{" ? "{}" : "}")),
  )
}

const byChild = (materials: Materials): Pieces =>
  forChildren(materials, (_, measured) => distribution(measured))

/** The probabilities of each child, with plurality voting if they are debiased. */
export const votedByChild = (materials: Materials): Pieces => forChildren(materials, voted)

type MeasuredCircuit = Extract<Measured, { readonly kind: "circuit" }>

/** A job's probabilities after plurality voting over its variants, if it has any. */
export const voted = (job: EmulatedJob, measured: MeasuredCircuit): StateTable =>
  isDebiased(job.request, job.workload)
    ? fractionsOf(aggregation(job, measured, "voting"))
    : distribution(measured)

/** The probabilities of a circuit; counts divided by their sum if there are shots. */
const distribution = ({ table, counted }: MeasuredCircuit): StateTable =>
  counted ? fractionsOf(table) : table

/**
 * The shots of one variant, or of the whole job, as places in the table. The seed is that of the noise model, or else
 * the job's id.
 */
const shotsTaken = (
  job: EmulatedJob,
  { table }: MeasuredCircuit,
  variant: Variant | undefined,
): Uint32Array => {
  const shots = dealShots(table, `${job.request.noise?.seed ?? job.id}`)
  if (variant === undefined) return shots
  let start = 0
  for (const { id, shots } of variantsOf(job)) {
    if (id === variant.id) break
    start += shots
  }
  return shots.subarray(start, start + variant.shots)
}

const json = (
  id: string,
  format: string,
  kind: Artifact["kind"],
  text: Artifact["text"],
  variant?: string,
): Artifact => ({ id, format, mediaType: "application/json", kind, variant, text })

/** The number of states in a piece. */
const stretch = 2 ** 8

/**
 * The values of a table as a JSON object. A stretch without values is an empty piece, so that other fibers can run in
 * between.
 */
function* object(table: StateTable, keyOf: typeof decimalOf): Generator<string> {
  const { values } = table
  let comma = "{"
  for (let from = 0; from < values.length; from += stretch) {
    let text = ""
    for (const place of placesOf(table, from, from + stretch)) {
      text += `${comma}"${keyOf(table, place)}":${values.at(place)!}`
      comma = ","
    }
    yield text
  }
  yield comma === "{" ? "{}" : "}"
}

/** The values of a table as JSON, by decimal state, as in version 1 of the formats. */
export const byDecimal = (table: StateTable): Iterable<string> => object(statesOf(table), decimalOf)

/** The values of a table as JSON, by register and bitstring, as in version 2 of the formats. */
function* inRegister(
  kind: "probabilities" | "histogram",
  table: StateTable,
  measured: MeasuredCircuit,
): Generator<string> {
  yield `{"${kind}":{"registers":{`
  for (const [name, bitsAt] of registersOf(measured)) {
    const read = new Map<string, number>()
    for (const place of placesOf(table)) {
      const bits = bitsAt(place).join("")
      read.set(bits, (read.get(bits) ?? 0) + table.values.at(place)!)
      yield ""
    }
    yield `${JSON.stringify(name)}:`
    let comma = "{"
    for (const [bits, value] of read) {
      yield `${comma}"${bits}":${value}`
      comma = ","
    }
    yield comma === "{" ? "{}," : "},"
  }
  yield '"output_all":'
  yield* object(statesOf(table), bitsOf)
  yield "}}}"
}

/** The bits of a program's register in a row of a table. */
type Register = readonly [name: string, bitsAt: (place: number) => ReadonlyArray<number>]

/** The registers of a program. The ideal simulator has none, as at IonQ. */
const registersOf = ({ counted, table, registers = {}, bits }: MeasuredCircuit): ReadonlyArray<Register> => {
  if (!counted) return []
  if (bits !== undefined) {
    return Object.entries(bits).map(([name, map]) => [
      name,
      (place) => map.map((bit) => (table.bits?.[place]?.[bit] === "1" ? 1 : 0)),
    ])
  }
  return Object.entries(registers).map(([name, map]) => [
    name,
    (place) => {
      const all = bitsOf(table, place)
      // A bit into which nothing was measured is 0.
      return map.map((qubit) => (qubit !== null && all[qubit] === "1" ? 1 : 0))
    },
  ])
}

/** The shots in their order, as decimal states. */
function* shotList({ table }: MeasuredCircuit, shots: Uint32Array): Generator<string> {
  let comma = "["
  for (const place of shots) {
    yield `${comma}"${decimalOf(table, place)}"`
    comma = ","
  }
  yield comma === "[" ? "[]" : "]"
}

/** The shots in their order, as bits by register. */
function* shotRegisters(measured: MeasuredCircuit, shots: Uint32Array): Generator<string> {
  const registers = registersOf(measured)
  // Most shots repeat an earlier state, so the text of each state is cached.
  const known = new Map<number, string>()
  let comma = '{"shots":['
  for (const place of shots) {
    let text = known.get(place)
    if (text === undefined) {
      const all = bitsOf(measured.table, place)
      const own = registers.map(([name, bitsAt]) => `${JSON.stringify(name)}:[${bitsAt(place).join(",")}],`)
      text = `{"registers":{${own.join("")}"output_all":[${[...all].join(",")}]}}`
      if (known.size < mostKnown) known.set(place, text)
    }
    yield `${comma}${text}`
    comma = ","
  }
  yield comma === "," ? "]}" : '{"shots":[]}'
}

const mostKnown = 10_000

const results = (job: EmulatedJob, variant: Variant | undefined): ReadonlyArray<Artifact> => {
  const prefix = variant === undefined ? "" : `${variant.id}.`
  const add = (
    name: string,
    format: string,
    kind: Artifact["kind"],
    text: (measured: MeasuredCircuit) => Iterable<string>,
  ) =>
    json(
      `${prefix}${name}`,
      format,
      kind,
      ({ measured }) => (measured.kind === "circuit" ? text(measured) : undefined),
      variant?.id,
    )
  const counts = (measured: MeasuredCircuit) =>
    variant === undefined ? measured.table : countShots(measured.table, shotsTaken(job, measured, variant))
  const probabilities = (measured: MeasuredCircuit) =>
    measured.counted ? fractionsOf(counts(measured)) : measured.table
  const always = [
    add("probabilities.v1", formats.probabilitiesV1, "probabilities", (measured) =>
      byDecimal(probabilities(measured)),
    ),
    add("probabilities.v2", formats.probabilitiesV2, "probabilities", (measured) =>
      inRegister("probabilities", probabilities(measured), measured),
    ),
  ]
  if (shotsOf(job.request) === undefined) return always
  const shots = (measured: MeasuredCircuit) => shotsTaken(job, measured, variant)
  return [
    ...always,
    add("histogram.v1", formats.histogramV1, "histogram", (measured) => byDecimal(counts(measured))),
    add("histogram.v2", formats.histogramV2, "histogram", (measured) =>
      inRegister("histogram", counts(measured), measured),
    ),
    add("shots.v1", formats.shotsV1, "shots", (measured) => shotList(measured, shots(measured))),
    add("shots.v2", formats.shotsV2, "shots", (measured) => shotRegisters(measured, shots(measured))),
  ]
}

const aggregated = (job: EmulatedJob): ReadonlyArray<Artifact> =>
  aggregations.map((method) =>
    json(`aggregation.${method}`, formats.histogramV2, "aggregation", ({ measured }) =>
      measured.kind === "circuit"
        ? inRegister("histogram", aggregation(job, measured, method), measured)
        : undefined,
    ),
  )

/** The counts of one way to aggregate the variants of a debiased job. */
export const aggregation = (
  job: EmulatedJob,
  measured: MeasuredCircuit,
  method: (typeof aggregations)[number],
): StateTable =>
  aggregate(
    method,
    measured.table,
    variantsOf(job).map((variant) => shotsTaken(job, measured, variant)),
  )

/** The compiled circuit. The emulator runs the original, which has the same outcome. */
const compiled = (job: EmulatedJob): ReadonlyArray<Artifact> => {
  if (job.request.type !== "ionq.circuit.v1" && job.request.type !== "ionq.qasm3.v1") return []
  const file = (id: "native" | "qasm3", mediaType: Artifact["mediaType"]): Artifact => ({
    id,
    format: formats[id],
    mediaType,
    kind: "compiled",
    variant: undefined,
    text: id,
  })
  const qasm3 = file("qasm3", "text/plain")
  return isNative(job) && job.workload.dynamic !== true
    ? [file("native", "application/json"), qasm3]
    : [qasm3]
}
