import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Result } from "effect"
import { Circuit, Compiler, Distribution, Gates } from "effect-ionq"
import type { QisGate, WireGate } from "effect-ionq/schema/Gate"
import * as Simulator from "effect-ionq/simulator"
import { chiSquareTail, pValue, unevenness } from "../utils/chiSquare.ts"
import { randomNativeCircuit, randomQis, type Seeded, seeded } from "../utils/circuits.ts"
import { noisyProbabilities, noisyState } from "../utils/density.ts"

const { getOrThrow } = Result

interface Case {
  readonly gateset: "qis" | "native"
  readonly qubits: number
  readonly circuit: ReadonlyArray<WireGate>
  readonly model: Simulator.NoiseModel
}

const isNarrow = (gate: QisGate): boolean =>
  Gates.qubitsOf(gate).length <= 2 &&
  gate.gate !== "pauliexp" &&
  (Gates.targetsOf(gate).length === 1 || ["swap", "xx", "yy", "zz"].includes(gate.gate))

const narrowCircuit = (random: Seeded, qubits: number, size: number): ReadonlyArray<QisGate> => {
  const gates: Array<QisGate> = []
  while (gates.length < size) {
    const gate = randomQis(random, qubits, 2)
    if (isNarrow(gate)) gates.push(gate)
  }
  return gates
}

/** Noise of each kind and of all together, stronger than any machine's, so that a mistake shows. */
const modelOf = (random: Seeded, qubits: number, kind: number): Simulator.NoiseModel => {
  const rate = (most: number) => most * random.next()
  const rates = (most: number) => ({ oneQubit: rate(most), twoQubit: rate(most) })
  const only = (which: number) => kind === which || kind === 4
  return {
    qubits,
    ...(only(0) ? rates(0.2) : { oneQubit: 0, twoQubit: 0 }),
    ...(only(1) ? { phaseDamping: rates(0.4) } : {}),
    ...(only(2) ? { amplitudeDamping: rates(0.3) } : {}),
    ...(only(3) ? { readout: { zeroAsOne: rate(0.1), oneAsZero: rate(0.2) } } : {}),
  }
}

const caseOf = (seed: number): Case => {
  const random = seeded(seed)
  const qubits = 1 + random.int(3)
  const model = modelOf(random, qubits, seed % 5)
  // Something to see, whatever follows.
  const begin = Array.from({ length: qubits }, (_, qubit) => Gates.ry(qubit, 0.5 + 2 * random.next()))
  if (seed % 3 === 2 && qubits > 1) {
    const circuit = randomNativeCircuit(random, qubits, 10).gates as ReadonlyArray<WireGate>
    const turned = Array.from({ length: qubits }, (_, qubit) => Gates.gpi2(qubit, random.next()))
    return {
      gateset: "native",
      qubits,
      model,
      circuit: [...turned, ...circuit.filter(({ gate }) => gate !== "nop")],
    }
  }
  const wide: ReadonlyArray<QisGate> =
    qubits < 3
      ? []
      : [random.pick([Gates.controlled(Gates.x(2), 0, 1), Gates.controlled(Gates.swap(1, 2), 0)])]
  const narrow = narrowCircuit(random, qubits, 8)
  return {
    gateset: "qis",
    qubits,
    model,
    circuit: [...begin, ...narrow.slice(4), ...wide, ...narrow.slice(0, 4)],
  }
}

/** The circuit as the textbook has it: wide gates in the native gates that they compile to. */
const textbook = ({ qubits, circuit }: Case): ReadonlyArray<WireGate> =>
  circuit.flatMap((gate) =>
    Gates.qubitsOf(gate as QisGate).length <= 2
      ? [gate]
      : (getOrThrow(Compiler.compile(Circuit.qis(qubits, [gate as QisGate]), { target: "ms" }))
          .gates as ReadonlyArray<WireGate>),
  )

const countsOf = (shots: Uint32Array, qubits: number): ReadonlyArray<number> => {
  const counts = Array.from({ length: 2 ** qubits }, () => 0)
  for (const state of shots) counts[state]!++
  return counts
}

const counted = ({ model, ...circuit }: Case, shots: number, seed: number): ReadonlyArray<number> =>
  countsOf(getOrThrow(Simulator.measureNow(circuit, { model, shots, seed })), circuit.qubits)

