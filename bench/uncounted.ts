/** Loaded before the SDK, it puts functions that do nothing in place of those that trace and count, for `telemetry.ts`. */
import { registerHooks } from "node:module"

const stubs: Readonly<Record<string, string>> = {
  "/signals/metrics.ts": `import { Effect } from "effect"
export const measureUnsafe = () => undefined
export const measure = () => Effect.void`,
  "/signals/annotate.ts": `import { Effect } from "effect"
export const note = () => Effect.void
export const about = () => (effect) => effect
export const aboutIts = () => (effect) => effect`,
}

registerHooks({
  load: (url, context, next) => {
    const stub = Object.entries(stubs).find(([end]) => url.endsWith(`/src${end}`))
    return stub === undefined ? next(url, context) : { format: "module", source: stub[1], shortCircuit: true }
  },
})
