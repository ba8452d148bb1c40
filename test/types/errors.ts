/** The error channels, exactly. Compiled by `tsc`; there is nothing to run. */
import type { Effect, Stream } from "effect"
import type { Account, Backends, Jobs, Polling, Results, Sessions } from "effect-ionq"
import type { IonQMethods } from "effect-ionq/IonQClient"
import {
  type AuthenticationError,
  type BadRequestError,
  type BudgetExceededError,
  type ConflictError,
  type ConnectionError,
  type DecodeError,
  type ForeignUrlError,
  type HookError,
  type InvalidRequestError,
  type JobCanceledError,
  type JobFailedError,
  type JobTimeoutError,
  type MissingApiKeyError,
  type MissingResultError,
  type NotFoundError,
  type PaginationError,
  type PayloadTooLargeError,
  type PermissionDeniedError,
  type RateLimitError,
  type RedirectError,
  type RequestTimeoutError,
  type ServerError,
  type SessionEndedError,
  type SubmissionUnknownError,
  type UnexpectedStatusError,
  type StatusError,
  type StatusFields,
  fromStatus,
} from "effect-ionq/IonQError"
import { expectTypeOf } from "vitest"

type Every =
  | BadRequestError
  | AuthenticationError
  | PermissionDeniedError
  | RateLimitError
  | ServerError
  | UnexpectedStatusError
  | ConnectionError
  | RequestTimeoutError
  | RedirectError
  | HookError
  | MissingApiKeyError
  | DecodeError
  | InvalidRequestError

/** What reading a result can end in. */
type Read = Every | NotFoundError | ForeignUrlError | MissingResultError

/** How an effect, or what a method returns, can fail. */
type Fails<A> = A extends (...args: never) => infer R
  ? Fails<R>
  : A extends Effect.Effect<unknown, infer E, infer _>
    ? E
    : A extends Stream.Stream<unknown, infer E, infer _>
      ? E
      : "not an effect"

type Service<S extends { readonly Service: unknown }> = S["Service"]

// The client
expectTypeOf<Fails<IonQMethods["account"]["whoami"]>>().toEqualTypeOf<Every>()
expectTypeOf<NotFoundError>().not.toExtend<Fails<IonQMethods["account"]["whoami"]>>()
expectTypeOf<Fails<IonQMethods["backends"]["list"]>>().toEqualTypeOf<Every>()
expectTypeOf<Fails<IonQMethods["backends"]["get"]>>().toEqualTypeOf<Every | NotFoundError>()
expectTypeOf<Fails<IonQMethods["jobs"]["create"]>>().toEqualTypeOf<
  Every | ConflictError | PayloadTooLargeError
>()
expectTypeOf<Fails<IonQMethods["jobs"]["list"]>>().toEqualTypeOf<Every>()
expectTypeOf<Fails<IonQMethods["jobs"]["get"]>>().toEqualTypeOf<Every | NotFoundError>()
expectTypeOf<Fails<IonQMethods["jobs"]["cancel"]>>().toEqualTypeOf<Every | NotFoundError | ConflictError>()
expectTypeOf<Fails<IonQMethods["results"]["probabilities"]>>().toEqualTypeOf<Every | NotFoundError>()
expectTypeOf<Fails<IonQMethods["results"]["probabilitiesByChild"]>>().toEqualTypeOf<Every | NotFoundError>()
expectTypeOf<Fails<IonQMethods["sessions"]["create"]>>().toEqualTypeOf<
  Every | NotFoundError | ConflictError
>()
expectTypeOf<Fails<IonQMethods["sessions"]["get"]>>().toEqualTypeOf<Every | NotFoundError>()
expectTypeOf<Fails<IonQMethods["sessions"]["end"]>>().toEqualTypeOf<Every | NotFoundError | ConflictError>()

