import { Effect, Option } from "effect"
import { QpiClient } from "effect-ionq/qpi"
import { payloadOf } from "effect-ionq/qpi/schema/Job"

/** How a job goes. */
export interface Course {
  /** From its submission until it runs, and from then until its end, in milliseconds. */
  readonly dispatch?: number
  readonly run?: number
}

/** What a program that only prepares |0...0> gives; other programs get the same. */
export const resultsOf = (payload: unknown) => {
  const known = Option.getOrThrow(payloadOf({ payload }))
  const parts = known.circuits.flatMap(({ circuit, shots, parameter_values: sets }) =>
    (sets ?? [[]]).map(() => {
      const bits = Number(/bit\[(\d+)\]/.exec(circuit.replaceAll(/qubit\[\d+\]/g, ""))?.[1] ?? 1)
      const count = shots ?? known.shots ?? 1024
      return { counts: { ["0".repeat(bits)]: count }, shots: count }
    }),
  )
  return { backend: "stand-in", success: true, shots: parts[0]?.shots ?? 0, circuit_results: parts }
}

/** Makes a processor that is online, on which every job runs as long as the scope lasts. */
export const serve = Effect.fnUntraced(function* (name: string) {
  const { qpuRecords, qpus } = yield* QpiClient
  const { id } = yield* qpus.create({ payload: { name, num_qubits: 14 } })
  yield* qpuRecords.update({ params: { id }, payload: { status: "online" } })
  yield* Effect.forkScoped(drive(id))
})

/** Runs whatever is pending on a processor, as a superuser who writes into the records. */
export const drive = Effect.fnUntraced(function* (qpu: string, { dispatch = 20, run = 20 }: Course = {}) {
  const { jobRecords } = yield* QpiClient
  const known = new Set<string>()
  const now = Effect.sync(() => new Date().toISOString().replace("T", " "))
  const one = Effect.fnUntraced(function* (id: string, payload: unknown) {
    yield* Effect.sleep(dispatch)
    const update = (changes: NonNullable<Parameters<typeof jobRecords.update>[0]["payload"]>) =>
      jobRecords.update({ params: { id }, payload: changes })
    const { status } = yield* jobRecords.get({ params: { id } })
    if (status !== "pending") return
    yield* update({ status: "running" })
    yield* Effect.sleep(run)
    const job = yield* jobRecords.get({ params: { id } })
    if (job.status !== "running") return
    yield* update({
      status: "completed",
      results: resultsOf(payload),
      duration: run / 1000,
      finished_at: yield* now,
    })
  })
  while (true) {
    const { items } = yield* jobRecords.list({
      query: { filter: `status='pending' && qpu_target='${qpu}'`, perPage: 200, skipTotal: true },
    })
    for (const { id, payload } of items) {
      if (known.has(id)) continue
      known.add(id)
      yield* Effect.forkChild(Effect.ignore(one(id, payload)))
    }
    yield* Effect.sleep(20)
  }
})
