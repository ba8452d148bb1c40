/**
 * The contract: every endpoint of IonQ's API, with its path, query, payload, success and declared errors.
 *
 * The client, the emulator and the OpenAPI document are derived from it. A path is relative to the base URL, which
 * ends in `/v0.4`.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import {
  HttpApi,
  HttpApiEndpoint,
  HttpApiGroup,
  HttpApiMiddleware,
  HttpApiSchema,
  HttpApiSecurity,
  OpenApi,
} from "effect/http-api"
import { plainQueries } from "./api/openapi.ts"
import { queryList } from "./api/query.ts"
import {
  BadRequest,
  Conflict,
  NotFound,
  PayloadTooLarge,
  PermissionDenied,
  RateLimit,
  Unauthorized,
} from "./api/wireErrors.ts"
import { AnyContent, Idempotent } from "./client/annotations.ts"
import { loose, openWord, queryFlag } from "./schema/wire.ts"
import { Usage, Whoami } from "./schema/Account.ts"
import { Backend } from "./schema/Backend.ts"
import { Characterization, CharacterizationPage } from "./schema/Characterization.ts"
import { Estimate, EstimateQuery, JobCost } from "./schema/Cost.ts"
import { Job, JobIds, JobPage, JobReceipt, JobsReceipt, JobStatus, SubmittedJob } from "./schema/Job.ts"
import { JobChanges, WireJobRequest } from "./schema/JobRequest.ts"
import { Histogram, Probabilities, ProbabilitiesByChild, ShotsV1, VariantShots } from "./schema/Result.ts"
import { Session, SessionList, SessionRequest } from "./schema/Session.ts"

/**
 * The errors that every endpoint declares: 400, 401, 403 and 429.
 *
 * @category middleware
 * @since 0.1.0
 */
export class CommonErrors extends HttpApiMiddleware.Service<CommonErrors>()(
  "effect-ionq/IonQApi/CommonErrors",
  {
    error: [BadRequest, Unauthorized, PermissionDenied, RateLimit],
  },
) {}

/**
 * `Authorization: apiKey <key>`, on every endpoint except the backends and their lists of characterizations.
 *
 * @category middleware
 * @since 0.1.0
 */
export class ApiKeyAuth extends HttpApiMiddleware.Service<ApiKeyAuth>()("effect-ionq/IonQApi/ApiKeyAuth", {
  security: { apiKeyAuth: HttpApiSecurity.http({ scheme: "apiKey" }) },
  error: [Unauthorized, PermissionDenied],
}) {}

export { AnyContent, Idempotent }

const uuid = { uuid: Schema.String }
const variant = { ...uuid, variantId: Schema.String }
const session = { sessionId: Schema.String }
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

class AccountGroup extends HttpApiGroup.make("account")
  .add(HttpApiEndpoint.get("whoami", "/whoami", { success: Whoami }))
  .add(
    HttpApiEndpoint.get("usage", "/organizations/:organizationId/usage", {
      params: { organizationId: Schema.String },
      query: UsageQuery,
      success: Usage,
      error: NotFound,
    }),
  )
  .middleware(ApiKeyAuth) {}

