/**
 * The owner of an API key, and the usage of its organization.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { loose, maybe, openWord } from "./wire.ts"

/**
 * The response of `GET /whoami`: the key in use, without its secret.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Whoami = Schema.Struct({
  key_id: Schema.String,
  key_name: Schema.String,
  project_id: maybe(Schema.String),
}).annotate({ identifier: "Whoami" })

/** @category models @since 0.1.0 */
export interface Whoami extends Schema.Struct.Type<typeof Whoami.fields> {}

const Amounts = maybe(
  Schema.Array(Schema.Struct({ amount: maybe(Schema.Finite), unit: maybe(Schema.String) })),
)

const spent = {
  amount: maybe(Schema.Finite),
  amount_unit: maybe(Schema.String),
  amounts: Amounts,
  job_count: maybe(Schema.Finite),
  time_us: maybe(Schema.Finite),
}

/**
 * The usage of one day, week or month, with the groups of the highest usage. `time_us` is QPU time in microseconds.
 *
 * @category schemas
 * @since 0.1.0
 */
export const UsagePeriod = Schema.Struct({
  from: maybe(Schema.String),
  ...spent,
  group_usages: maybe(
    Schema.Array(
      Schema.Struct({ ...spent, group_id: maybe(Schema.String), group_name: maybe(Schema.String) }),
    ),
  ),
}).annotate({ identifier: "Usage" })

/** @category models @since 0.1.0 */
export interface UsagePeriod extends Schema.Struct.Type<typeof UsagePeriod.fields> {}

/**
 * The usage of QPUs between two dates, most recent period first. IonQ's specification requires `start_date` and
 * `end_date`, while its servers send `usage_from` and `usage_to`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Usage = Schema.Struct({
  organization: maybe(Schema.String),
  group_type: maybe(openWord("job", "project", "user")),
  modality: maybe(openWord("daily", "weekly", "monthly")),
  // Required by IonQ's specification, which does not define them.
  start_date: loose(maybe(Schema.String)),
  end_date: loose(maybe(Schema.String)),
  usage_from: maybe(Schema.String),
  usage_to: maybe(Schema.String),
  usage_unit: maybe(Schema.String),
  amount_total: maybe(Schema.Finite),
  amount_totals: Amounts,
  amount_unit: maybe(Schema.String),
  job_count: maybe(Schema.Finite),
  time_us_total: maybe(Schema.Finite),
  usage_data: maybe(Schema.Array(UsagePeriod)),
}).annotate({ identifier: "Usages" })

/** @category models @since 0.1.0 */
export interface Usage extends Schema.Struct.Type<typeof Usage.fields> {}
