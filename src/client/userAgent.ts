import { Predicate, Version } from "effect"
import { version } from "./version.ts"

/**
 * The value of the header `User-Agent`, e.g. `effect-ionq/0.1.0 effect/4.1.0 node/24.21.0 my-app/1.0`. Undefined in a
 * browser, where a program cannot set this header.
 */
export const userAgent = (token: string | undefined): string | undefined => {
  const runtime = serverRuntime()
  if (runtime === undefined) return undefined
  return [`effect-ionq/${version}`, `effect/${Version.getCurrentVersion()}`, runtime, token]
    .filter(Boolean)
    .join(" ")
}

const serverRuntime = (): string | undefined => {
  const process: unknown = Reflect.get(globalThis, "process")
  if (!Predicate.hasProperty(process, "versions") || !Predicate.isObject(process.versions)) return undefined
  const versions: { readonly [name: string]: unknown } = { ...process.versions }
  for (const name of ["bun", "deno", "node"]) {
    if (typeof versions[name] === "string") return `${name}/${versions[name]}`
  }
  return undefined
}
