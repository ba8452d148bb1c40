/**
 * The contract: every endpoint of IonQ's API, with its path, query, payload, success and declared errors.
 *
 * The client, the emulator and the OpenAPI document are derived from it. A path is relative to the base URL, which
 * ends in `/v0.4`.
 *
 * @since 0.1.0
 */
import { HttpApi, HttpApiMiddleware, HttpApiSecurity, OpenApi } from "effect/http-api"
import { groupOf } from "./api/groups.ts"
import { plainQueries } from "./api/openapi.ts"
import { BadRequest, PermissionDenied, RateLimit, Unauthorized } from "./api/wireErrors.ts"
import { AnyContent, Idempotent } from "./client/annotations.ts"

export { CharacterizationsQuery, JobsQuery, UsageQuery } from "./api/queries.ts"

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

class AccountGroup extends groupOf("account", ApiKeyAuth) {}
class BackendsGroup extends groupOf("backends", ApiKeyAuth) {}
class JobsGroup extends groupOf("jobs", ApiKeyAuth) {}
class ResultsGroup extends groupOf("results", ApiKeyAuth) {}
class SessionsGroup extends groupOf("sessions", ApiKeyAuth) {}

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
