import { describe, expect, it, layer } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import childProcess from "node:child_process"
import { EventEmitter } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { getPriority, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { Compute } from "../../src/emulator/model/Compute.ts"
import type { Task } from "../../src/emulator/model/Task.ts"
import { FileColumn } from "../../src/emulator/workers/FileColumn.ts"
import { inheritedOptions, startProcess } from "../../src/emulator/workers/start.ts"
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

const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "effect-ionq-test-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
)

/** Each process ends at its start, with an error that comes later: there are too many open files. */
const withoutProcesses = Effect.acquireRelease(
  Effect.sync(() => {
    const { fork } = childProcess
    childProcess.fork = () => {
      const child = Object.assign(new EventEmitter(), { pid: undefined, kill: () => false, unref: () => {} })
      process.nextTick(() => child.emit("error", new Error("spawn EMFILE")))
      // These are the methods that are used.
      return child as never
    }
    syncBuiltinESMExports()
    return fork
  }),
  (fork) =>
    Effect.sync(() => {
      childProcess.fork = fork
      syncBuiltinESMExports()
    }),
)

describe("the options of a process", () => {
  it("are inherited, except for what it runs, for debuggers and for watching", () => {
    const kept = ["--import", "./hooks.mjs", "-r", "./a.cjs", "--conditions=source", "--enable-source-maps"]
    const own = [
      ["-e", "serve()"],
      ["--eval=serve()"],
      ["-p", "serve()"],
      ["--input-type=module"],
      ["--input-type", "module"],
      ["--inspect-brk=9230"],
      ["--inspect-port", "9230"],
      ["--watch"],
      ["--watch-path", "./src"],
      ["--test"],
    ]
    for (const options of own) expect(inheritedOptions([...options, ...kept])).toEqual(kept)
    expect(inheritedOptions([...kept, ...own.flat()])).toEqual(kept)
  })
})

layer(processes)("the pool of processes", (it) => {
  it.effect("answers in a process of lower priority", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      // The answer is its process number.
      const pid = (yield* run(reading({ who: true }))) as unknown as number
      expect(pid).not.toBe(process.pid)
      if (process.platform !== "win32") expect(getPriority(pid)).toBe(Math.min(getPriority() + 10, 19))
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
      const folder = yield* temporaryFolder
      const diesWithout = join(folder, "died")
      expect(yield* run(reading({ diesWithout, answer: "second" }))).toBe("second")
      expect(yield* run(reading({ grows: true }))).toMatchObject({
        refusal: { status: 400, message: '"input" was invalid: it takes too much memory to read.' },
      })
      expect(yield* run(reading({ answer: "read" }))).toBe("read")
    }).pipe(Effect.scoped),
  )

  it.effect("deletes the file of a process that it stops", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      const before = columnFiles()
      const silent = yield* Effect.forkChild(run(reading({ creates: true })), { startImmediately: true })
      yield* Effect.promise(async () => {
        while (columnFiles().length === before.length) await setTimeout(5)
      })
      yield* Fiber.interrupt(silent)
      expect(columnFiles()).toEqual(before)
    }),
  )

  it.effect("goes on when a result cannot be opened", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      const answer = { measured: { table: { values: { path: "/missing/file", length: 1 } } } }
      expect(yield* run(reading({ answer }))).toMatchObject({
        refusal: { status: 500, message: expect.stringContaining("ENOENT") },
      })
      expect(yield* run(reading({ answer: "next" }))).toBe("next")
    }),
  )

  it.effect("ignores the messages that Node sends when it watches files", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      const foreign = { "watch:import": ["file:///worker.js"] }
      expect(yield* run(reading({ foreign, answer: "own" }))).toBe("own")
    }),
  )

  it.effect("says what a process wrote to stderr before it failed at load", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      const found = (yield* run(reading({}))) as { readonly refusal: { readonly message: string } }
      expect(found.refusal.message).toContain("its process ended with the exit code 1: ")
      expect(found.refusal.message).toContain("Error: It fails at load")
      expect(found.refusal.message).not.toContain("A warning")
      expect(found.refusal.message.length).toBeLessThan(2100)
    }).pipe(
      Effect.provide(
        layerWorkers(1e9, {
          file: new URL("../utils/failingProcess.ts", import.meta.url),
          heap: 16,
          starts: { check: startProcess, short: startProcess, long: startProcess },
        }),
      ),
    ),
  )

  it.effect("names the option of Node that is missing", () =>
    Effect.sync(() => {
      const program = `
        import { startProcess, startThread } from ${JSON.stringify(new URL("../../src/emulator/workers/start.ts", import.meta.url))}
        const listener = { onReply: () => {}, onEnd: () => {} }
        for (const start of [startProcess, startThread]) {
          try {
            start({ file: new URL("file:///worker.js"), heap: 16 }, listener)
          } catch ({ message }) {
            console.log(message)
          }
        }`
      const options = ["--permission", "--allow-fs-read=*", "--input-type=module", "--eval", program]
      const { stdout } = childProcess.spawnSync(process.execPath, options, { encoding: "utf8" })
      expect(stdout).toBe(
        ["--allow-child-process", "--allow-worker"]
          .map((option) => `Node's --permission forbids it without ${option}\n`)
          .join(""),
      )
    }),
  )

  it.effect("fails a task once if the system cannot start a process", () =>
    Effect.gen(function* () {
      const { run } = yield* Compute
      let answers = 0
      yield* Effect.gen(function* () {
        yield* withoutProcesses
        expect(yield* run(reading({}), () => answers++)).toMatchObject({
          refusal: {
            status: 500,
            message: "The emulator could not read the body: The system cannot start another process",
          },
        })
        yield* Effect.promise(() => setTimeout(5))
      }).pipe(Effect.scoped)
      expect(answers).toBe(1)
      expect(yield* run(reading({ answer: "next" }))).toBe("next")
    }).pipe(Effect.provide(Layer.fresh(processes))),
  )
})
