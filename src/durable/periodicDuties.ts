import { Effect } from "effect"
import type { SqlError } from "effect/sql/SqlError"
import type { WorkflowEngine } from "effect/workflow/WorkflowEngine"
import type { Parts } from "./carryOutChunk.ts"
import { writeDown } from "./LiveChunks.ts"
import { format } from "./tables.ts"
import type { ChunkWorkflow } from "./chunkWorkflow.ts"

/** The longest pause between two rounds of a runner. */
const interval = "1 second"

/** The time limit for giving a chunk to the engine, because another runner may hang. */
const longestHandOver = "5 seconds"

/**
 * The background work of a runner. It gives new chunks to the engine, stores the progress of its own chunks, cancels
 * the jobs of canceled runs, and ends runs whose chunks have ended.
 */
export const periodicDuties = <Request, E>(
  { live, platform, store }: Parts<Request, E>,
  workflow: ChunkWorkflow,
): Effect.Effect<never, never, WorkflowEngine> => {
  const handOver = Effect.flatMap(store.unqueued(format), (chunks) =>
    Effect.forEach(
      chunks,
      ({ run_id, place }) =>
        workflow.execute({ run: run_id, chunk: place }, { discard: true }).pipe(
          Effect.andThen(store.queued(run_id, place)),
          // After a timeout, the chunk is given to the engine in the next round.
          Effect.timeoutOption(longestHandOver),
        ),
      { concurrency: 4, discard: true },
    ),
  )

  const passOn = Effect.gen(function* () {
    const chunks = live.all().filter(({ canceled }) => !canceled)
    const ids = yield* store.canceled([...new Set(chunks.map(({ runId }) => runId))])
    for (const chunk of chunks) {
      if (!ids.includes(chunk.runId)) continue
      chunk.canceled = true
      yield* Effect.forkChild(
        Effect.forEach([...chunk.jobs], platform.cancel, { concurrency: 4, discard: true }),
      )
    }
  })

  const noteAll = Effect.suspend(() =>
    Effect.forEach(
      live.all().filter(({ isDirty }) => isDirty),
      (chunk) => writeDown(store, chunk),
      { discard: true },
    ),
  )

  const end = Effect.flatMap(store.finished(format), (runs) =>
    Effect.forEach(
      runs,
      ({ id, session_id, busy }) =>
        Number(busy) > 0
          ? // The engine still has messages of the run to process. They would remain if the run were removed now.
            Effect.asVoid(Effect.forkChild(Effect.delay(live.ring, "50 millis")))
          : Effect.andThen(
              session_id === null ? Effect.void : platform.endSession(session_id),
              store.end(id),
            ),
      { discard: true },
    ),
  )

  const beat = Effect.forEach(
    [handOver, passOn, noteAll, end],
    (step: Effect.Effect<void, SqlError, WorkflowEngine>) => step,
    {
      discard: true,
    },
  ).pipe(Effect.catchCause((cause) => Effect.logWarning("A durable runner missed a beat", cause)))
  return Effect.forever(Effect.andThen(beat, Effect.raceFirst(live.rung, Effect.sleep(interval))))
}