// The services
expectTypeOf<Fails<Service<typeof Account>["whoami"]>>().toEqualTypeOf<Every>()
expectTypeOf<Fails<Service<typeof Backends>["list"]>>().toEqualTypeOf<Every>()
expectTypeOf<Fails<Service<typeof Backends>["get"]>>().toEqualTypeOf<Every | NotFoundError>()
expectTypeOf<Fails<Service<typeof Jobs>["submit"]>>().toEqualTypeOf<
  | Every
  | ConflictError
  | PayloadTooLargeError
  | BudgetExceededError
  | SessionEndedError
  | SubmissionUnknownError
>()
expectTypeOf<Fails<Service<typeof Jobs>["resume"]>>().toEqualTypeOf<
  SubmissionUnknownError | InvalidRequestError
>()
expectTypeOf<Fails<Service<typeof Jobs>["get"]>>().toEqualTypeOf<Every | NotFoundError>()
expectTypeOf<Fails<Service<typeof Jobs>["list"]>>().toEqualTypeOf<Every | PaginationError>()
expectTypeOf<Fails<Service<typeof Jobs>["run"]>>().toEqualTypeOf<
  | Read
  | ConflictError
  | PayloadTooLargeError
  | BudgetExceededError
  | SessionEndedError
  | SubmissionUnknownError
  | JobFailedError
  | JobCanceledError
  | JobTimeoutError
>()
expectTypeOf<Fails<Service<typeof Polling>["await"]>>().toEqualTypeOf<
  Every | NotFoundError | JobFailedError | JobCanceledError | JobTimeoutError
>()
expectTypeOf<Fails<Service<typeof Polling>["watch"]>>().toEqualTypeOf<
  Every | NotFoundError | JobTimeoutError
>()
expectTypeOf<Fails<Service<typeof Results>["probabilities"]>>().toEqualTypeOf<Read>()
expectTypeOf<Fails<Service<typeof Results>["shots"]>>().toEqualTypeOf<Read>()
expectTypeOf<Fails<Service<typeof Results>["circuits"]>>().toEqualTypeOf<Read | PaginationError>()
expectTypeOf<Fails<Service<typeof Jobs>["cancelMany"]>>().toEqualTypeOf<
  Every | NotFoundError | ConflictError
>()
expectTypeOf<Fails<Service<typeof Jobs>["clone"]>>().toEqualTypeOf<
  | Every
  | NotFoundError
  | ConflictError
  | PayloadTooLargeError
  | BudgetExceededError
  | SessionEndedError
  | SubmissionUnknownError
>()
expectTypeOf<Fails<Service<typeof Jobs>["estimate"]>>().toEqualTypeOf<Every>()
expectTypeOf<Fails<Service<typeof Account>["usage"]>>().toEqualTypeOf<Every | NotFoundError>()
expectTypeOf<Fails<Service<typeof Backends>["characterizations"]>>().toEqualTypeOf<
  Every | NotFoundError | PaginationError
>()
expectTypeOf<Fails<Service<typeof Sessions>["jobs"]>>().toEqualTypeOf<
  Every | NotFoundError | PaginationError
>()
expectTypeOf<Fails<IonQMethods["results"]["artifact"]>>().toEqualTypeOf<Every | NotFoundError>()
expectTypeOf<Fails<IonQMethods["follow"]>>().toEqualTypeOf<Every | NotFoundError | ForeignUrlError>()
expectTypeOf<Fails<Service<typeof Sessions>["open"]>>().toEqualTypeOf<Every | NotFoundError | ConflictError>()

// The errors that users make in tests
expectTypeOf(fromStatus(404)).toEqualTypeOf<NotFoundError>()
expectTypeOf(fromStatus(429, { retryAfter: 5 })).toEqualTypeOf<RateLimitError>()
expectTypeOf(fromStatus(503)).toEqualTypeOf<StatusError | ServerError | UnexpectedStatusError>()
expectTypeOf(fromStatus).parameter(1).toEqualTypeOf<StatusFields | undefined>()