class BackendsGroup extends HttpApiGroup.make("backends")
  .add(HttpApiEndpoint.get("list", "/backends", { success: loose(Schema.Array(Backend)) }))
  .add(
    HttpApiEndpoint.get("get", "/backends/:backend", {
      params: { backend: Schema.String },
      success: Backend,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.get("characterizations", "/backends/:backend/characterizations", {
      params: { backend: Schema.String },
      query: CharacterizationsQuery,
      success: CharacterizationPage,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.get("characterization", "/backends/:backend/characterizations/:uuid", {
      params: { backend: Schema.String, uuid: Schema.String },
      success: Characterization,
      error: NotFound,
    }).middleware(ApiKeyAuth),
  ) {}

class JobsGroup extends HttpApiGroup.make("jobs")
  .add(
    HttpApiEndpoint.post("create", "/jobs", {
      payload: WireJobRequest,
      success: SubmittedJob.pipe(HttpApiSchema.status(201)),
      error: [Conflict, PayloadTooLarge],
    }),
  )
  .add(HttpApiEndpoint.get("list", "/jobs", { query: JobsQuery, success: JobPage }))
  .add(HttpApiEndpoint.get("get", "/jobs/:uuid", { params: uuid, success: Job, error: NotFound }))
  .add(
    HttpApiEndpoint.delete("delete", "/jobs/:uuid", {
      params: uuid,
      success: JobReceipt,
      error: [NotFound, Conflict],
    }),
  )
  .add(
    HttpApiEndpoint.delete("deleteMany", "/jobs", {
      payload: JobIds,
      success: JobsReceipt,
      error: [NotFound, Conflict],
    }),
  )
  .add(
    HttpApiEndpoint.put("cancel", "/jobs/:uuid/status/cancel", {
      params: uuid,
      success: JobReceipt,
      error: [NotFound, Conflict],
    }),
  )
  .add(
    HttpApiEndpoint.put("cancelMany", "/jobs/status/cancel", {
      payload: JobIds,
      success: JobsReceipt,
      error: [NotFound, Conflict],
    }),
  )
  .add(HttpApiEndpoint.get("cost", "/jobs/:uuid/cost", { params: uuid, success: JobCost, error: NotFound }))
  .add(HttpApiEndpoint.get("estimate", "/jobs/estimate", { query: EstimateQuery, success: Estimate }))
  .add(
    HttpApiEndpoint.post("clone", "/jobs/:uuid/clone", {
      params: uuid,
      payload: JobChanges,
      success: SubmittedJob.pipe(HttpApiSchema.status(201)),
      error: [NotFound, Conflict, PayloadTooLarge],
    }),
  )
  .add(
    HttpApiEndpoint.post("move", "/jobs/:uuid/move", {
      params: uuid,
      payload: JobChanges,
      success: SubmittedJob.pipe(HttpApiSchema.status(201)),
      error: [NotFound, Conflict, PayloadTooLarge],
    }),
  )
  .middleware(ApiKeyAuth) {}

class ResultsGroup extends HttpApiGroup.make("results")
  .add(
    HttpApiEndpoint.get("probabilities", "/jobs/:uuid/results/probabilities", {
      params: uuid,
      query: { sharpen: Schema.optionalKey(queryFlag) },
      success: Probabilities,
      error: NotFound,
    }),
  )
  .add(
    // IonQ does not document this endpoint, but the parents of multi-circuit jobs link to it, and other clients read
    // it.
    HttpApiEndpoint.get("probabilitiesByChild", "/jobs/:uuid/results/probabilities/aggregated", {
      params: uuid,
      query: { sharpen: Schema.optionalKey(queryFlag) },
      success: ProbabilitiesByChild,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.get("histogram", "/jobs/:uuid/results/histogram", {
      params: uuid,
      success: Histogram,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.get("shots", "/jobs/:uuid/results/shots", {
      params: uuid,
      success: ShotsV1,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.get("variantProbabilities", "/jobs/:uuid/variants/:variantId/results/probabilities", {
      params: variant,
      success: Probabilities,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.get("variantHistogram", "/jobs/:uuid/variants/:variantId/results/histogram", {
      params: variant,
      success: Histogram,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.get("variantShots", "/jobs/:uuid/variants/:variantId/results/shots", {
      params: variant,
      success: VariantShots,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.get("compiled", "/jobs/:uuid/circuits/:lang", {
      params: { ...uuid, lang: openWord("native", "qasm3") },
      success: Schema.String,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.get("artifact", "/jobs/:uuid/artifacts/:artifactId", {
      params: { ...uuid, artifactId: Schema.String },
      success: Schema.Unknown,
      error: NotFound,
    }).annotate(AnyContent, true),
  )
  .add(
    HttpApiEndpoint.get("format", "/schemas/formats/:format", {
      params: { format: Schema.String },
      success: Schema.Record(Schema.String, Schema.Unknown),
      error: NotFound,
    }),
  )
  .middleware(ApiKeyAuth) {}

class SessionsGroup extends HttpApiGroup.make("sessions")
  .add(
    HttpApiEndpoint.post("create", "/sessions", {
      payload: SessionRequest,
      success: Session.pipe(HttpApiSchema.status(201)),
      error: [NotFound, Conflict],
    }),
  )
  .add(
    HttpApiEndpoint.get("list", "/sessions", {
      query: { active: Schema.optionalKey(queryFlag) },
      success: SessionList,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.get("get", "/sessions/:sessionId", {
      params: session,
      success: Session,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.post("end", "/sessions/:sessionId/end", {
      params: session,
      success: Session,
      error: [NotFound, Conflict],
    }).annotate(Idempotent, true),
  )
  .add(
    HttpApiEndpoint.get("jobs", "/sessions/:sessionId/jobs", {
      params: session,
      query: JobsQuery,
      success: JobPage,
      error: NotFound,
    }),
  )
  .middleware(ApiKeyAuth) {}

/**
 * IonQ's REST API, v0.4.
 *
 * @category contract
 * @since 0.1.0
 */
export class IonQApi extends HttpApi.make("IonQ")
  .add(AccountGroup)
  .add(BackendsGroup)
  .add(JobsGroup)
  .add(ResultsGroup)
  .add(SessionsGroup)
  .middleware(CommonErrors)
  .annotateMerge(
    OpenApi.annotations({
      title: "IonQ Cloud Platform API",
      version: "v0.4",
      servers: [{ url: "https://api.ionq.co/v0.4" }],
      transform: plainQueries,
    }),
  ) {}
