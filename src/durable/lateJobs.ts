import { Clock, Effect, Result } from "effect"
import type { LiveChunk } from "./Live.ts"
import type { Platform } from "./Platform.ts"

/** How long no new job of a chunk was known before the jobs are looked through for late ones. */
const quiet = "30 seconds"

/**
 * Cancels what a dead process had sent and what arrived after its chunk was taken over: each time that the chunk has been quiet
 * after new jobs, the jobs are looked through for later ones of the same submissions. It goes on as long as the chunk.
 */
export const withoutLateJobs = <Request, E>(
  platform: Platform<Request, E>,
  { known, runId, place }: LiveChunk<unknown>,
): Effect.Effect<never> =>
  Effect.gen(function* () {
    const since = new Date(yield* Clock.currentTimeMillis)
    let looked = known.size
    for (;;) {
      const count = known.size
      yield* Effect.sleep(quiet)
      if (known.size !== count || count === looked) continue
      const look = yield* Effect.result(platform.cancelLater(known, since))
      if (Result.isSuccess(look)) looked = count
      else {
        yield* Effect.logWarning("The jobs could not be looked through for late ones", look.failure).pipe(
          Effect.annotateLogs({ "ionq.run.id": runId, "ionq.run.chunk": place }),
        )
      }
    }
  })
