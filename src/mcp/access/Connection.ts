import { Context, Effect, type FileSystem, Layer, type Path, Semaphore } from "effect"
import type { CommandError } from "../../cli/terminal/CommandError.ts"
import type { Globals } from "../../cli/terminal/globals.ts"
import type { ConfigurationError } from "../../IonQError.ts"
import type { Services } from "../../Layer.ts"

/** The services of the SDK, on IonQ. */
export class Connection extends Context.Service<
  Connection,
  {
    /**
     * The services, which are built on first use and cached. A failure is not cached, because a key may be configured
     * in the meantime.
     */
    readonly services: Effect.Effect<
      Context.Context<Services>,
      CommandError | ConfigurationError,
      FileSystem.FileSystem | Path.Path | Globals
    >
  }
>()("effect-ionq/mcp/Connection") {
  static readonly layer = Layer.effect(
    Connection,
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      const turn = Semaphore.makeUnsafe(1).withPermits(1)
      let built: Context.Context<Services> | undefined
      const build = Effect.gen(function* () {
        const { services } = yield* Effect.promise(() => import("../../cli/steps/connect.ts"))
        built = yield* Layer.buildWithScope(services(), scope)
        return built
      })
      return Connection.of({
        services: turn(Effect.suspend(() => (built === undefined ? build : Effect.succeed(built)))),
      })
    }),
  )
}
