/**
 * The contract: every endpoint of IonQ's API once, with its path, query, payload, success and declared errors.
 *
 * The client, the emulator and the OpenAPI document are derived from it. A path is relative to the base URL, which
 * ends in `/v0.4`.
 *
 * @since 0.1.0
 */
import { Context, Schema } from "effect"
import {
  HttpApi,
  HttpApiEndpoint,
  HttpApiGroup,
  HttpApiMiddleware,
  HttpApiSchema,
  HttpApiSecurity,
  OpenApi,
} from "effect/http-api"
import { csv } from "./internal/query.ts"
import {
  BadRequest,
  Conflict,
  NotFound,
  PayloadTooLarge,
  PermissionDenied,
  RateLimit,
  Unauthorized,
} from "./internal/wireErrors.ts"
import { Whoami } from "./schema/Account.ts"
import { Backend } from "./schema/Backend.ts"
import { Job, JobPage, JobReceipt, JobStatus, SubmittedJob } from "./schema/Job.ts"
import { WireJobRequest } from "./schema/JobRequest.ts"
import { Probabilities } from "./schema/Result.ts"
import { Session, SessionRequest } from "./schema/Session.ts"

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
 * `Authorization: apiKey <key>`, on every endpoint but those of backends.
 *
 * @category middleware
 * @since 0.1.0
 */
export class ApiKeyAuth extends HttpApiMiddleware.Service<ApiKeyAuth>()("effect-ionq/IonQApi/ApiKeyAuth", {
  security: { apiKeyAuth: HttpApiSecurity.http({ scheme: "apiKey" }) },
  error: Unauthorized,
}) {}

/**
 * Marks an endpoint that may be sent twice without harm although its method alone does not say so. Without the mark,
 * GET, PUT and DELETE may, and POST may not.
 *
 * @category annotations
 * @since 0.1.0
 */
export const Idempotent = Context.Reference<boolean | undefined>("effect-ionq/IonQApi/Idempotent", {
  defaultValue: () => undefined,
})

const uuid = { uuid: Schema.String }
const limit = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/**
 * The filters of a list of jobs. `target` takes one backend or several joined by commas; `next` is a page's cursor.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobsQuery = Schema.Struct({
  ids: Schema.optionalKey(csv),
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

class AccountGroup extends HttpApiGroup.make("account")
  .add(HttpApiEndpoint.get("whoami", "/whoami", { success: Whoami }))
  .middleware(ApiKeyAuth) {}

class BackendsGroup extends HttpApiGroup.make("backends")
  .add(HttpApiEndpoint.get("list", "/backends", { success: Schema.Array(Backend) }))
  .add(
    HttpApiEndpoint.get("get", "/backends/:backend", {
      params: { backend: Schema.String },
      success: Backend,
      error: NotFound,
    }),
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
    HttpApiEndpoint.put("cancel", "/jobs/:uuid/status/cancel", {
      params: uuid,
      success: JobReceipt,
      error: [NotFound, Conflict],
    }),
  )
  .add(
    HttpApiEndpoint.get("probabilities", "/jobs/:uuid/results/probabilities", {
      params: uuid,
      query: { sharpen: Schema.optionalKey(Schema.Boolean) },
      success: Probabilities,
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
    HttpApiEndpoint.get("get", "/sessions/:sessionId", {
      params: { sessionId: Schema.String },
      success: Session,
      error: NotFound,
    }),
  )
  .add(
    HttpApiEndpoint.post("end", "/sessions/:sessionId/end", {
      params: { sessionId: Schema.String },
      success: Session,
      error: [NotFound, Conflict],
    }).annotate(Idempotent, true),
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
  .add(SessionsGroup)
  .middleware(CommonErrors)
  .annotateMerge(
    OpenApi.annotations({
      title: "IonQ Cloud Platform API",
      version: "v0.4",
      servers: [{ url: "https://api.ionq.co/v0.4" }],
    }),
  ) {}
