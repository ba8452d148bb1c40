import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { formats } from "effect-ionq/schema/Result"
import { reading, job, v1, toDecimals } from "../utils/results.ts"

describe("the aggregations of a debiased job", () => {
  it.effect("are a parameter of older servers, but for the majority", () =>
    Effect.gen(function* () {
      const answers = { "results/probabilities?aggregation=dnl": v1 }
      const { value } = yield* reading(answers, (reader) => reader.aggregation(job({}), "dnl"))
      expect(toDecimals(value)).toEqual(v1)
      const { value: error } = yield* reading(answers, (reader) =>
        Effect.flip(reader.aggregation(job({}), "majority")),
      )
      expect(error).toMatchObject({ _tag: "MissingResultError", what: "aggregation majority" })
    }),
  )

  it.effect("are histograms of newer ones", () =>
    Effect.gen(function* () {
      const output = {
        error_mitigation: { aggregations: { majority: { id: "m", format: formats.histogramV2 } } },
      }
      const body = { histogram: { registers: { output_all: { "10": 3, "01": 1 } } } }
      const { value } = yield* reading({ "artifacts/m": body }, (reader) =>
        reader.aggregation(job({ output }), "majority"),
      )
      expect(value.kind).toBe("probabilities")
      expect(toDecimals(value)).toEqual({ "1": 0.75, "2": 0.25 })
    }),
  )
})

describe("an aggregation that is counted", () => {
  it.effect("is of the format that its link names, the second where it names none", () =>
    Effect.gen(function* () {
      const first = { "1": 3, "2": 1 }
      const second = { histogram: { registers: { output_all: { "100": 3, "010": 1 } } } }
      for (const [format, body] of [
        [formats.histogramV1, first],
        [formats.histogramV2, second],
        [null, second],
      ] as const) {
        for (const method of ["average", "voting", "dnl", "majority"] as const) {
          const output = { error_mitigation: { aggregations: { [method]: { id: "m", format } } } }
          const { value, asked } = yield* reading({ "artifacts/m": body }, (reader) =>
            reader.aggregation(job({ output }), method),
          )
          expect([value.width, value.kind, toDecimals(value)]).toEqual([
            3,
            "probabilities",
            { "1": 0.75, "2": 0.25 },
          ])
          expect(asked).toEqual(["/v0.4/jobs/j/artifacts/m"])
        }
      }
    }),
  )

  it.effect("is asked of the older endpoint where its link leads nowhere", () =>
    Effect.gen(function* () {
      for (const output of [
        null,
        {},
        { error_mitigation: null },
        { error_mitigation: { aggregations: null } },
        { error_mitigation: { aggregations: {} } },
        { error_mitigation: { aggregations: { voting: {} } } },
      ]) {
        const { value } = yield* reading({ "results/probabilities?aggregation=voting": v1 }, (reader) =>
          reader.aggregation(job({ output }), "voting"),
        )
        expect(toDecimals(value)).toEqual(v1)
      }
    }),
  )
})
