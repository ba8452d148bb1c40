import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { AnyContent, Idempotent } from "../../client/annotations.ts"
import { ConnectedDriver, CreatedDriver, DriverConnection, NewDriver } from "../schema/Driver.ts"
import { JobGlance, JobSubmission, Receipt, RouteJob } from "../schema/Job.ts"
import { NewQpu, Qpu, Switched, Toggle } from "../schema/Qpu.ts"
import { Subscription } from "../schema/Realtime.ts"
import { RecordId } from "../schema/Record.ts"
import { Health, Theme, Version } from "../schema/Server.ts"
import { CreatedToken, Token, TokenRequest } from "../schema/Token.ts"
import { AuthMethods, Login, Signed } from "../schema/User.ts"
import { AccessOf, Secret } from "./access.ts"
import { Forbidden, InsufficientQpuSeconds, NotFound, TooLarge, Unauthorized } from "./wireErrors.ts"

const id = { id: RecordId }
const created = HttpApiSchema.status(201)
const skipping = {
  skip: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  limit: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))),
  sort: Schema.optionalKey(Schema.String),
}

export class ServerGroup extends HttpApiGroup.make("server")
  .add(HttpApiEndpoint.get("health", "/api/health", { success: Health }))
  .add(
    HttpApiEndpoint.get("version", "/api/op/version", {
      success: Version,
      error: [Unauthorized, Forbidden],
    }).annotate(AccessOf, "superuser"),
  )
  .add(
    HttpApiEndpoint.get("rootCertificate", "/api/pub/root-ca.pem", {
      success: Schema.Unknown,
    }).annotate(AnyContent, true),
  )
  .add(HttpApiEndpoint.get("theme", "/api/theme/active", { success: Theme }))
  .add(HttpApiEndpoint.get("themeDefaults", "/api/theme/defaults", { success: Theme }))
  .add(
    HttpApiEndpoint.get("themeCss", "/api/theme/css", { success: Schema.Unknown }).annotate(AnyContent, true),
  )
  .add(
    HttpApiEndpoint.get("themeJs", "/api/theme/js", { success: Schema.Unknown }).annotate(AnyContent, true),
  ) {}

export class JobsGroup extends HttpApiGroup.make("jobs")
  .add(
    HttpApiEndpoint.post("submit", "/api/jobs", {
      payload: JobSubmission,
      success: RouteJob.pipe(created),
      error: [Unauthorized, Forbidden, InsufficientQpuSeconds, TooLarge],
    }).annotate(AccessOf, "token"),
  )
  .add(
    HttpApiEndpoint.get("list", "/api/jobs", {
      query: skipping,
      success: Schema.Array(RouteJob),
      error: Unauthorized,
    }).annotate(AccessOf, "token"),
  )
  .add(
    HttpApiEndpoint.get("pick", "/api/jobs", {
      query: { ...skipping, fields: Schema.String },
      success: Schema.Array(Schema.Record(Schema.String, Schema.Unknown)),
      error: Unauthorized,
    }).annotate(AccessOf, "token"),
  )
  .add(
    HttpApiEndpoint.get("get", "/api/jobs/:id", {
      params: id,
      success: RouteJob,
      error: [Unauthorized, NotFound],
    }).annotate(AccessOf, "token"),
  )
  .add(
    HttpApiEndpoint.get("glance", "/api/jobs/:id", {
      params: id,
      query: { fields: Schema.Literal("id,status,updated,qpu_target") },
      success: JobGlance,
      error: [Unauthorized, NotFound],
    }).annotate(AccessOf, "token"),
  )
  .add(
    HttpApiEndpoint.post("cancel", "/api/jobs/:id/cancel", {
      params: id,
      success: Receipt,
      error: [Unauthorized, NotFound],
    })
      .annotate(AccessOf, "token")
      .annotate(Idempotent, true),
  ) {}

export class QpusGroup extends HttpApiGroup.make("qpus")
  .add(HttpApiEndpoint.get("list", "/api/qpus", { query: skipping, success: Schema.Array(Qpu) }))
  .add(HttpApiEndpoint.get("get", "/api/qpus/:id", { params: id, success: Qpu, error: NotFound }))
  .add(
    HttpApiEndpoint.post("create", "/api/op/qpus/create", {
      payload: NewQpu,
      success: Switched.pipe(created),
      error: [Unauthorized, Forbidden],
    }).annotate(AccessOf, "superuser"),
  )
  .add(
    HttpApiEndpoint.post("toggle", "/api/op/qpu/toggle", {
      payload: Toggle,
      success: Switched,
      error: [Unauthorized, Forbidden, NotFound],
    })
      .annotate(AccessOf, "superuser")
      .annotate(Idempotent, true),
  ) {}

