import { describe, expect, it } from "@effect/vitest"
import { Distribution } from "effect-ionq"
import { Effect, Option, Result } from "effect"
import { DateTime } from "effect"
import { QpiDate, QpiResults } from "effect-ionq/qpi"
import { recorded } from "./recorded/recorded.ts"

interface Recorded {
  readonly id: string
  readonly payload: unknown
  readonly results: unknown
}

const job = (name: string) => recorded.find((each) => each.case === name)!.answer as Recorded
const read = (value: Partial<Recorded>) => QpiResults.read({ payload: null, results: null, ...value })
const counts = (value: unknown, payload: unknown = null) => {
  const results = Result.getOrThrow(read({ results: { circuit_results: [{ counts: value }] }, payload }))
  const [entry] = results!.entries
  return entry?.kind === "counts" ? entry.counts : undefined
}

describe("results", () => {
  it("of several circuits have one entry for each set of parameters", () => {
    const record = job("records-job-multi-circuits")
    const results = Result.getOrThrow(QpiResults.read(record))!
    expect(results.backend).toBe("mock_1")
    const outcomes = QpiResults.outcomes(record, results)
    expect(outcomes.map(({ origin }) => origin)).toEqual([
      { circuit: 0, parameters: 0, values: undefined },
      { circuit: 1, parameters: 0, values: [0] },
      { circuit: 1, parameters: 1, values: [Math.PI] },
      { circuit: 2, parameters: 0, values: undefined },
    ])
    const shown = results.entries.map((entry) =>
      entry.kind === "counts" ? Distribution.toBitstrings(entry.counts, { qubit0: "right" }) : entry.kind,
    )
    expect(shown).toEqual([{ "00": 8, "11": 12 }, { "0": 50 }, { "1": 50 }, { "1": 7 }])
    expect(results.entries.map(({ shots }) => shots)).toEqual([20, 50, 50, 7])
  })

  it("are points at level 1, and what the driver sent without measurements", () => {
    const single = Result.getOrThrow(QpiResults.read(job("records-job-level1-single")))!.entries
    expect(single).toMatchObject([{ kind: "memory", shots: 3 }])
    expect(single[0]?.kind === "memory" && single[0].memory.length).toBe(3)
    const average = Result.getOrThrow(QpiResults.read(job("records-job-level1-avg")))!.entries
    expect(average[0]?.kind === "memory" && average[0].memory.length).toBe(1)
    const raw = Result.getOrThrow(QpiResults.read(job("records-job-no-clbit")))!.entries
    expect(raw).toMatchObject([{ kind: "raw", shots: 0 }])
  })

  it("of a driver that sends one outcome alone are one entry", () => {
    const { entries } = Result.getOrThrow(QpiResults.read(job("records-job-late-result-after-cancel")))!
    expect(entries).toHaveLength(1)
    expect(entries[0]).toMatchObject({ kind: "counts", shots: 1 })
  })

  it("have binary keys with bit 0 on the right, or hexadecimal ones", () => {
    const three = { circuits: [{ circuit: "OPENQASM 3.0;\nbit[2] a; // bit[9] b;\nbit c;" }] }
    expect(counts({ "001": 3 })?.width).toBe(3)
    expect(Distribution.get(counts({ "001": 3, "000": 0 })!, 1)).toBe(3)
    expect(counts({ "0x1": 3 }, three)?.width).toBe(3)
    expect(counts({ "0x1": 3, "0xf": 1 })?.width).toBe(4)
    expect(Distribution.get(counts({ "0X1": 3, "0xF": 1 })!, 15)).toBe(1)
    expect(counts({ "0 01": 3 })?.width).toBe(3)
    const wide = { circuits: [{ circuit: "OPENQASM 2.0; creg c[70];" }] }
    expect(Distribution.get(counts({ [`0x${"f".repeat(17)}`]: 2 }, wide)!, 2n ** 68n - 1n)).toBe(2)
  })

  it("that cannot be read are an error that names the entry", () => {
    const refusal = (results: unknown) => {
      const result = read({ id: "000000000000000", results })
      return Result.isFailure(result) ? result.failure : undefined
    }
    expect(refusal({ circuit_results: [{ counts: { "00": "x" } }] })).toMatchObject({
      what: "circuit_results.0.counts.00",
      jobId: "000000000000000",
    })
    expect(refusal({ circuit_results: [{ counts: { zz: 1 } }] })?.message).toContain("neither binary nor 0x")
    expect(refusal({ circuit_results: [{ counts: { "0": 1, "0x1": 1 } }] })?.message).toContain("some keys")
    expect(refusal({ circuit_results: [{ counts: { "0": 1, "01": 1 } }] })?.message).toContain("bitstring")
    expect(refusal([{ counts: {} }])?.message).toContain("not an object")
    expect(refusal({ circuit_results: { counts: {} } })?.message).toContain("not a list")
    expect(refusal({ circuit_results: [null] })?.message).toContain("not an object")
  })

  it("may be missing", () => {
    for (const results of [null, undefined, {}]) expect(Result.getOrThrow(read({ results }))).toBeUndefined()
    expect(
      Result.getOrThrow(read({ results: { circuit_results: [{ counts: {} }] } }))!.entries,
    ).toMatchObject([{ kind: "raw" }])
  })
})

describe("dates", () => {
  it("are read with a space or a T, and to the millisecond", () => {
    const moment = DateTime.makeUnsafe("2026-11-21T11:56:31.394Z")
    for (const text of ["2026-11-21 11:56:31.394Z", "2026-11-21T11:56:31.394Z"]) {
      expect(Option.map(QpiDate.parse(text), DateTime.toEpochMillis)).toEqual(
        Option.some(DateTime.toEpochMillis(moment)),
      )
    }
    for (const text of ["", "banana", "0001-01-01", "2026-13-41 00:00:00Z", "2026-02-30 00:00:00Z"]) {
      expect(Option.isNone(QpiDate.parse(text)), text).toBe(true)
    }
    expect(QpiDate.format(moment)).toBe("2026-11-21 11:56:31.394Z")
  })

  it.effect("are refused where the server would store none", () =>
    Effect.gen(function* () {
      expect(yield* QpiDate.encode("at", "2026-11-22T19:59:59.102605+02:00")).toBe("2026-11-22 17:59:59.102Z")
      expect(yield* QpiDate.encode("at", new Date(0))).toBe("1970-01-01 00:00:00.000Z")
      expect(yield* QpiDate.encode("at", "2026-11-22 19:59:59.102Z")).toBe("2026-11-22 19:59:59.102Z")
      expect(yield* QpiDate.encode("at", "2024-02-29t10:30+0200")).toBe("2024-02-29 08:30:00.000Z")
      for (const wrong of [
        "banana",
        "2026-11-22",
        "2026-11-22T10:00:00",
        // JavaScript reads these as dates.
        "2026-02-30T10:00:00Z",
        "1 Z",
        "+010000-01-01T00:00:00Z",
        new Date(8.64e15),
        "9999-12-31T23:00:00-02:00",
        Number.NaN,
        new Date(Number.NaN),
      ]) {
        const error = yield* Effect.flip(QpiDate.encode("expires_at", wrong))
        expect(error.field).toBe("expires_at")
      }
    }),
  )
})
