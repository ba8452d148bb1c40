import { Effect, Random } from "effect"

/** A UUID of version 4 out of the `Random` in the context, so that a seed decides the ids too. */
export const nextUuid: Effect.Effect<string> = Effect.map(
  Effect.all(Array.from({ length: 8 }, () => Random.nextIntBetween(0, 0x1_00_00, { halfOpen: true }))),
  (words) => {
    const hex = words.map((word) => word.toString(16).padStart(4, "0")).join("")
    const variant = ((parseInt(hex[16] ?? "0", 16) & 0b0011) | 0b1000).toString(16)
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      variant + hex.slice(17, 20),
      hex.slice(20),
    ].join("-")
  },
)