export class DriversGroup extends HttpApiGroup.make("drivers")
  .add(
    HttpApiEndpoint.post("create", "/api/op/drivers/create", {
      payload: NewDriver,
      success: CreatedDriver.pipe(created),
      error: [Unauthorized, Forbidden],
    })
      .annotate(AccessOf, "superuser")
      .annotate(Secret, true),
  )
  .add(
    HttpApiEndpoint.post("connect", "/api/op/drivers/connect", {
      payload: DriverConnection,
      success: ConnectedDriver,
      error: [Unauthorized, Forbidden],
    }).annotate(Secret, true),
  )
  .add(
    HttpApiEndpoint.post("toggle", "/api/op/drivers/toggle", {
      payload: Toggle,
      success: Switched,
      error: [Unauthorized, Forbidden, NotFound],
    })
      .annotate(AccessOf, "superuser")
      .annotate(Idempotent, true),
  ) {}

export class TokensGroup extends HttpApiGroup.make("tokens")
  .add(
    HttpApiEndpoint.post("create", "/api/tokens", {
      payload: TokenRequest,
      success: CreatedToken.pipe(created),
      error: Unauthorized,
    })
      .annotate(AccessOf, "token")
      .annotate(Secret, true),
  )
  .add(
    HttpApiEndpoint.get("list", "/api/tokens", {
      success: Schema.Array(Token),
      error: Unauthorized,
    }).annotate(AccessOf, "token"),
  )
  .add(
    HttpApiEndpoint.get("get", "/api/tokens/:id", {
      params: id,
      success: Token,
      error: [Unauthorized, NotFound],
    }).annotate(AccessOf, "token"),
  )
  .add(
    HttpApiEndpoint.patch("update", "/api/tokens/:id", {
      params: id,
      payload: TokenRequest,
      success: Token,
      error: [Unauthorized, NotFound],
    })
      .annotate(AccessOf, "token")
      .annotate(Idempotent, true),
  )
  .add(
    HttpApiEndpoint.delete("delete", "/api/tokens/:id", {
      params: id,
      success: Receipt,
      error: [Unauthorized, NotFound],
    }).annotate(AccessOf, "token"),
  ) {}

export class NoticesGroup extends HttpApiGroup.make("notices").add(
  HttpApiEndpoint.post("dismiss", "/api/notifications/:id/dismiss", {
    params: id,
    success: Receipt,
    error: [Unauthorized, Forbidden, NotFound],
  })
    .annotate(AccessOf, "token")
    .annotate(Idempotent, true),
) {}

export class RealtimeGroup extends HttpApiGroup.make("realtime")
  .add(
    HttpApiEndpoint.get("connect", "/api/realtime", { success: Schema.Unknown })
      .annotate(AnyContent, true)
      .annotate(AccessOf, "jwt"),
  )
  .add(
    HttpApiEndpoint.post("subscribe", "/api/realtime", {
      payload: Subscription,
      success: HttpApiSchema.NoContent,
      error: [Unauthorized, Forbidden, NotFound],
    })
      .annotate(AccessOf, "jwt")
      .annotate(Idempotent, true),
  ) {}

/** The sign-in endpoints of a collection's users. */
export const signing = <const Name extends string>(group: Name, name: string) => {
  const path: `/${string}` = `/api/collections/${name}`
  return HttpApiGroup.make(group)
    .add(HttpApiEndpoint.get("methods", `${path}/auth-methods`, { success: AuthMethods, error: NotFound }))
    .add(
      HttpApiEndpoint.post("withPassword", `${path}/auth-with-password`, {
        payload: Login,
        success: Signed,
        error: [Unauthorized, Forbidden, NotFound],
      }).annotate(Secret, true),
    )
    .add(
      HttpApiEndpoint.post("refresh", `${path}/auth-refresh`, {
        success: Signed,
        error: [Unauthorized, Forbidden, NotFound],
      })
        .annotate(AccessOf, "jwt")
        .annotate(Secret, true)
        .annotate(Idempotent, true),
    )
    .add(
      HttpApiEndpoint.post("impersonate", `${path}/impersonate/:id`, {
        params: id,
        payload: Schema.Struct({ duration: Schema.optionalKey(Schema.Int) }),
        success: Signed,
        error: [Unauthorized, Forbidden, NotFound],
      })
        .annotate(AccessOf, "superuser")
        .annotate(Secret, true),
    )
}
