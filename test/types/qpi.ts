/** What credentials of QPI do for, exactly. Compiled by `tsc`; there is nothing to run. */
import type { Effect, Layer, Stream } from "effect"
import {
  type Auth,
  Credentials,
  type Drivers,
  type Events,
  type Notifications,
  Qpi,
  type QpiApi,
  type QpiClient,
  type QpiError,
  type QpiJobs,
  type QpiUsers,
  type Qpus,
  type TimeRequests,
  type TimeSlots,
  type Tokens,
} from "effect-ionq/qpi"
import type { QpiCallError } from "effect-ionq/qpi"
import type { HttpClient } from "effect/http"
import { expectTypeOf } from "vitest"

declare const methods: QpiClient["Service"]
declare const jobs: QpiJobs["Service"]

type ErrorOf<A> = A extends Effect.Effect<infer _A, infer E, infer _R> ? E : never
type TagsOf<A> = ErrorOf<A> extends { readonly _tag: infer Tag } ? Tag : never

/** With a token there are the services that it does for, and no others. */
const byToken = Qpi.layer({ url: "http://localhost", credentials: Credentials.apiToken("qpi_0") })
expectTypeOf(byToken).toEqualTypeOf<
  Layer.Layer<
    QpiClient | QpiJobs | Qpus | Drivers | Events | Tokens,
    QpiError.ConfigurationError,
    HttpClient.HttpClient
  >
>()
expectTypeOf<
  Extract<Layer.Success<typeof byToken>, TimeSlots | TimeRequests | QpiUsers | Auth | Notifications>
>().toEqualTypeOf<never>()

const byPassword = Qpi.layer({ url: "http://localhost", credentials: Credentials.userPassword("a", "b") })
expectTypeOf<Layer.Success<typeof byPassword>>().toEqualTypeOf<Qpi.Services>()

/** A call's errors are what its endpoint declares, and what any call can end in. */
expectTypeOf<ErrorOf<ReturnType<typeof methods.jobs.get>>>().toEqualTypeOf<
  QpiCallError | QpiError.QpiUnauthorizedError | QpiError.QpiNotFoundError
>()
expectTypeOf<ErrorOf<ReturnType<typeof methods.server.health>>>().toEqualTypeOf<QpiCallError>()
expectTypeOf<ErrorOf<ReturnType<typeof methods.qpus.create>>>().toEqualTypeOf<
  QpiCallError | QpiError.QpiUnauthorizedError | QpiError.QpiForbiddenError
>()
expectTypeOf<ErrorOf<ReturnType<typeof methods.jobs.submit>>>().toEqualTypeOf<
  | QpiCallError
  | QpiError.QpiUnauthorizedError
  | QpiError.QpiForbiddenError
  | QpiError.InsufficientQpuSecondsError
  | QpiError.QpiTooLargeError
>()

/** What needs a JWT says so in its errors. */
expectTypeOf<
  Extract<TagsOf<ReturnType<typeof jobs.results>>, "CredentialsRequiredError">
>().toEqualTypeOf<"CredentialsRequiredError">()
expectTypeOf<
  Extract<TagsOf<ReturnType<typeof jobs.run>>, "ResultsMissingError" | "QpiJobTimeoutError">
>().toEqualTypeOf<"ResultsMissingError" | "QpiJobTimeoutError">()
expectTypeOf(jobs.list).returns.toExtend<Stream.Stream<unknown, unknown>>()
expectTypeOf<QpiApi.Access>().toEqualTypeOf<"guest" | "token" | "jwt" | "superuser">()
