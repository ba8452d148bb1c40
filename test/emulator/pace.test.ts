import { describe, expect, it } from "@effect/vitest"
import { EventEmitter } from "node:events"
import type { Readable } from "node:stream"
import { makePace } from "../../src/emulator/pace.ts"

/** Bodies whose pieces arrive as fast as they are read, and a clock that goes on when all of them wait. */
const makeWorld = () => {
  let time = 1e6
  const timers: Array<{ readonly at: number; readonly run: () => void }> = []
  const start = time
  const pace = makePace({
    now: () => time,
    later: (run, delay) => timers.push({ at: time + delay, run }),
  })
  /** Reads bodies to their ends, a piece of each in turn. Returns how many milliseconds after the start each one ended. */
  const read = (sizes: ReadonlyArray<number>, pieceBytes = 65_536): ReadonlyArray<number> => {
    const piece = new Uint8Array(pieceBytes)
    const bodies = sizes.map((size) => {
      const body = Object.assign(new EventEmitter(), {
        left: size,
        isPaused: false,
        ended: 0,
        pause: () => {
          body.isPaused = true
        },
        resume: () => {
          body.isPaused = false
        },
      })
      // These are the methods that are used.
      pace(body as unknown as Readable)
      return body
    })
    for (;;) {
      const open = bodies.filter(({ left }) => left > 0)
      if (open.length === 0) return bodies.map(({ ended }) => ended)
      const free = open.filter(({ isPaused }) => !isPaused)
      for (const body of free) {
        body.emit("data", piece.subarray(0, Math.min(piece.length, body.left)))
        body.left -= piece.length
        if (body.left <= 0) body.ended = time - start
      }
      if (free.length > 0) continue
      timers.sort((a, b) => a.at - b.at)
      const next = timers.shift()
      if (next === undefined) throw new Error("A body waits forever")
      time = next.at
      next.run()
    }
  }
  const pass = (millis: number) => {
    time += millis
  }
  return { read, pass }
}

describe("the pace of bodies", () => {
  it("lets small bodies and the first 20 MB of large ones pass", () => {
    const { read } = makeWorld()
    expect(read([10_000_000, 9_900_000, ...Array.from({ length: 500 }, () => 200_000)])).toEqual(
      Array.from({ length: 502 }, () => 0),
    )
  })

  it("reads 8 MB per second after that, of all bodies together", () => {
    const { read } = makeWorld()
    read([20_000_000])
    const ends = read([8_000_000, 8_000_000, 8_000_000, 8_000_000])
    for (const end of ends) {
      expect(end).toBeGreaterThan(3700)
      expect(end).toBeLessThan(4000)
    }
  })

  it("lets a small body pass while large ones wait", () => {
    const { read } = makeWorld()
    read([20_000_000])
    const [small = 0, large = 0] = read([250_000, 8_000_000])
    expect(small).toBe(0)
    expect(large).toBeGreaterThan(900)
  })

  it("gives time back, but not more than the first 20 MB", () => {
    const { read, pass } = makeWorld()
    read([20_000_000])
    pass(3_600_000)
    expect(read([20_000_000])).toEqual([3_600_000])
    const [end = 0] = read([8_250_000])
    expect(end - 3_600_000).toBeGreaterThan(900)
  })
})
