/**
 * Quantum processors.
 *
 * @since 0.2.0
 */
import { Context, Effect, Layer, type Stream } from "effect"
import { freshPer } from "../client/layerPer.ts"
import type { InvalidRequestError } from "../errors/call.ts"
import { AmbiguousQpuError, type FilterError, QpuNotFoundError } from "./errors/jobErrors.ts"
import type { QpiForbiddenError, QpiNotFoundError, QpiUnauthorizedError } from "./errors/statusErrors.ts"
import { equals, renderEffect } from "./records/filter.ts"
import { type ListOptions, recordStream } from "./records/pages.ts"
import { isRecordId } from "./schema/Record.ts"
import type { NewQpu, Qpu, QpuRecord, Switched } from "./schema/Qpu.ts"
import { type QpiCallError, QpiClient } from "./QpiClient.ts"
import { aboutIts } from "../signals/annotate.ts"

type RecordError = QpiCallError | QpiUnauthorizedError | QpiForbiddenError | QpiNotFoundError

/**
 * The methods of {@link Qpus}.
 *
 * @category services
 * @since 0.2.0
 */
export interface QpusService {
  /** All processors, including those that are offline. */
  readonly list: (
    options?: ListOptions,
  ) => Stream.Stream<QpuRecord, RecordError | FilterError | InvalidRequestError>
  /** The processors that are online. */
  readonly online: Effect.Effect<ReadonlyArray<Qpu>, QpiCallError>
  /** A processor by its id. */
  readonly get: (id: string) => Effect.Effect<Qpu, QpiCallError | QpiNotFoundError>
  /** A processor by its name. Names are not unique: several with the same name are an `AmbiguousQpuError`. */
  readonly byName: (
    name: string,
  ) => Effect.Effect<QpuRecord, RecordError | FilterError | QpuNotFoundError | AmbiguousQpuError>
  /** A processor by its id or, if no processor has this id, by its name. */
  readonly resolve: (
    idOrName: string,
  ) => Effect.Effect<Qpu, RecordError | FilterError | QpuNotFoundError | AmbiguousQpuError>
  /** Creates a processor, which is offline until a driver connects. For superusers. */
  readonly create: (
    qpu: NewQpu,
  ) => Effect.Effect<Switched, QpiCallError | QpiUnauthorizedError | QpiForbiddenError>
  /** Switches a processor on or off. A processor with a driver runs jobs in either case. For superusers. */
  readonly toggle: (id: string, enabled: boolean) => Effect.Effect<Switched, RecordError>
}

/**
 * The service of processors. Reading needs no credentials.
 *
 * @category services
 * @since 0.2.0
 */
export class Qpus extends Context.Service<Qpus, QpusService>()("effect-ionq/qpi/Qpus") {
  static readonly layer: Layer.Layer<Qpus, never, QpiClient> = Layer.effect(
    Qpus,
    Effect.gen(function* () {
      const { qpuRecords, qpus } = yield* QpiClient
      const list = (options?: ListOptions) => recordStream(qpuRecords.list, "id", options)
      const byName = Effect.fn("Qpus.byName")(function* (name: string) {
        const filter = yield* renderEffect(equals("name", name))
        const { items } = yield* qpuRecords.list({
          query: { filter, sort: "id", perPage: 100, skipTotal: true },
        })
        const [first, second] = items
        if (first === undefined) {
          return yield* new QpuNotFoundError({
            name,
            message: `There is no processor ${JSON.stringify(name)}`,
          })
        }
        if (second !== undefined) {
          const ids = items.map(({ id }) => id)
          const message = `${items.length} processors are called ${JSON.stringify(name)}: ${ids.join(", ")}`
          return yield* new AmbiguousQpuError({ name, ids, message })
        }
        return first
      }, aboutQpu)
      return Qpus.of({
        list,
        online: Effect.withSpan(qpus.list(), "Qpus.online"),
        get: Effect.fn("Qpus.get")((id: string) => qpus.get({ params: { id } }), aboutRecord),
        byName,
        resolve: Effect.fn("Qpus.resolve")(
          (idOrName: string) =>
            isRecordId(idOrName)
              ? Effect.catchTag(qpus.get({ params: { id: idOrName } }), "QpiNotFoundError", () =>
                  byName(idOrName),
                )
              : byName(idOrName),
          aboutQpu,
        ),
        create: Effect.fn("Qpus.create")((payload) => qpus.create({ payload })),
        toggle: Effect.fn("Qpus.toggle")(
          (id: string, enabled: boolean) => qpus.toggle({ payload: { id, enabled } }),
          aboutRecord,
        ),
      })
    }),
  ).pipe(freshPer(QpiClient))
}

const aboutQpu = aboutIts("qpi.qpu")
const aboutRecord = aboutIts("qpi.record.id")
