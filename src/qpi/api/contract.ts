import { Schema } from "effect"
import { HttpApi, HttpApiGroup, HttpApiMiddleware, OpenApi } from "effect/http-api"
import { Idempotent } from "../../client/annotations.ts"
import { type Collections, defaultCollections } from "./collections.ts"
import { collection } from "./records.ts"
import {
  DriversGroup,
  JobsGroup,
  NoticesGroup,
  QpusGroup,
  RealtimeGroup,
  ServerGroup,
  signing,
  TokensGroup,
} from "./routes.ts"
import { RateLimit, Validation } from "./wireErrors.ts"
import { DriverRecord, EventRecord } from "../schema/Driver.ts"
import { JobChanges, JobPayload, JobRecord, JobStatus } from "../schema/Job.ts"
import { NewNotification, Notification } from "../schema/Notification.ts"
import { NewQpu, QpuChanges, QpuRecord } from "../schema/Qpu.ts"
import { RecordId } from "../schema/Record.ts"
import { NewTimeRequest, TimeRequest, TimeRequestDecision } from "../schema/TimeRequest.ts"
import { NewTimeSlot, TimeSlot, TimeSlotChanges } from "../schema/TimeSlot.ts"
import { TokenRecord } from "../schema/Token.ts"
import { NewUser, User, UserChanges } from "../schema/User.ts"

export { type Access, AccessOf, Secret } from "./access.ts"
export { type Collections, defaultCollections } from "./collections.ts"

/**
 * The errors that every endpoint declares: `QpiValidationError` (400, or a 500 that names an invalid field) and
 * `QpiRateLimitError` (429).
 *
 * @category middleware
 * @since 0.2.0
 */
export class CommonErrors extends HttpApiMiddleware.Service<CommonErrors>()(
  "effect-ionq/qpi/QpiApi/CommonErrors",
  { error: [Validation, RateLimit] },
) {}

/**
 * A job that is created as a record of the collection. The server does not validate its payload and sets no defaults,
 * so the SDK submits jobs to `/api/jobs` instead.
 */
const NewJobRecord = Schema.Struct({
  id: Schema.optionalKey(RecordId),
  user_id: Schema.String,
  qpu_target: Schema.optionalKey(Schema.String),
  status: JobStatus,
  payload: JobPayload,
})

/**
 * The contract of a server with other collection names.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make = (names: Collections = defaultCollections) => {
  const jobs = collection(names.jobs, JobRecord, "jwt")
  const qpus = collection(names.qpus, QpuRecord, "guest")
  const drivers = collection(names.drivers, DriverRecord, "guest")
  const events = collection(names.events, EventRecord, "guest")
  const users = collection(names.users, User, "jwt")
  const slots = collection(names.timeSlots, TimeSlot, "jwt")
  const requests = collection(names.timeRequests, TimeRequest, "jwt")
  const notices = collection(names.notifications, Notification, "jwt")
  const tokens = collection(names.apiTokens, TokenRecord, "jwt")
  return HttpApi.make("QPI")
    .add(ServerGroup)
    .add(signing("userAuth", names.users))
    .add(signing("superuserAuth", names.superusers))
    .add(JobsGroup)
    .add(QpusGroup)
    .add(DriversGroup)
    .add(TokensGroup)
    .add(NoticesGroup)
    .add(RealtimeGroup)
    .add(
      HttpApiGroup.make("jobRecords")
        .add(jobs.list)
        .add(jobs.get)
        .add(jobs.pick)
        .add(jobs.pickOne)
        .add(jobs.create(NewJobRecord, "jwt"))
        .add(jobs.update(JobChanges, "superuser"))
        .add(jobs.delete("superuser")),
    )
    .add(
      HttpApiGroup.make("qpuRecords")
        .add(qpus.list)
        .add(qpus.get)
        .add(qpus.create(NewQpu, "superuser"))
        .add(qpus.update(QpuChanges, "superuser"))
        .add(qpus.delete("superuser")),
    )
    .add(HttpApiGroup.make("driverRecords").add(drivers.list).add(drivers.get))
    .add(HttpApiGroup.make("eventRecords").add(events.list).add(events.get))
    .add(
      HttpApiGroup.make("userRecords")
        .add(users.list)
        .add(users.get)
        .add(users.create(NewUser, "guest"))
        .add(users.update(UserChanges, "jwt").annotate(Idempotent, false))
        .add(users.delete("jwt")),
    )
    .add(
      HttpApiGroup.make("timeSlots")
        .add(slots.list)
        .add(slots.get)
        .add(slots.create(NewTimeSlot, "jwt"))
        .add(slots.update(TimeSlotChanges, "jwt"))
        .add(slots.delete("jwt")),
    )
    .add(
      HttpApiGroup.make("timeRequests")
        .add(requests.list)
        .add(requests.get)
        .add(requests.create(NewTimeRequest, "jwt"))
        .add(requests.update(TimeRequestDecision, "superuser"))
        .add(requests.delete("jwt")),
    )
    .add(
      HttpApiGroup.make("notifications")
        .add(notices.list)
        .add(notices.get)
        .add(notices.create(NewNotification, "superuser"))
        .add(notices.delete("superuser")),
    )
    .add(HttpApiGroup.make("tokenRecords").add(tokens.list).add(tokens.get))
    .middleware(CommonErrors)
    .annotateMerge(OpenApi.annotations({ title: "QPI", version: "v0.1.2" }))
}

/**
 * The contract with the default collection names.
 *
 * @category contract
 * @since 0.2.0
 */
export const QpiApi = make()

/**
 * The type of the contract.
 *
 * @category contract
 * @since 0.2.0
 */
export type QpiApi = typeof QpiApi
