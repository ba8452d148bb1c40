/**
 * Drivers, which serve processors and cryostats.
 *
 * @since 0.2.0
 */
import { Context, Effect, Layer, Redacted, type Stream, Struct } from "effect"
import { freshPer } from "../client/layerPer.ts"
import type { InvalidRequestError } from "../errors/call.ts"
import type { FilterError } from "./errors/jobErrors.ts"
import type { QpiForbiddenError, QpiNotFoundError, QpiUnauthorizedError } from "./errors/statusErrors.ts"
import { type QpiCallError, QpiClient } from "./QpiClient.ts"
import { type ListOptions, recordStream } from "./records/pages.ts"
import type { CreatedDriver, DriverRecord, NewDriver } from "./schema/Driver.ts"
import type { Switched } from "./schema/Qpu.ts"
import { aboutIts } from "../signals/annotate.ts"

type RecordError = QpiCallError | QpiUnauthorizedError | QpiForbiddenError | QpiNotFoundError

/**
 * A new driver with its token, which is shown only once.
 *
 * @category models
 * @since 0.2.0
 */
export interface NewDriverToken extends Omit<CreatedDriver, "token"> {
  readonly token: Redacted.Redacted
}

/**
 * The methods of {@link Drivers}.
 *
 * @category services
 * @since 0.2.0
 */
export interface DriversService {
  /** All drivers. Needs no credentials. */
  readonly list: (
    options?: ListOptions,
  ) => Stream.Stream<DriverRecord, RecordError | FilterError | InvalidRequestError>
  readonly get: (id: string) => Effect.Effect<DriverRecord, RecordError>
  /** Creates a driver for a processor. For superusers. */
  readonly create: (
    driver: NewDriver,
  ) => Effect.Effect<NewDriverToken, QpiCallError | QpiUnauthorizedError | QpiForbiddenError>
  /** Enables or disables a driver. For superusers. */
  readonly toggle: (id: string, enabled: boolean) => Effect.Effect<Switched, RecordError>
}

/**
 * The service of drivers: lists, creates, enables and disables them.
 *
 * @category services
 * @since 0.2.0
 */
export class Drivers extends Context.Service<Drivers, DriversService>()("effect-ionq/qpi/Drivers") {
  static readonly layer: Layer.Layer<Drivers, never, QpiClient> = Layer.effect(
    Drivers,
    Effect.map(QpiClient, ({ driverRecords, drivers }) =>
      Drivers.of({
        list: (options) => recordStream(driverRecords.list, "id", options),
        get: Effect.fn("Drivers.get")((id: string) => driverRecords.get({ params: { id } }), aboutRecord),
        create: Effect.fn("Drivers.create")((payload) =>
          Effect.map(drivers.create({ payload }), (created) => ({
            ...Struct.omit(created, ["token"]),
            token: Redacted.make(created.token),
          })),
        ),
        toggle: Effect.fn("Drivers.toggle")(
          (id: string, enabled: boolean) => drivers.toggle({ payload: { id, enabled } }),
          aboutRecord,
        ),
      }),
    ),
  ).pipe(freshPer(QpiClient))
}

const aboutRecord = aboutIts("qpi.record.id")
