import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { reading } from "../utils/results.ts"

describe("the value of a function", () => {
  it.effect("and what a solver found are in the job, or missing", () =>
    Effect.gen(function* () {
      const strange = (results: unknown) =>
        ({ id: "j", status: "completed", type: "quantum-function", backend: "simulator", results }) as never
      const { value, asked } = yield* reading({}, (reader) =>
        reader.value(strange({ value: 1.5, variance: 0.25 })),
      )
      expect(value).toMatchObject({ value: 1.5, variance: 0.25 })
      expect(asked).toEqual([])
      for (const results of [null, {}, { value: "much" }]) {
        const { value: error } = yield* reading({}, (reader) => Effect.flip(reader.value(strange(results))))
        expect(error).toMatchObject({
          _tag: "MissingResultError",
          jobId: "j",
          what: "value of a quantum function",
        })
        const { value: other } = yield* reading({}, (reader) => Effect.flip(reader.qaoa(strange(results))))
        expect(other).toMatchObject({ _tag: "MissingResultError", jobId: "j", what: "QAOA result" })
      }
    }),
  )
})
