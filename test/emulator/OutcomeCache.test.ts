import { describe, expect, it } from "@effect/vitest"
import { OutcomeCache } from "../../src/emulator/model/OutcomeCache.ts"
import type { Measured } from "../../src/emulator/model/Outcome.ts"

const outcome = (megabytes: number): Measured => ({
  kind: "circuit",
  counted: false,
  method: "dense",
  table: { qubits: 1, stride: 1, states: undefined, values: new Float64Array((megabytes * 1e6) / 8) },
})

const setup = () => {
  const state = { counted: 0, simulations: 0 }
  const held = new OutcomeCache(
    (bytes) => {
      state.counted += bytes
      return () => {
        state.counted -= bytes
      }
    },
    () => state.simulations > 0,
  )
  const has = (...ids: ReadonlyArray<string>) => ids.filter((id) => held.get(id) !== undefined)
  return { state, held, has, megabytes: () => Math.round(state.counted / 1e6) }
}

describe("outcomes in memory", () => {
  it("count while somebody uses them", () => {
    const { held, megabytes } = setup()
    const [first, second] = [held.use("a"), held.use("a")]
    held.put("a", outcome(20))
    expect(megabytes()).toBe(20)
    first()
    expect(megabytes()).toBe(20)
    second()
    expect(megabytes()).toBe(0)
    held.use("a")
    expect(megabytes()).toBe(20)
  })

  it("do not count if they are small", () => {
    const { state, held } = setup()
    held.use("a")
    held.put("a", outcome(0.05))
    expect(state.counted).toBe(0)
  })

  it("are cached up to a size, those used last", () => {
    const { held, has, megabytes } = setup()
    for (const id of ["a", "b"]) held.put(id, outcome(20))
    held.use("a")()
    held.put("c", outcome(20))
    expect(has("a", "b", "c")).toEqual(["a", "c"])
    expect(megabytes()).toBe(0)
  })

  it("stay as long as they are used, whatever their size", () => {
    const { held, has } = setup()
    const leave = held.use("a")
    held.put("a", outcome(60))
    for (const id of ["b", "c", "d"]) held.put(id, outcome(20))
    expect(has("a", "b", "c", "d")).toEqual(["a", "c", "d"])
    leave()
    expect(has("a", "c", "d")).toEqual(["a"])
  })

  it("make room for a simulation, if they are large", () => {
    const { state, held, has } = setup()
    held.put("a", outcome(60))
    expect(has("a")).toEqual(["a"])
    state.simulations = 1
    held.trim()
    expect(has("a")).toEqual([])
    const leave = held.use("b")
    held.put("b", outcome(60))
    held.put("c", outcome(20))
    leave()
    expect(has("b", "c")).toEqual([])
  })
})
