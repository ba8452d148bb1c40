import { afterEach, describe, expect, it, vi } from "@effect/vitest"
import { Effect, Exit, Fiber, Result } from "effect"
import { Gates } from "effect-ionq"
import type { WireGate } from "effect-ionq/schema/Gate"
import * as Simulator from "effect-ionq/simulator"
import { uniform } from "../utils/randomCircuits.ts"
import { keepSpans } from "../utils/observe.ts"

/** Layers of rotations and CNOTs. */
const layers = (qubits: number, count: number): Simulator.SimulatedCircuit => {
  const next = uniform(qubits)
  const circuit = Array.from({ length: count }, (_, layer): ReadonlyArray<WireGate> => [
    ...Array.from({ length: qubits }, (__, qubit) => Gates.ry(qubit, 6 * next())),
    ...Array.from({ length: (qubits - (layer % 2)) >> 1 }, (__, k) =>
      Gates.cnot(2 * k + (layer % 2), 2 * k + 1 + (layer % 2)),
    ),
  ]).flat()
  return { gateset: "qis", qubits, circuit }
}

const differences = (a: Simulator.StateVector, b: Simulator.StateVector): number => {
  let count = 0
  for (let i = 0; i < a.re.length; i++) if (a.re[i] !== b.re[i] || a.im[i] !== b.im[i]) count++
  return count
}

/** What the span of a run says that others did. */
const helped = (circuit: Simulator.SimulatedCircuit, options: Simulator.SimulateOptions) =>
  Effect.gen(function* () {
    const { spans, tracer } = keepSpans()
    const state = yield* Simulator.simulate(circuit, options).pipe(Effect.withTracer(tracer))
    const found = spans.find(({ name }) => name === "Simulator.simulate")
    return { state, tiles: Number(found?.attributes.get("simulator.tiles.helped")) }
  })

afterEach(() => void vi.restoreAllMocks())

describe("simulate", () => {
  it.effect("lets timers and other fibers run in between, and gives what run gives", () =>
    Effect.gen(function* () {
      const circuit = layers(20, 20)
      let turns = 0
      let fired = false
      setTimeout(() => (fired = true), 1)
      const other = yield* Effect.forkChild(
        Effect.forever(
          Effect.andThen(
            Effect.yieldNow,
            Effect.sync(() => turns++),
          ),
        ),
      )
      const state = yield* Simulator.simulate(circuit)
      yield* Fiber.interrupt(other)
      // 2^20 amplitudes times 590 gates, in steps of about 2^23 of them: 70, or fewer where gates are merged.
      expect(turns).toBeGreaterThan(20)
      expect(fired).toBe(true)
      expect(differences(state, Result.getOrThrow(Simulator.run(circuit)))).toBe(0)
    }),
  )

  it.effect("ends at the next step when it is interrupted", () =>
    Effect.gen(function* () {
      // 24 qubits and 20,000 gates: minutes, if the interruption had to wait for the end.
      const long = layers(24, 570)
      for (const threads of [1, 2]) {
        const fiber = yield* Effect.forkChild(Simulator.simulate(long, { maxQubits: 24, threads }))
        yield* Effect.yieldNow
        yield* Effect.yieldNow
        yield* Fiber.interrupt(fiber)
        expect(Exit.hasInterrupts(yield* Fiber.await(fiber))).toBe(true)
      }
    }),
  )

  it.effect("gives the same doubles with threads, which do some of the work", () =>
    Effect.gen(function* () {
      // Until a worker has come up and taken part, however busy the machine is.
      const circuit = layers(18, 20)
      const alone = Result.getOrThrow(Simulator.run(circuit, { tileQubits: 10 }))
      let tiles = 0
      for (let run = 0; run < 100 && tiles === 0; run++) {
        const found = yield* helped(circuit, { threads: 2, tileQubits: 10 })
        expect(differences(found.state, alone)).toBe(0)
        tiles += found.tiles
      }
      expect(tiles).toBeGreaterThan(0)
    }),
  )

  it.effect("refuses a number of threads that is none", () =>
    Effect.gen(function* () {
      for (const threads of [0, 1.5, 257]) {
        expect(yield* Effect.flip(Simulator.simulate(layers(2, 1), { threads }))).toMatchObject({
          code: "InvalidInput",
          message: `threads is ${threads}, not a whole number from 1 to 256`,
        })
      }
    }),
  )

  it("refuses options out of their range", () => {
    const refused = (options: Simulator.Options) => {
      const found = Simulator.run(layers(2, 1), options)
      return Result.isFailure(found) && `${found.failure.code}: ${found.failure.message}`
    }
    for (const maxQubits of [0, 2.5, Number.NaN]) {
      expect(refused({ maxQubits })).toBe(
        `InvalidInput: maxQubits is ${maxQubits}, not a whole number from 1`,
      )
    }
    for (const tileQubits of [8, 15, Number.NaN]) {
      expect(refused({ tileQubits })).toBe(
        `InvalidInput: tileQubits is ${tileQubits}, not a whole number from 9 to 14`,
      )
    }
  })

  it.effect("refuses a state that does not fit before it allocates it", () =>
    Effect.gen(function* () {
      const circuit = layers(30, 1)
      expect(yield* Effect.flip(Simulator.simulate(circuit, { maxQubits: 40 }))).toMatchObject({
        code: "NotEnoughQubits",
        message: "The circuit has 30 qubits, the limit is 29",
      })
    }),
  )

  it("says what a state takes and what is left", () => {
    vi.spyOn(process, "availableMemory").mockReturnValue(3 * 2 ** 30)
    const found = Simulator.run(layers(28, 1), { maxQubits: 29 })
    expect(Result.isFailure(found) && found.failure).toMatchObject({
      code: "NotEnoughQubits",
      message: "A state of 28 qubits takes 4096 MiB, and only 3072 MiB are free",
    })
  })

  it("runs in plain JavaScript where there is no WebAssembly", async () => {
    const circuit = layers(4, 3)
    const expected = Result.getOrThrow(Simulator.run(circuit, { engine: "javascript" }))
    // The module looks once whether it has WebAssembly.
    vi.resetModules()
    const module = vi.spyOn(WebAssembly, "Module").mockImplementation(function () {
      throw new WebAssembly.CompileError("not here")
    })
    const fresh = await import("effect-ionq/simulator")
    expect(differences(Result.getOrThrow(fresh.run(circuit)), expected)).toBe(0)
    expect(module).toHaveBeenCalled()
  })
})
