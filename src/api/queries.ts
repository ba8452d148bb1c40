import { Schema } from "effect"
import { JobStatus } from "../schema/Job.ts"
import { openWord } from "../schema/wire.ts"
import { queryList } from "./queryList.ts"

const limit = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/**
 * The filters of a list of jobs. `target` takes one backend or several joined by commas; `next` is a page's cursor.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobsQuery = Schema.Struct({
  ids: Schema.optionalKey(queryList),
  parent_job_id: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(JobStatus),
  target: Schema.optionalKey(Schema.String),
  session_id: Schema.optionalKey(Schema.String),
  submitter_id: Schema.optionalKey(Schema.String),
  limit: Schema.optionalKey(limit),
  next: Schema.optionalKey(Schema.String),
})

/** @category models @since 0.1.0 */
export interface JobsQuery extends Schema.Struct.Type<typeof JobsQuery.fields> {}

/**
 * The range of characterizations: from `start` until before `end` (dates such as `2026-12-31`), at most 10 per page.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CharacterizationsQuery = Schema.Struct({
  start: Schema.optionalKey(Schema.String),
  end: Schema.optionalKey(Schema.String),
  limit: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10 }))),
  page: Schema.optionalKey(limit),
})

/** @category models @since 0.1.0 */
export interface CharacterizationsQuery extends Schema.Struct.Type<typeof CharacterizationsQuery.fields> {}

/**
 * The range of the usage: from `start_date`, inclusive, until `end_date`, exclusive.
 *
 * @category schemas
 * @since 0.1.0
 */
export const UsageQuery = Schema.Struct({
  start_date: Schema.String,
  end_date: Schema.String,
  group_by: openWord("job", "project", "user"),
  modality: openWord("daily", "weekly", "monthly"),
})

/** @category models @since 0.1.0 */
export interface UsageQuery extends Schema.Struct.Type<typeof UsageQuery.fields> {}
