/**
 * Loaded before the SDK by `telemetry.ts`: puts a switch in front of the functions that count and that add attributes.
 * While `globalThis.isUncounted` is true, they do nothing.
 */
import { registerHooks } from "node:module"

/** What a function returns while it is switched off, as source text. */
const returns = (value: string) => (name: string) =>
  `(...args) => (globalThis.isUncounted ? ${value} : ${name}Counted(...args))`

const switches: Readonly<Record<string, Readonly<Record<string, (name: string) => string>>>> = {
  "/signals/metrics.ts": { measureUnsafe: returns("undefined"), measure: returns("Effect.void") },
  "/signals/annotate.ts": { note: returns("Effect.void"), about: returns("(effect) => effect") },
  "/client/attemptSpan.ts": {
    durationsOf: (name) => `(server) => {
  const counted = ${name}Counted(server), none = { updateUnsafe: () => undefined }
  return (...args) => (globalThis.isUncounted ? none : counted(...args))
}`,
  },
}

const withSwitches = (
  source: string,
  functions: Readonly<Record<string, (name: string) => string>>,
): string => {
  let text = source
  for (const [name, switched] of Object.entries(functions)) {
    const declared = `export const ${name} =`
    if (!text.includes(declared)) throw new Error(`there is no function ${name} any more`)
    text = text.replace(declared, () => `export const ${name} = ${switched(name)}\nconst ${name}Counted =`)
  }
  return text
}

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    const found = Object.entries(switches).find(([end]) => url.endsWith(`/src${end}`))
    if (found === undefined) return loaded
    const { source } = loaded
    const text = typeof source === "string" ? source : new TextDecoder().decode(source)
    return { ...loaded, source: withSwitches(text, found[1]) }
  },
})
