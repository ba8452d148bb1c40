import type { Effect } from "effect"
import type { World } from "../world.ts"

/** What went wrong, a line for each thing; nothing when all promises were kept. */
export type Wrongs = ReadonlyArray<string>

/** Something that a program does with the SDK, to be run in many orders. Ends within an hour of virtual time. */
export type Scene = (world: World) => Effect.Effect<Wrongs>

/** The scene's limit in virtual time. */
export const longest = "1 hour"