describe("the tests of chi-square themselves", () => {
  it("know the table of the distribution", () => {
    expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 10)
    expect(chiSquareTail(18.307038053275146, 10)).toBeCloseTo(0.05, 10)
    expect(chiSquareTail(2.1558564812, 10)).toBeCloseTo(0.995, 8)
    expect(chiSquareTail(29.588298445, 10)).toBeCloseTo(0.001, 8)
  })

  it("tell even values from others", () => {
    const even = Array.from({ length: 60 }, (_, i) => (i + 0.5) / 60)
    expect(unevenness(even)).toBeLessThan(0.1)
    expect(unevenness(even.map((p) => p ** 2))).toBeGreaterThan(1.9)
  })
})

describe("noisy counts", () => {
  const cases = Array.from({ length: 60 }, (_, seed) => caseOf(seed))
  const shots = 20_000
  const counts = cases.map((each, i) => counted(each, shots, 1000 + i))
  const pValues = (probabilitiesOf: (of: Case) => ReadonlyArray<number>) =>
    counts.map((each, i) => pValue(each, probabilitiesOf(cases[i]!))).filter((p) => !Number.isNaN(p))

  it("of 60 circuits have even p-values against the density matrix of the textbook", () => {
    const found = pValues((each) => noisyProbabilities(each.qubits, textbook(each), each.model))
    expect(found.length).toBeGreaterThanOrEqual(55)
    expect(unevenness(found)).toBeLessThan(1.95)
    expect(Math.min(...found)).toBeGreaterThan(1e-5)
  })

  it("are told from those of a model that is off by a tenth, or lacks a channel", () => {
    const scaled = (rates: { readonly oneQubit: number; readonly twoQubit: number } | undefined) =>
      rates === undefined ? undefined : { oneQubit: rates.oneQubit * 0.9, twoQubit: rates.twoQubit * 0.9 }
    const off = pValues(({ model, ...each }) =>
      noisyProbabilities(each.qubits, textbook({ ...each, model }), {
        ...model,
        oneQubit: model.oneQubit * 0.9,
        twoQubit: model.twoQubit * 0.9,
        phaseDamping: scaled(model.phaseDamping),
        amplitudeDamping: scaled(model.amplitudeDamping),
      }),
    )
    expect(unevenness(off)).toBeGreaterThan(1.95)
    for (const lacking of ["phaseDamping", "amplitudeDamping", "readout"] as const) {
      const without = pValues((each) =>
        noisyProbabilities(each.qubits, textbook(each), { ...each.model, [lacking]: undefined }),
      )
      // Less than half of the circuits have this channel.
      expect(Math.min(...without), lacking).toBeLessThan(1e-9)
    }
  })
})

