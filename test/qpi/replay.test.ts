import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { recorded } from "./recorded/recorded.ts"
import { makeStage, type Played } from "./replay/play.ts"
import { scenes } from "./replay/scenes.ts"
import { emulated } from "./replay/server.ts"

describe("the emulator answers as the server did", () => {
  const all: Array<Played> = []
  for (const { name, beginning = {}, run } of scenes) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const stage = yield* makeStage(yield* emulated(beginning))
        yield* Effect.onExit(run(stage), () => Effect.sync(() => all.push(...stage.played)))
        expect(stage.played.filter(({ difference }) => difference !== undefined)).toEqual([])
      }).pipe(Effect.scoped),
    )
  }

  it("to every recorded request", () => {
    const played = new Set(all.map((each) => each.case))
    const missing = recorded.map((each) => each.case).filter((name) => !played.has(name))
    const equal = all.filter(({ difference }) => difference === undefined)
    console.info(`equal / all: ${new Set(equal.map((each) => each.case)).size} / ${recorded.length}`)
    expect(missing).toEqual([])
  })
})
