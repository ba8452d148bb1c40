import { Duration, Effect } from "effect"
import type { LiveChunk } from "./Live.ts"
import type { Platform } from "./Platform.ts"

/** How long after the last new job of a chunk it is looked for others, and how often there may be new ones. */
const lateness = Duration.seconds(30)

/**
 * Sees to what a dead process had sent and what arrived only after the chunk was taken over: as long as the chunk is carried out,
 * each time that its submissions have been quiet for a while after a new job, the later jobs of the same ids are canceled.
 */
export const withoutLateJobs = <Request, E>(
  platform: Platform<Request, E>,
  { known, runId, place }: LiveChunk<unknown>,
): Effect.Effect<never> =>
  Effect.gen(function* () {
    const since = new Date(yield* Effect.clockWith(({ currentTimeMillis }) => currentTimeMillis))
    let looked = known.size
    for (;;) {
      const count = known.size
      yield* Effect.sleep(lateness)
      if (known.size !== count || count === looked) continue
      const result = yield* Effect.result(platform.cancelLater(known, since))
      if (result._tag === "Success") {
        looked = count
        continue
      }
      yield* Effect.logWarning(
        "It was not seen whether a dead process had sent something late",
        result.failure,
      ).pipe(Effect.annotateLogs({ "ionq.run.id": runId, "ionq.run.chunk": place }))
    }
  })