describe("a density matrix", () => {
  it("is that of the textbook, for every channel and gate", () => {
    for (let seed = 0; seed < 60; seed++) {
      const each = caseOf(seed)
      const { model, ...circuit } = each
      const { qubits, re, im, probabilities } = getOrThrow(Simulator.densityMatrixNow(circuit, { model }))
      const expected = noisyState(qubits, textbook(each), model)
      const size = 2 ** qubits
      for (let r = 0; r < size; r++) {
        for (let c = 0; c < size; c++) {
          expect(re[r + size * c]).toBeCloseTo(expected[r]![c]![0], 12)
          expect(im[r + size * c]).toBeCloseTo(expected[r]![c]![1], 12)
        }
      }
      noisyProbabilities(qubits, textbook(each), model).forEach((p, i) => {
        expect(probabilities[i]).toBeCloseTo(p, 12)
      })
    }
  })

  const quiet = { oneQubit: 0, twoQubit: 0 }

  it("without noise is the state's projector, for wide gates and products of Pauli matrices, too", () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = seeded(seed)
      const qubits = 1 + random.int(5)
      const gates = Array.from({ length: 8 }, () => randomQis(random, qubits))
      const circuit = { gateset: "qis", qubits, circuit: gates } as const
      const { re, im, probabilities } = getOrThrow(
        Simulator.densityMatrixNow(circuit, { model: { ...quiet, qubits } }),
      )
      const state = getOrThrow(Simulator.run(circuit))
      const size = 2 ** qubits
      for (let r = 0; r < size; r++) {
        for (let c = 0; c < size; c++) {
          const [a, b, x, y] = [state.re[r]!, state.im[r]!, state.re[c]!, state.im[c]!]
          expect(Math.abs(re[r + size * c]! - (a * x + b * y))).toBeLessThan(1e-9)
          expect(Math.abs(im[r + size * c]! - (b * x - a * y))).toBeLessThan(1e-9)
        }
      }
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9)
    }
  })

  it.effect("of 10 qubits gives means without shots, and lets other fibers run", () =>
    Effect.gen(function* () {
      const circuit = Circuit.ghz(10)
      const model = {
        ...getOrThrow(Simulator.noiseModel("aria-1")),
        readout: { zeroAsOne: 0.01, oneAsZero: 0.03 },
      }
      const input = {
        gateset: "qis",
        qubits: 10,
        circuit: getOrThrow(Circuit.toInput(circuit)).circuit,
      } as const
      let turns = 0
      const counting = yield* Effect.forkChild(
        Effect.forever(
          Effect.andThen(
            Effect.sync(() => turns++),
            Effect.yieldNow,
          ),
        ),
      )
      const { probabilities } = yield* Simulator.densityMatrix(input, { model })
      yield* Fiber.interrupt(counting)
      expect(turns).toBeGreaterThan(2)
      const distribution = getOrThrow(Distribution.fromArray(probabilities))
      const found = getOrThrow(Distribution.expectation(distribution, "IIIIIIIIZZ", { qubit0: "left" }))
      // Qubits 8 and 9 agree but for the noise of their own two gates, and for what is read wrongly.
      expect(found).toBeGreaterThan(0.85)
      expect(found).toBeLessThan((1 - 0.04) ** 2)
      const shots = yield* Simulator.measure(input, {
        model,
        shots: 20_000,
        seed: 5,
      })
      expect(pValue(countsOf(shots, 10), [...probabilities])).toBeGreaterThan(1e-3)
    }),
  )

  it.effect("can be interrupted", () =>
    Effect.gen(function* () {
      const circuit = Array.from({ length: 5_000 }, (_, i) => Gates.cnot(i % 10, (i + 1) % 10))
      const model = { oneQubit: 0.1, twoQubit: 0.1, qubits: 10 }
      const fiber = yield* Effect.forkChild(Simulator.densityMatrix({ gateset: "qis", circuit }, { model }))
      for (let turn = 0; turn < 5; turn++) yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      expect(Exit.hasInterrupts(yield* Fiber.await(fiber))).toBe(true)
    }),
  )

  it("is refused above 10 qubits, above the model's, and for what measure refuses", () => {
    const refused = (circuit: Simulator.SimulatedCircuit, model: Simulator.NoiseModel) =>
      Result.match(Simulator.densityMatrixNow(circuit, { model }), {
        onSuccess: () => "no error",
        onFailure: ({ _tag, code, message }) => `${_tag} ${code}: ${message}`,
      })
    const of = (qubits: number) => ({ gateset: "qis", qubits, circuit: [Gates.h(0)] }) as const
    expect(refused(of(11), { ...quiet, qubits: 25 })).toBe(
      "SimulationError NotEnoughQubits: The circuit has 11 qubits, the limit is 10",
    )
    expect(refused(of(4), { ...quiet, qubits: 3 })).toBe(
      "SimulationError NotEnoughQubits: The circuit has 4 qubits, the limit is 3",
    )
    expect(refused({ gateset: "qis", circuit: [] }, { ...quiet, qubits: 3 })).toMatch(/InvalidInput/)
    const wrong: ReadonlyArray<readonly [Partial<Simulator.NoiseModel>, string]> = [
      [{ oneQubit: 2 }, "oneQubit of the noise model is 2"],
      [
        { amplitudeDamping: { oneQubit: 0, twoQubit: -1 } },
        "amplitudeDamping.twoQubit of the noise model is -1",
      ],
      [{ phaseDamping: { oneQubit: NaN, twoQubit: 0 } }, "phaseDamping.oneQubit of the noise model is NaN"],
      [{ readout: { zeroAsOne: 0, oneAsZero: 1.5 } }, "readout.oneAsZero of the noise model is 1.5"],
    ]
    for (const [part, message] of wrong) {
      const model = { ...quiet, qubits: 3, ...part }
      expect(refused(of(1), model)).toBe(`SimulationError InvalidInput: ${message}, not a number from 0 to 1`)
      const measured = Simulator.measureNow(of(1), { model, shots: 1, seed: 1 })
      expect(Result.isFailure(measured) && measured.failure.message).toContain(message)
    }
  })
})

