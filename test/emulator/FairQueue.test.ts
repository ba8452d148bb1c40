import { describe, expect, it } from "@effect/vitest"
import { FairQueue } from "../../src/emulator/workers/FairQueue.ts"

const always = () => true

describe("a fair queue", () => {
  it("lets callers take turns", () => {
    const queue = new FairQueue<string>()
    for (const item of ["a1", "a2", "a3"]) queue.add("a", item)
    queue.add("b", "b1")
    queue.add("c", "c1")
    queue.add("b", "b2")
    const taken = Array.from({ length: 7 }, () => queue.take(always))
    expect(taken).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", undefined])
  })

  it("passes nobody over who has to wait", () => {
    const queue = new FairQueue<number>()
    queue.add("a", 10)
    queue.add("b", 1)
    expect(queue.take((item) => item < 5)).toBe(undefined)
    expect(queue.take(always)).toBe(10)
    expect(queue.take((item) => item < 5)).toBe(1)
  })

  it("lets items be taken out again", () => {
    const queue = new FairQueue<number>()
    const remove = queue.add("a", 1)
    queue.add("a", 2)
    remove()
    remove()
    expect(queue.size).toBe(1)
    expect(queue.take(always)).toBe(2)
    queue.add("a", 3)()
    expect(queue.take(always)).toBe(undefined)
    expect(queue.size).toBe(0)
  })
})
