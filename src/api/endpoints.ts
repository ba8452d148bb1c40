import { Schema } from "effect"
import type { EndpointFacts } from "../client/contract.ts"
import { Usage, Whoami } from "../schema/Account.ts"
import { Backend } from "../schema/Backend.ts"
import { Characterization, CharacterizationPage } from "../schema/Characterization.ts"
import { Estimate, EstimateQuery, JobCost } from "../schema/Cost.ts"
import { Job, JobIds, JobPage, JobReceipt, JobsReceipt, SubmittedJob } from "../schema/Job.ts"
import { JobChanges, WireJobRequest } from "../schema/JobRequest.ts"
import { Histogram, Probabilities, ProbabilitiesByChild, ShotsV1, VariantShots } from "../schema/Result.ts"
import { Session, SessionList, SessionRequest } from "../schema/Session.ts"
import { loose, openWord, queryFlag } from "../schema/wire.ts"
import { CharacterizationsQuery, JobsQuery, UsageQuery } from "./queries.ts"

/** The error statuses that every endpoint declares. */
export const commonErrors = [400, 401, 403, 429] as const

/** One endpoint in the table: its path, the errors besides the common ones, and the status of a success. */
export interface IonQEndpoint extends EndpointFacts {
  readonly path: `/${string}`
  readonly errors?: ReadonlyArray<404 | 409 | 413>
  /** The status of a success, if it is not 200. */
  readonly status?: 201
}

const params = <const F extends Schema.Struct.Fields>(fields: F) => ({ params: Schema.Struct(fields) })
const job = params({ uuid: Schema.String })
const variant = params({ uuid: Schema.String, variantId: Schema.String })
const session = params({ sessionId: Schema.String })
const backend = params({ backend: Schema.String })
const sharpen = { query: Schema.Struct({ sharpen: Schema.optionalKey(queryFlag) }) }

/**
 * The contract as a table, by group and name. The client reads this table. `IonQApi` is built from it, for servers,
 * documents and other clients that need an `HttpApi`.
 */
export const endpoints = {
  account: {
    whoami: { method: "GET", path: "/whoami", success: Whoami },
    usage: {
      method: "GET",
      path: "/organizations/:organizationId/usage",
      ...params({ organizationId: Schema.String }),
      query: UsageQuery,
      success: Usage,
      errors: [404],
    },
  },
  backends: {
    list: { method: "GET", path: "/backends", success: loose(Schema.Array(Backend)), isPublic: true },
    get: {
      method: "GET",
      path: "/backends/:backend",
      ...backend,
      success: Backend,
      errors: [404],
      isPublic: true,
    },
    characterizations: {
      method: "GET",
      path: "/backends/:backend/characterizations",
      ...backend,
      query: CharacterizationsQuery,
      success: CharacterizationPage,
      errors: [404],
      isPublic: true,
    },
    characterization: {
      method: "GET",
      path: "/backends/:backend/characterizations/:uuid",
      ...params({ backend: Schema.String, uuid: Schema.String }),
      success: Characterization,
      errors: [404],
    },
  },
  jobs: {
    create: {
      method: "POST",
      path: "/jobs",
      payload: WireJobRequest,
      success: SubmittedJob,
      status: 201,
      errors: [409, 413],
    },
    list: { method: "GET", path: "/jobs", query: JobsQuery, success: JobPage },
    get: { method: "GET", path: "/jobs/:uuid", ...job, success: Job, errors: [404] },
    delete: { method: "DELETE", path: "/jobs/:uuid", ...job, success: JobReceipt, errors: [404, 409] },
    deleteMany: {
      method: "DELETE",
      path: "/jobs",
      payload: JobIds,
      success: JobsReceipt,
      errors: [404, 409],
    },
    cancel: {
      method: "PUT",
      path: "/jobs/:uuid/status/cancel",
      ...job,
      success: JobReceipt,
      errors: [404, 409],
    },
    cancelMany: {
      method: "PUT",
      path: "/jobs/status/cancel",
      payload: JobIds,
      success: JobsReceipt,
      errors: [404, 409],
    },
    cost: { method: "GET", path: "/jobs/:uuid/cost", ...job, success: JobCost, errors: [404] },
    estimate: { method: "GET", path: "/jobs/estimate", query: EstimateQuery, success: Estimate },
    clone: {
      method: "POST",
      path: "/jobs/:uuid/clone",
      ...job,
      payload: JobChanges,
      success: SubmittedJob,
      status: 201,
      errors: [404, 409, 413],
    },
    move: {
      method: "POST",
      path: "/jobs/:uuid/move",
      ...job,
      payload: JobChanges,
      success: SubmittedJob,
      status: 201,
      errors: [404, 409, 413],
    },
  },
  results: {
    probabilities: {
      method: "GET",
      path: "/jobs/:uuid/results/probabilities",
      ...job,
      ...sharpen,
      success: Probabilities,
      errors: [404],
    },
    // IonQ does not document this endpoint, but multi-circuit jobs link to it, and other clients use it.
    probabilitiesByChild: {
      method: "GET",
      path: "/jobs/:uuid/results/probabilities/aggregated",
      ...job,
      ...sharpen,
      success: ProbabilitiesByChild,
      errors: [404],
    },
    histogram: {
      method: "GET",
      path: "/jobs/:uuid/results/histogram",
      ...job,
      success: Histogram,
      errors: [404],
    },
    shots: { method: "GET", path: "/jobs/:uuid/results/shots", ...job, success: ShotsV1, errors: [404] },
    variantProbabilities: {
      method: "GET",
      path: "/jobs/:uuid/variants/:variantId/results/probabilities",
      ...variant,
      success: Probabilities,
      errors: [404],
    },
    variantHistogram: {
      method: "GET",
      path: "/jobs/:uuid/variants/:variantId/results/histogram",
      ...variant,
      success: Histogram,
      errors: [404],
    },
    variantShots: {
      method: "GET",
      path: "/jobs/:uuid/variants/:variantId/results/shots",
      ...variant,
      success: VariantShots,
      errors: [404],
    },
    compiled: {
      method: "GET",
      path: "/jobs/:uuid/circuits/:lang",
      ...params({ uuid: Schema.String, lang: openWord("native", "qasm3") }),
      success: Schema.String,
      errors: [404],
    },
    artifact: {
      method: "GET",
      path: "/jobs/:uuid/artifacts/:artifactId",
      ...params({ uuid: Schema.String, artifactId: Schema.String }),
      success: Schema.Unknown,
      errors: [404],
      isContent: true,
    },
    format: {
      method: "GET",
      path: "/schemas/formats/:format",
      ...params({ format: Schema.String }),
      success: Schema.Record(Schema.String, Schema.Unknown),
      errors: [404],
    },
  },
  sessions: {
    create: {
      method: "POST",
      path: "/sessions",
      payload: SessionRequest,
      success: Session,
      status: 201,
      errors: [404, 409],
    },
    list: {
      method: "GET",
      path: "/sessions",
      query: Schema.Struct({ active: Schema.optionalKey(queryFlag) }),
      success: SessionList,
      errors: [404],
    },
    get: { method: "GET", path: "/sessions/:sessionId", ...session, success: Session, errors: [404] },
    end: {
      method: "POST",
      path: "/sessions/:sessionId/end",
      ...session,
      success: Session,
      errors: [404, 409],
      isIdempotent: true,
    },
    jobs: {
      method: "GET",
      path: "/sessions/:sessionId/jobs",
      ...session,
      query: JobsQuery,
      success: JobPage,
      errors: [404],
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, IonQEndpoint>>>>