describe("relaxation", () => {
  const rates = (t1: number, t2: number, time: number) => Simulator.relaxation({ t1, t2, time })

  it("takes a qubit to what T1 and T2 say", () => {
    const { amplitudeDamping, phaseDamping } = getOrThrow(rates(10, 4, 3))
    const none = { oneQubit: 0, twoQubit: 0 }
    const model = {
      ...none,
      qubits: 1,
      amplitudeDamping: { oneQubit: amplitudeDamping, twoQubit: 0 },
      phaseDamping: { oneQubit: phaseDamping, twoQubit: 0 },
    }
    const of = (gate: WireGate) =>
      getOrThrow(Simulator.densityMatrixNow({ gateset: "qis", circuit: [gate] }, { model }))
    expect(of(Gates.x(0)).re[3]).toBeCloseTo(Math.exp(-3 / 10), 14)
    expect(of(Gates.h(0)).re[1]).toBeCloseTo(0.5 * Math.exp(-3 / 4), 14)
    expect(getOrThrow(rates(10, 20, 3)).phaseDamping).toBe(0)
    expect(getOrThrow(rates(10, 1, 0))).toEqual({ amplitudeDamping: 0, phaseDamping: 0 })
  })

  it("refuses times that cannot be", () => {
    for (const [times, field] of [
      [[0, 1, 1], "t1"],
      [[1, 2.1, 1], "t2"],
      [[1, 1, -1], "time"],
      [[Number.NaN, 1, 1], "t1"],
    ] as const) {
      const found = rates(...(times as [number, number, number]))
      expect(Result.isFailure(found) && found.failure.message).toMatch(new RegExp(`^${field} is `))
    }
  })
})

describe("noise of the new kinds", () => {
  const model: Simulator.NoiseModel = {
    oneQubit: 0.02,
    twoQubit: 0.05,
    qubits: 12,
    amplitudeDamping: { oneQubit: 0.02, twoQubit: 0.1 },
    readout: { zeroAsOne: 0.02, oneAsZero: 0.05 },
  }
  const circuit = [Gates.h(0), ...Array.from({ length: 11 }, (_, i) => Gates.cnot(i, i + 1))]
  const options = { model, shots: 200, seed: 3 }

  it("is what its seed decides, on each engine and over time", async () => {
    const of = (more: Partial<Simulator.NoiseOptions>) =>
      getOrThrow(Simulator.measureNow({ gateset: "qis", circuit }, { ...options, ...more }))
    expect(of({ engine: "javascript" })).toEqual(of({}))
    expect(of({ seed: 4 })).not.toEqual(of({}))
    expect(await Effect.runPromise(Simulator.measure({ gateset: "qis", circuit }, options))).toEqual(of({}))
  })

  it("lets a qubit fall, and keeps what it was with others", () => {
    // Of 12 qubits only one has been turned over: what falls leaves it at 0.
    const falling = {
      ...model,
      oneQubit: 0,
      readout: undefined,
      amplitudeDamping: { oneQubit: 0.3, twoQubit: 0 },
    }
    const shots = getOrThrow(
      Simulator.measureNow(
        { gateset: "qis", qubits: 12, circuit: [Gates.x(11)] },
        { ...options, model: falling, shots: 4000 },
      ),
    )
    const counts = countsOf(shots, 12)
    expect(counts[0]! + counts[2 ** 11]!).toBe(4000)
    expect(Math.abs(counts[0]! - 1200)).toBeLessThan(5 * Math.sqrt(4000 * 0.3 * 0.7))
  })

  it("reads wrongly what is there, apart from the errors of gates", () => {
    const reading = { oneQubit: 0.1, twoQubit: 0.2, qubits: 2 }
    const bell = { gateset: "qis", circuit: [Gates.h(0), Gates.cnot(0, 1)] } as const
    const of = (readout?: Simulator.ReadoutError) =>
      getOrThrow(Simulator.measureNow(bell, { model: { ...reading, readout }, shots: 2000, seed: 8 }))
    expect(of({ zeroAsOne: 0, oneAsZero: 0 })).toEqual(of())
    expect(of({ zeroAsOne: 1, oneAsZero: 1 })).toEqual(of().map((state) => state ^ 3))
    expect(of({ zeroAsOne: 0, oneAsZero: 1 })).toEqual(new Uint32Array(2000))
  })
})

