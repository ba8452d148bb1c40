import { Effect } from "effect"
import type { Drift } from "../Drift.ts"
import type { HookError } from "../errors/call.ts"
import { type HookFacts, runHook } from "./hooks.ts"
import type { Hooks } from "./ClientSetup.ts"

/** Reports drift, and returns a message for the first item. */
export type DriftNotes = (
  endpoint: string,
  drift: ReadonlyArray<Omit<Drift, "endpoint">>,
  facts: HookFacts,
) => Effect.Effect<string, HookError>

/**
 * The largest number of reports that are kept, so that a server that always sends new values does not fill the memory.
 */
const mostDrift = 1000

/** Reports each drift once, because a page of a hundred jobs has the same new field a hundred times. */
export const driftNotes = (setup: Hooks & { readonly mapError: <E>(error: E) => E }): DriftNotes => {
  const known = new Set<string>()
  return Effect.fnUntraced(function* (endpoint, found, facts) {
    for (const { kind, path, value } of found) {
      const key = [kind, path, value].join(" ")
      if (known.has(key) || known.size >= mostDrift) continue
      known.add(key)
      const drift: Drift = { kind, endpoint, path, value }
      yield* Effect.logInfo(`${setup.platform.name} sent data that this version does not know`).pipe(
        Effect.annotateLogs({ ...drift }),
      )
      yield* Effect.mapError(runHook(setup, "onDrift", setup.onDrift, drift, facts), setup.mapError)
    }
    const [first] = found
    if (first === undefined) return ""
    // An unreadable value is already formatted.
    const value = first.kind === "unreadable value" ? first.value : JSON.stringify(first.value)
    return `${first.kind} ${value} at ${first.path || "the top"}`
  })
}
