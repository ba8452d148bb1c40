/**
 * API tokens: creating, listing, renaming and revoking them.
 *
 * @since 0.2.0
 */
import { Context, Effect, Layer, Option, Redacted } from "effect"
import { DateTime } from "effect"
import { freshPer } from "../client/layerPer.ts"
import { InvalidRequestError } from "../errors/call.ts"
import type { QpiNotFoundError, QpiUnauthorizedError } from "./errors/statusErrors.ts"
import { type QpiCallError, QpiClient } from "./QpiClient.ts"
import * as QpiDate from "./QpiDate.ts"
import type { Token } from "./schema/Token.ts"
import { aboutIts } from "../signals/annotate.ts"

/**
 * The name of a token, and when it expires.
 *
 * @category options
 * @since 0.2.0
 */
export interface TokenOptions {
  readonly name?: string | undefined
  /** When the token expires. Default: never. A date in the past is rejected, because the token would be useless. */
  readonly expiresAt?: QpiDate.Input | undefined
}

/**
 * A new token. Its secret is shown only once.
 *
 * @category models
 * @since 0.2.0
 */
export interface NewToken extends Token {
  readonly token: Redacted.Redacted
}

/**
 * The methods of {@link Tokens}. An API token may call them, even for itself.
 *
 * @category services
 * @since 0.2.0
 */
export interface TokensService {
  /** The user's tokens, newest first. */
  readonly list: Effect.Effect<ReadonlyArray<Token>, QpiCallError | QpiUnauthorizedError>
  readonly get: (id: string) => Effect.Effect<Token, QpiCallError | QpiUnauthorizedError | QpiNotFoundError>
  /** Creates a token. The request is never retried: after a lost response, check the list. */
  readonly create: (options?: TokenOptions) => Effect.Effect<NewToken, QpiCallError | QpiUnauthorizedError>
  /** Renames a token, or changes when it expires; `expiresAt: null` removes the expiry. */
  readonly update: (
    id: string,
    changes: { readonly name?: string | undefined; readonly expiresAt?: QpiDate.Input | null | undefined },
  ) => Effect.Effect<Token, QpiCallError | QpiUnauthorizedError | QpiNotFoundError>
  /** Revokes a token immediately. It is not an error if the token is already gone. */
  readonly delete: (id: string) => Effect.Effect<void, QpiCallError | QpiUnauthorizedError>
}

/**
 * The service of API tokens.
 *
 * @category services
 * @since 0.2.0
 */
export class Tokens extends Context.Service<Tokens, TokensService>()("effect-ionq/qpi/Tokens") {
  static readonly layer: Layer.Layer<Tokens, never, QpiClient> = Layer.effect(
    Tokens,
    Effect.map(QpiClient, ({ tokens, server, settings }) => {
      /**
       * The server's time in epoch milliseconds. If no response has contained a date yet, the health endpoint is read
       * first.
       */
      const serverTime = Effect.flatMap(settings.clock.now, (known) =>
        known === undefined
          ? Effect.andThen(Effect.ignore(server.health()), settings.clock.now)
          : Effect.succeed(known),
      )

      /**
       * Converts an expiry to the server's format, because the server stores an unreadable expiry as "never". Fails for
       * an expiry that is past by the server's clock.
       */
      const endOf = Effect.fnUntraced(function* (input: QpiDate.Input) {
        const text = yield* QpiDate.encode("expiresAt", input)
        const now = yield* serverTime
        const end = Option.getOrThrow(QpiDate.parse(text))
        if (now !== undefined && DateTime.toEpochMillis(end) <= now) {
          return yield* new InvalidRequestError({
            field: "expiresAt",
            message: `expiresAt is ${text}, which is past by the server's clock`,
          })
        }
        return text
      })
      return Tokens.of({
        list: Effect.withSpan(tokens.list(), "Tokens.list"),
        get: Effect.fn("Tokens.get")((id: string) => tokens.get({ params: { id } }), aboutRecord),
        create: Effect.fn("Tokens.create")(function* ({ name, expiresAt }: TokenOptions = {}) {
          const end = expiresAt === undefined ? undefined : yield* endOf(expiresAt)
          const created = yield* tokens.create({
            payload: {
              ...(name === undefined ? {} : { name }),
              ...(end === undefined ? {} : { expires_at: end }),
            },
          })
          if (end !== undefined && created.expires_at !== end) {
            yield* Effect.logWarning(
              `The server stored another end of token ${created.id}: ${created.expires_at ?? "never"} for ${end}`,
            )
          }
          return { ...created, token: Redacted.make(created.token) }
        }),
        update: Effect.fn("Tokens.update")(function* (
          id: string,
          { name, expiresAt }: Parameters<TokensService["update"]>[1],
        ) {
          const end = expiresAt === null ? "" : expiresAt === undefined ? undefined : yield* endOf(expiresAt)
          return yield* tokens.update({
            params: { id },
            payload: {
              ...(name === undefined ? {} : { name }),
              ...(end === undefined ? {} : { expires_at: end }),
            },
          })
        }, aboutRecord),
        delete: Effect.fn("Tokens.delete")(
          (id: string) =>
            tokens.delete({ params: { id } }).pipe(
              Effect.asVoid,
              Effect.catchTag("QpiNotFoundError", () => Effect.void),
            ),
          aboutRecord,
        ),
      })
    }),
  ).pipe(freshPer(QpiClient))
}

const aboutRecord = aboutIts("qpi.record.id")
