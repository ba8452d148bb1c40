import { parse } from "yaml"
import { isObject } from "./json.ts"

type Holder = Record<string, unknown>

/** The steps to a target. Overlays may name targets by any JSONPath; those in use are plain ones. */
const stepsTo = (target: string): ReadonlyArray<string> => {
  if (!/^\$(\.[\w-]+)*$/.test(target)) throw new Error(`The target ${target} of the overlay is no plain path`)
  return target.split(".").slice(1)
}

const merged = (base: unknown, update: unknown): unknown => {
  if (Array.isArray(base) && Array.isArray(update)) return [...base, ...update]
  if (!isObject(base) || !isObject(update)) return update
  const result: Holder = { ...base }
  for (const [key, value] of Object.entries(update)) {
    result[key] = key in base ? merged(base[key], value) : value
  }
  return result
}

/** A document after the actions of an OpenAPI Overlay (1.0.0), one after the other. */
export const overlaid = (document: unknown, overlay: string): unknown => {
  const { actions }: { readonly actions?: unknown } = parse(overlay)
  if (!Array.isArray(actions)) throw new Error("The overlay has no actions")
  let result: unknown = structuredClone(document)
  for (const action of actions) {
    const { target, remove, update } = action as {
      readonly target: string
      readonly remove?: boolean
      readonly update?: unknown
    }
    const change = (value: unknown, [step, ...rest]: ReadonlyArray<string>): unknown => {
      if (step === undefined) return remove === true ? undefined : merged(value, update)
      // A target that is not there is no error: the document may have become right.
      if (!isObject(value) || !(step in value)) return value
      const inner = change(value[step], rest)
      const { [step]: _, ...others } = value
      return inner === undefined ? others : { ...value, [step]: inner }
    }
    result = change(result, stepsTo(target))
  }
  return result
}