describe("a gate on more than two qubits", () => {
  const aria = getOrThrow(Simulator.noiseModel("aria-1"))
  const probabilities = (circuit: Circuit.Circuit, model: Simulator.NoiseModel): Float64Array => {
    const { gateset, qubits } = circuit
    const input = { gateset, qubits, circuit: circuit.gates as ReadonlyArray<WireGate> }
    return getOrThrow(Simulator.densityMatrixNow(input, { model })).probabilities
  }
  const compiled = (circuit: Circuit.Circuit, target: Compiler.Target = "ms") =>
    getOrThrow(Compiler.compile(circuit, { target }))
  const fidelity = (circuit: Circuit.Circuit, found: Float64Array) => {
    const ideal = probabilities(circuit, { ...aria, oneQubit: 0, twoQubit: 0 })
    const of = (values: Float64Array) => getOrThrow(Distribution.fromArray(values))
    return getOrThrow(Distribution.fidelity(of(ideal), of(found)))
  }

  const wide: ReadonlyArray<readonly [name: string, qubits: number, gate: QisGate]> = [
    ["Toffoli", 3, Gates.controlled(Gates.x(0), 1, 2)],
    ["Toffoli beside other qubits", 5, Gates.controlled(Gates.x(0), 1, 2)],
    ["a swap under a control", 3, Gates.controlled(Gates.swap(0, 1), 2)],
    ["X under four controls", 6, Gates.controlled(Gates.x(5), 0, 1, 2, 3)],
    ["a rotation under three controls", 4, Gates.controlled(Gates.ry(0, 0.7), 1, 2, 3)],
    ["X on two targets under two controls", 4, { gate: "x", targets: [0, 1], controls: [2, 3] }],
    [
      "an exponential",
      4,
      Gates.pauliexp({ targets: [0, 1, 2, 3], terms: ["XXYZ", "ZIIZ"], coefficients: [0.3, 0.2], time: 1 }),
    ],
  ]
  for (const [name, qubits, gate] of wide) {
    it(`has the noise of what it compiles to: ${name}`, () => {
      for (const [model, target] of [
        [aria, "ms"],
        [getOrThrow(Simulator.noiseModel("forte-1")), "zz"],
      ] as const) {
        const circuit = Circuit.qis(qubits, [gate])
        const native = compiled(circuit, target).gates as ReadonlyArray<WireGate>
        // The textbook's matrices take minutes for more.
        const expected =
          qubits <= 3
            ? noisyProbabilities(qubits, native, model)
            : [...probabilities(compiled(circuit, target), model)]
        probabilities(circuit, model).forEach((p, i) => expect(p).toBeCloseTo(expected[i]!, 10))
      }
    })
  }

  it("so that Grover's search is as good as its compiled circuit, as a gate, and by shots", () => {
    const four = [0, 1, 2, 3]
    const all = (gate: (qubit: number) => QisGate) => four.map(gate)
    const flip = Gates.controlled(Gates.z(3), 0, 1, 2)
    const round = [flip, ...all(Gates.h), ...all(Gates.x), flip, ...all(Gates.x), ...all(Gates.h)]
    const grover = Circuit.qis(4, [...all(Gates.h), ...round, ...round, ...round])
    const asGates = fidelity(grover, probabilities(grover, aria))
    const asCompiled = fidelity(grover, probabilities(compiled(grover), aria))
    expect(Math.abs(asGates - asCompiled)).toBeLessThan(0.08)
    expect(asGates).toBeLessThan(0.75)
    const input = { gateset: "qis", circuit: grover.gates as ReadonlyArray<WireGate> } as const
    const shots = getOrThrow(Simulator.measureNow(input, { model: aria, shots: 20_000, seed: 2 }))
    expect(pValue(countsOf(shots, 4), [...probabilities(grover, aria)])).toBeGreaterThan(1e-3)
  })
})
