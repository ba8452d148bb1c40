import { expect, layer } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { getPriority, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { Compute } from "../../src/emulator/model/Compute.ts"
import type { Task } from "../../src/emulator/model/Task.ts"
import { FileColumn } from "../../src/emulator/workers/FileColumn.ts"
import { startProcess } from "../../src/emulator/workers/start.ts"
import { layerWorkers } from "../../src/emulator/workers/WorkerPool.ts"
import type { Order } from "../utils/obedientProcess.ts"

const processes = layerWorkers(1e9, {
  file: new URL("../utils/obedientProcess.ts", import.meta.url),
  heap: 16,
  starts: { check: startProcess, short: startProcess, long: startProcess },
})

/** The process looks at the order alone. */
const reading = (order: Order): Extract<Task, { readonly kind: "read" }> =>
  ({ kind: "read", body: " ".repeat(100_000), rules: { maxQubits: 26 }, order }) as never

const columnFiles = () => readdirSync(tmpdir()).filter((name) => /^effect-ionq-[\da-f-]{36}$/.test(name))

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const hasEnded = (pid: number) =>
  Effect.promise(async () => {
    while (isThere(pid)) await setTimeout(5)
  })

layer(processes)("the pool of processes", (it) => {
  it.effect("answers in a process of lower priority", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      // The answer is its process number.
      const pid = (yield* run(reading({ who: true }))) as unknown as number
      expect(pid).not.toBe(process.pid)
      if (process.platform !== "win32") expect(getPriority(pid)).toBe(getPriority() + 10)
      // It is kept for the next task.
      expect(yield* run(reading({ who: true }))).toBe(pid)
    }),
  )

  it.effect("gets large results in a file that is gone at once", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      const before = columnFiles()
      const length = 200_001
      // The answer is that of a simulation.
      const { measured } = (yield* run(reading({ values: length }))) as unknown as {
        readonly measured: { readonly table: { readonly values: FileColumn } }
      }
      const { values } = measured.table
      expect(values).toBeInstanceOf(FileColumn)
      expect(columnFiles()).toEqual(before)
      expect([values.length, values.byteLength]).toEqual([length, length * 8])
      for (let place = 0; place < length; place++) {
        if (values.at(place) !== place / 2) expect([place, values.at(place)]).toEqual([place, place / 2])
      }
      expect([length - 1, 3, 150_000, 0, length].map((place) => values.at(place))).toEqual([
        (length - 1) / 2,
        1.5,
        75_000,
        0,
        undefined,
      ])
      const half = (_: unknown, place: number) => (place + 30_000) / 2
      expect(values.slice(30_000, 120_000)).toEqual(Float64Array.from({ length: 90_000 }, half))
      expect(values.slice(length - 1, length + 5)).toEqual(new Float64Array([(length - 1) / 2]))
      values.close()
      values.close()
      expect(() => values.at(100_000)).toThrow("closed")
      // Small ones are in the message.
      expect(yield* run(reading({ values: 3 }))).toEqual({
        measured: { table: { values: new Float64Array([0, 0.5, 1]) } },
      })
    }),
  )

  it.effect("stops the process of a task that nobody wants any more", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      const pid = (yield* run(reading({ who: true }))) as unknown as number
      const silent = yield* Effect.forkChild(run(reading({})), { startImmediately: true })
      expect(isThere(pid)).toBe(true)
      yield* Fiber.interrupt(silent)
      yield* hasEnded(pid)
      expect(yield* run(reading({ answer: "another" }))).toBe("another")
    }),
  )

  it.effect("tries again when a process ends, and says when it takes too much memory", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "effect-ionq-test-"))),
        (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
      )
      const diesWithout = join(folder, "died")
      expect(yield* run(reading({ diesWithout, answer: "second" }))).toBe("second")
      expect(yield* run(reading({ grows: true }))).toMatchObject({
        refusal: { status: 400, message: '"input" was invalid: it takes too much memory to read.' },
      })
      expect(yield* run(reading({ answer: "read" }))).toBe("read")
    }).pipe(Effect.scoped),
  )
})
