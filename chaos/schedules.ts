/** The same scenes in many orders of their fibers: nothing may hang, and nothing may be wrong in any. */
import { Effect, Exit } from "effect"
import { type Outcome, outcome } from "./cloud.ts"
import { wordsOf } from "./network.ts"
import { batches } from "./scenes/batches.ts"
import { longest, type Scene } from "./scenes/scene.ts"
import { sessions } from "./scenes/sessions.ts"
import { submissions } from "./scenes/submissions.ts"
import { closeWaits, leftWaits, loneWaits, refusedWaits, waits } from "./scenes/waits.ts"
import { makeWorld, orderOf } from "./world.ts"

export const scenes: Readonly<Record<string, Scene>> = {
  waits,
  "waits, refused": refusedWaits,
  "waits, close": closeWaits,
  "waits, alone": loneWaits,
  "waits, left": leftWaits,
  submissions,
  sessions,
  batches,
}

/** What was wrong with one scene under one schedule; nothing when all was well. */
export const play = (scene: Scene, seed: number, schedule: number): Effect.Effect<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    const world = makeWorld(seed * 100_000 + schedule, orderOf(schedule))
    const { exit, hung, alive, fibers } = yield* world.live(scene(world), longest)
    if (exit === undefined) return [`hung: ${hung}`]
    return [
      ...(Exit.isSuccess(exit) ? exit.value : [`failed: ${wordsOf(exit)}`]),
      ...alive.map((process) => `still alive at the end: ${process}`),
      ...(fibers === 0 ? [] : [`${fibers} fibers were left`]),
    ]
  })

/** `count` schedules of all scenes, or of one: each that follows the one before, or every so many-th. */
export const schedules = (
  seed: number,
  count: number,
  only: Readonly<Record<string, Scene>> = scenes,
  every = 1,
): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const figures: Record<string, number | string> = { schedules: count }
    const promises: Record<string, boolean> = {}
    for (const [name, scene] of Object.entries(only)) {
      let bad = 0
      let first: string | undefined
      for (let schedule = 0; schedule < count * every; schedule += every) {
        const wrongs = yield* play(scene, seed, schedule)
        if (wrongs.length > 0) bad++
        const { maxOps, next, yields } = orderOf(schedule)
        first ??= wrongs[0] && `${wrongs[0]} (schedule ${schedule}: ${maxOps} operations, ${next}, ${yields})`
      }
      figures[`${name}: bad schedules`] = bad
      if (first !== undefined) figures[`${name}: the first`] = first
      promises[`${name}: nothing hung and nothing wrong`] = bad === 0
    }
    return outcome(figures, promises)
  })
