import { type Effect, type Layer, Schema } from "effect"
import * as Activity from "effect/workflow/Activity"
import * as Workflow from "effect/workflow/Workflow"
import type * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import { format } from "./tables.ts"

/** The workflow of one chunk. All its data is in the rows of its run. */
export const workflowOf = (platform: string) =>
  Workflow.make(`effect-${platform}/Run/${format}`, {
    payload: { run: Schema.String, chunk: Schema.Int },
    idempotencyKey: ({ run, chunk }) => `${run}/${chunk}`,
  })

export type ChunkWorkflow = ReturnType<typeof workflowOf>

/**
 * Registers the workflow of chunks with the engine. The process that has the lock of a chunk runs the workflow's only
 * activity. If the process dies, another process runs the activity again.
 */
export const layerWorkflow = (
  workflow: ChunkWorkflow,
  carryOut: (runId: string, place: number) => Effect.Effect<void>,
): Layer.Layer<never, never, WorkflowEngine.WorkflowEngine> =>
  workflow.toLayer(({ run, chunk }) => Activity.make({ name: "carryOut", execute: carryOut(run, chunk) }))
