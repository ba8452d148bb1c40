/** How long a program lives on after its last wait: real processes, by the real clock. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Effect } from "effect"
import { type Outcome, outcome } from "./cloud.ts"

const run = promisify(execFile)

const ends = ["completed", "timed out", "interrupted"] as const
const styles = ["provided", "runtime"] as const

/** How long is waited for a program that does not end, in milliseconds. */
const patience = 30_000

/** How long one program lived after its last wait, in milliseconds. */
const lived = (end: string, style: string): Effect.Effect<number> =>
  Effect.promise(() =>
    run(
      process.execPath,
      [
        "--conditions=@effect-ionq/source",
        new URL("programs/lastWait.ts", import.meta.url).pathname,
        end,
        style,
      ],
      { timeout: patience },
    ).then(
      ({ stdout }) => Number(stdout.trim()),
      () => patience,
    ),
  )

export const exits = (times: number): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const figures: Record<string, number> = {}
    const promises: Record<string, boolean> = {}
    for (const end of ends) {
      for (const style of styles) {
        const all = yield* Effect.replicateEffect(lived(end, style), times)
        const name = `${end}, ${style}`
        figures[`lived on after a wait that was ${name} (ms)`] = Math.max(...all)
        promises[`ends within 100 ms of a wait that was ${name}`] = all.every((millis) => millis <= 100)
      }
    }
    return outcome(figures, promises)
  })
