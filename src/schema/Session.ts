/**
 * Sessions: exclusive time on a backend, with limits.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { loose, maybe, openWord } from "./wire.ts"
import { BackendName } from "./Backend.ts"

/**
 * A spending limit, e.g. `{ unit: "usd", value: 100 }`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SessionCostLimit = Schema.Struct({
  unit: Schema.optionalKey(Schema.String),
  value: Schema.Finite,
}).annotate({ identifier: "SessionCostLimit" })

/**
 * The limits of a new session. `duration_limit_min` is in minutes.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SessionLimits = Schema.Struct({
  job_count_limit: Schema.optionalKey(Schema.Int),
  duration_limit_min: Schema.optionalKey(Schema.Int),
  cost_limit: Schema.optionalKey(SessionCostLimit),
}).annotate({ identifier: "SessionSettingsRequest" })

/** @category models @since 0.1.0 */
export interface SessionLimits extends Schema.Struct.Type<typeof SessionLimits.fields> {}

/**
 * The body of `POST /sessions`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SessionRequest = Schema.Struct({
  backend: BackendName,
  settings: Schema.optionalKey(SessionLimits),
}).annotate({ identifier: "CreateSessionRequest" })

/** @category models @since 0.1.0 */
export interface SessionRequest extends Schema.Struct.Type<typeof SessionRequest.fields> {}

/**
 * A session as the server returns it. Times are ISO 8601. The server sets `settings.expires_at`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Session = Schema.Struct({
  id: Schema.String,
  status: openWord("created", "started", "ended"),
  active: maybe(Schema.Boolean),
  backend: maybe(BackendName),
  created_at: maybe(Schema.String),
  started_at: maybe(Schema.String),
  ended_at: maybe(Schema.String),
  organization_id: maybe(Schema.String),
  project_id: maybe(Schema.String),
  creator_id: maybe(Schema.String),
  ender_id: maybe(Schema.String),
  settings: maybe(
    Schema.Struct({
      job_count_limit: maybe(Schema.Int),
      duration_limit_min: maybe(Schema.Int),
      cost_limit: maybe(Schema.Struct({ unit: maybe(Schema.String), value: Schema.Finite })),
      expires_at: maybe(Schema.String),
    }),
  ),
}).annotate({ identifier: "Session" })

/** @category models @since 0.1.0 */
export interface Session extends Schema.Struct.Type<typeof Session.fields> {}

/**
 * All sessions of an organization.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SessionList = Schema.Struct({
  organization_id: maybe(Schema.String),
  sessions: loose(Schema.Array(Session)),
}).annotate({ identifier: "SessionsResponse" })

/** @category models @since 0.1.0 */
export interface SessionList extends Schema.Struct.Type<typeof SessionList.fields> {}
