/**
 * Who the API key belongs to.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer } from "effect"
import { IonQClient } from "./IonQClient.ts"
import type { CommonError } from "./IonQError.ts"
import type { Whoami } from "./schema/Account.ts"

/**
 * The account service.
 *
 * @category services
 * @since 0.1.0
 */
export class Account extends Context.Service<
  Account,
  {
    /** The key in use: its id, name and project. Never its secret. */
    readonly whoami: Effect.Effect<Whoami, CommonError>
  }
>()("effect-ionq/Account") {
  static readonly layer: Layer.Layer<Account, never, IonQClient> = Layer.effect(
    Account,
    Effect.gen(function* () {
      const client = yield* IonQClient
      return Account.of({ whoami: Effect.withSpan(client.account.whoami(), "Account.whoami") })
    }),
  )
}
