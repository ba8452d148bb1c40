/**
 * Reports of drivers: the telemetry of cryostats, and the steps of jobs.
 *
 * @since 0.2.0
 */
import { Context, type DateTime, Effect, Layer, Option, Schema, Stream } from "effect"
import { freshPer } from "../client/layerPer.ts"
import type { InvalidRequestError } from "../errors/call.ts"
import type { FilterError } from "./errors/jobErrors.ts"
import type { QpiForbiddenError, QpiNotFoundError, QpiUnauthorizedError } from "./errors/statusErrors.ts"
import { type QpiCallError, QpiClient } from "./QpiClient.ts"
import { and, atLeast, equals, type Filter } from "./records/filter.ts"
import { type ListOptions, recordStream } from "./records/pages.ts"
import { type EventRecord, Readings } from "./schema/Driver.ts"

type EventError =
  | QpiCallError
  | QpiUnauthorizedError
  | QpiForbiddenError
  | QpiNotFoundError
  | FilterError
  | InvalidRequestError

/**
 * The value of one channel of a cryostat, in the driver's unit, often kelvin.
 *
 * @category models
 * @since 0.2.0
 */
export interface Reading {
  /** The time of the measurement, as sent by the driver. */
  readonly at: string
  readonly driver: string
  readonly qpu: string
  readonly channel: string
  readonly value: number
  readonly unit: string | undefined
}

/**
 * Which readings to list.
 *
 * @category options
 * @since 0.2.0
 */
export interface ReadingOptions {
  /** The id of a processor. */
  readonly qpu?: string | undefined
  /** The id of a driver. */
  readonly driver?: string | undefined
  readonly since?: DateTime.DateTime | Date | undefined
  /** The channel, e.g. `mxc`. Default: all. */
  readonly channel?: string | undefined
}

/**
 * The methods of {@link Events}.
 *
 * @category services
 * @since 0.2.0
 */
export interface EventsService {
  /** All events, oldest first. */
  readonly list: (options?: ListOptions) => Stream.Stream<EventRecord, EventError>
  /** The readings of cryostats, oldest first. Events without a reading are skipped. */
  readonly readings: (options?: ReadingOptions) => Stream.Stream<Reading, EventError>
}

const decodeReadings = Schema.decodeUnknownOption(Schema.Struct({ readings: Readings }))

/**
 * The service of events: lists them, and the readings of cryostats in them. It needs no credentials.
 *
 * @category services
 * @since 0.2.0
 */
export class Events extends Context.Service<Events, EventsService>()("effect-ionq/qpi/Events") {
  static readonly layer: Layer.Layer<Events, never, QpiClient> = Layer.effect(
    Events,
    Effect.map(QpiClient, ({ eventRecords }) => {
      const list = (options?: ListOptions) => recordStream(eventRecords.list, "created", options)
      return Events.of({
        list,
        readings: ({ qpu, driver, since, channel }: ReadingOptions = {}) => {
          const filters: ReadonlyArray<Filter> = [
            equals("type", "CryostatReading"),
            ...(qpu === undefined ? [] : [equals("qpu", qpu)]),
            ...(driver === undefined ? [] : [equals("driver", driver)]),
            ...(since === undefined ? [] : [atLeast("ts", since)]),
          ]
          return Stream.flatMap(list({ filter: and(...filters) }), (event) =>
            Stream.fromIterable(
              readingsIn(event).filter((reading) => channel === undefined || reading.channel === channel),
            ),
          )
        },
      })
    }),
  ).pipe(freshPer(QpiClient))
}

const readingsIn = ({ payload, ts, driver, qpu }: EventRecord): ReadonlyArray<Reading> =>
  Option.match(decodeReadings(payload), {
    onNone: () => [],
    onSome: ({ readings }) =>
      Object.entries(readings).map(([channel, { value, unit }]) => ({
        at: ts,
        driver,
        qpu,
        channel,
        value,
        unit: unit ?? undefined,
      })),
  })
