import { afterAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { recorded } from "./recorded/recorded.ts"
import { makeStage, type Played } from "./replay/play.ts"
import { scenes } from "./replay/scenes.ts"
import { standIn } from "./replay/standIn.ts"

const isAsked = process.env["QPI_STANDIN"] === "1"
if (!isAsked)
  console.info("The stand-in on PocketBase is skipped: set QPI_STANDIN=1, it needs Go 1.25 or later")

describe.skipIf(!isAsked)("the stand-in answers as the server did", () => {
  const all: Array<Played> = []
  for (const { name, beginning = {}, run } of scenes) {
    it.live(name, () =>
      Effect.gen(function* () {
        const stage = yield* makeStage(yield* standIn(beginning))
        yield* Effect.onExit(run(stage), () => Effect.sync(() => all.push(...stage.played)))
        expect(stage.played.filter(({ difference }) => difference !== undefined)).toEqual([])
      }).pipe(Effect.scoped),
    )
  }

  afterAll(() => {
    const equal = all.filter(({ difference }) => difference === undefined)
    console.info(
      `the stand-in: equal / all: ${new Set(equal.map((each) => each.case)).size} / ${recorded.length}`,
    )
  })
})
