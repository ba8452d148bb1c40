import { Effect, Random } from "effect"
import * as random from "../../random/generator.ts"

/** A version 4 UUID from eight 16-bit words. */
const uuid = (words: ReadonlyArray<number>): string => {
  const hex = words.map((word) => word.toString(16).padStart(4, "0")).join("")
  const variant = ((parseInt(hex[16] ?? "0", 16) & 0b0011) | 0b1000).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ].join("-")
}

/** A UUID from the `Random` in the context, so that a seed determines the ids. */
export const nextUuid: Effect.Effect<string> = Effect.map(
  Effect.all(Array.from({ length: 8 }, () => Random.nextIntBetween(0, 0x1_00_00, { halfOpen: true }))),
  uuid,
)

/** A UUID that is derived from a name: equal names give equal UUIDs. */
export const uuidOf = (name: string): string => {
  const next = random.make(random.seedOf(name))
  return uuid(Array.from({ length: 8 }, () => Math.floor(next() * 0x1_00_00)))
}

const cursorStart = "00000000-0000-4000-8000-"

/** The cursor of a page that starts at a position in the order of jobs: a UUID, like IonQ's. */
export const cursorAt = (order: number): string => `${cursorStart}${order.toString(16).padStart(12, "0")}`

export const orderOf = (cursor: string): number | undefined => {
  const digits = cursor.slice(cursorStart.length)
  return cursor.startsWith(cursorStart) && /^[0-9a-f]{12}$/.test(digits) ? parseInt(digits, 16) : undefined
}
