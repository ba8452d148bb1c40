/**
 * The owner of the API key, and the usage of organizations.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Stream } from "effect"
import { freshPer } from "./client/layerPer.ts"
import { IonQClient } from "./IonQClient.ts"
import type { CommonError, NotFoundError } from "./IonQError.ts"
import type { Usage, UsagePeriod, Whoami } from "./schema/Account.ts"

/**
 * Which usage of an organization to read.
 *
 * @category options
 * @since 0.1.0
 */
export interface UsageOptions {
  readonly organizationId: string
  /** The first day, e.g. `2026-07-01`. */
  readonly from: string
  /** The day after the last day of the range. */
  readonly until: string
  /** How the usage is broken down. Default: `project`. */
  readonly groupBy?: "job" | "project" | "user" | undefined
  /** The length of a period. Default: `daily`. */
  readonly modality?: "daily" | "weekly" | "monthly" | undefined
}

/**
 * The methods of {@link Account}.
 *
 * @category services
 * @since 0.2.0
 */
export interface AccountService {
  /** The API key in use: its id, name and project, but not its secret. */
  readonly whoami: Effect.Effect<Whoami, CommonError>
  /** The usage of an organization from `from` until before `until`, by period and in total. */
  readonly usage: (options: UsageOptions) => Effect.Effect<Usage, CommonError | NotFoundError>
  /** The usage by day, week or month, most recent first. */
  readonly usagePeriods: (options: UsageOptions) => Stream.Stream<UsagePeriod, CommonError | NotFoundError>
}

/**
 * The account service.
 *
 * @category services
 * @since 0.1.0
 */
export class Account extends Context.Service<Account, AccountService>()("effect-ionq/Account") {
  static readonly layer: Layer.Layer<Account, never, IonQClient> = Layer.effect(
    Account,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const usage = Effect.fn("Account.usage")((options: UsageOptions) =>
        client.account.usage({
          params: { organizationId: options.organizationId },
          query: {
            start_date: options.from,
            end_date: options.until,
            group_by: options.groupBy ?? "project",
            modality: options.modality ?? "daily",
          },
        }),
      )
      return Account.of({
        whoami: Effect.withSpan(client.account.whoami(), "Account.whoami"),
        usage,
        usagePeriods: (options) =>
          Stream.unwrap(
            Effect.map(usage(options), ({ usage_data }) => Stream.fromIterable(usage_data ?? [])),
          ),
      })
    }),
  ).pipe(freshPer(IonQClient))
}
