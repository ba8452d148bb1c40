import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Distribution } from "effect-ionq"
import { seeded } from "./utils/mutate.ts"

const { getOrThrow } = Result
const { fromArray, fromBitstrings, fromDecimals, toBitstrings, toDecimals } = Distribution

const failure = <A, E>(result: Result.Result<A, E>): E => {
  if (Result.isSuccess(result)) throw new Error("expected a failure")
  return result.failure
}

const decimals = (
  record: Readonly<Record<string, number>>,
  width: number,
  kind: Distribution.Kind = "probabilities",
) => getOrThrow(fromDecimals(record, { width, kind }))

/** A distribution by its bitstrings alone, with qubit i at place i: what is computed from it is computed by hand. */
type Plain = ReadonlyMap<string, number>

const random = seeded(5)

const plainOf = (width: number, outcomes: number): Plain => {
  const bits = () => Array.from({ length: width }, () => (random() < 0.5 ? "0" : "1")).join("")
  const found = new Map(Array.from({ length: outcomes }, () => [bits(), random() + 0.01]))
  const total = [...found.values()].reduce((sum, value) => sum + value, 0)
  return new Map([...found].map(([state, value]) => [state, value / total]))
}
const made = (plain: Plain) =>
  getOrThrow(fromBitstrings(Object.fromEntries(plain), { qubit0: "left", kind: "probabilities" }))

/** Widths on both sides of a word, of exact numbers, and far above. */
const widths = [1, 3, 8, 31, 32, 33, 52, 53, 54, 60, 100]

const expectClose = (found: Readonly<Record<string, number>>, expected: Readonly<Record<string, number>>) => {
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted())
  for (const [key, value] of Object.entries(expected)) expect(found[key]).toBeCloseTo(value, 12)
}

describe("a state", () => {
  it("of X on qubit 0 of three is 1 in decimal, and 100 or 001 by the side that is named", () => {
    const forms = [
      fromDecimals({ "1": 1 }, { width: 3, kind: "probabilities" }),
      fromBitstrings({ "100": 1 }, { qubit0: "left", kind: "probabilities" }),
      fromBitstrings({ "001": 1 }, { qubit0: "right", kind: "probabilities" }),
      fromArray([0, 1, 0, 0, 0, 0, 0, 0]),
      Result.map(Distribution.fromShots(["1"], { width: 3 }), Distribution.normalize),
    ]
    for (const form of forms) {
      const flipped = getOrThrow(form)
      expect(toDecimals(flipped)).toEqual({ "1": 1 })
      expect(toBitstrings(flipped, { qubit0: "left" })).toEqual({ "100": 1 })
      expect(toBitstrings(flipped, { qubit0: "right" })).toEqual({ "001": 1 })
      expect(Distribution.get(flipped, 1)).toBe(1)
    }
  })

  it("keeps every bit, whatever the width", () => {
    for (const width of widths) {
      const plain = plainOf(width, 20)
      const distribution = made(plain)
      expect(toBitstrings(distribution, { qubit0: "left" })).toEqual(Object.fromEntries(plain))
      const mirrored = [...plain].map(([bits, value]) => [[...bits].reverse().join(""), value])
      expect(toBitstrings(distribution, { qubit0: "right" })).toEqual(Object.fromEntries(mirrored))
      const decimal = [...plain].map(([bits, value]) => [
        String(BigInt(`0b${[...bits].reverse().join("")}`)),
        value,
      ])
      expect(toDecimals(distribution)).toEqual(Object.fromEntries(decimal))
      expectClose(toDecimals(decimals(Object.fromEntries(decimal), width)), Object.fromEntries(decimal))
      for (const [state, value] of decimal) expect(Distribution.get(distribution, String(state))).toBe(value)
      expect(Distribution.get(distribution, 2n ** BigInt(width))).toBe(0)
      const states = [...Distribution.entries(distribution)].map(([state]) => BigInt(state))
      expect(states).toEqual(states.toSorted((a, b) => (a < b ? -1 : 1)))
    }
  })
})

describe("a register", () => {
  it("is a marginal or a reading of another, as summed up bit by bit", () => {
    for (const width of widths) {
      const plain = plainOf(width, 30)
      for (let round = 0; round < 20; round++) {
        const qubits = Array.from({ length: width }, (_, i) => i).toSorted(() => random() - 0.5)
        const map: ReadonlyArray<number | null> =
          round % 2 === 0
            ? qubits.slice(0, 1 + Math.floor(random() * width))
            : Array.from({ length: 1 + Math.floor(random() * 60) }, () =>
                random() < 0.2 ? null : Math.floor(random() * width),
              )
        const expected: Record<string, number> = {}
        for (const [bits, value] of plain) {
          const read = map.map((qubit) => (qubit === null ? "0" : bits[qubit])).join("")
          expected[read] = (expected[read] ?? 0) + value
        }
        const found = getOrThrow(Distribution.remap(made(plain), map))
        expect(found.width).toBe(map.length)
        expectClose(toBitstrings(found, { qubit0: "left" }), expected)
        if (round % 2 === 0) {
          const marginal = made(plain).pipe(Distribution.marginal(qubits.slice(0, map.length)), getOrThrow)
          expect(marginal).toEqual(found)
        }
      }
    }
  })
})

describe("the mean of a Pauli string", () => {
  it("is that of the signs, for either side", () => {
    for (const width of widths) {
      const plain = plainOf(width, 25)
      const distribution = made(plain)
      for (let round = 0; round < 20; round++) {
        const pauli = Array.from({ length: width }, () => (random() < 0.5 ? "I" : "Z")).join("")
        let mean = 0
        for (const [bits, value] of plain) {
          const ones = [...bits].filter((bit, i) => bit === "1" && pauli[i] === "Z").length
          mean += ones % 2 === 0 ? value : -value
        }
        const left = getOrThrow(Distribution.expectation(distribution, pauli, { qubit0: "left" }))
        expect(left).toBeCloseTo(mean, 12)
        const mirrored = [...pauli].reverse().join("")
        expect(distribution.pipe(Distribution.expectation(mirrored, { qubit0: "right" }), getOrThrow)).toBe(
          left,
        )
        const variance = getOrThrow(Distribution.variance(distribution, pauli, { qubit0: "left" }))
        expect(variance).toBeCloseTo(1 - mean * mean, 12)
      }
    }
  })

  it("is over the total, so that counts and probabilities give the same", () => {
    const shots = decimals({ "0": 30, "1": 10 }, 1, "counts")
    expect(getOrThrow(Distribution.expectation(shots, "Z", { qubit0: "left" }))).toBe(0.5)
    expect(getOrThrow(Distribution.variance(shots, "Z", { qubit0: "left" }))).toBe(0.75)
  })
})

describe("counts by largest remainder", () => {
  it("deal out what the whole parts leave, the lower state first among equals", () => {
    const thirds = decimals({ "0": 1 / 3, "1": 1 / 3, "3": 1 / 3 }, 2)
    expect(toDecimals(getOrThrow(Distribution.counts(thirds, 100)))).toEqual({ "0": 34, "1": 33, "3": 33 })
    const uneven = decimals({ "0": 0.47, "1": 0.16, "2": 0.159, "3": 0.12, "4": 0.061, "5": 0.03 }, 3)
    // Hare's method on the textbook's six parties and ten seats.
    expect(toDecimals(getOrThrow(Distribution.counts(uneven, 10)))).toEqual({
      "0": 5,
      "1": 2,
      "2": 1,
      "3": 1,
      "4": 1,
    })
  })

  it("do not let rounding decide between equal remainders", () => {
    const weights = decimals({ "0": 1, "1": 1, "2": 10 }, 2, "counts")
    for (const distribution of [weights, Distribution.normalize(weights)]) {
      const dealt = getOrThrow(Distribution.counts(distribution, 100))
      expect(toDecimals(dealt)).toEqual({ "0": 9, "1": 8, "2": 83 })
    }
    // Weights in whole numbers, so that the remainders are known exactly.
    for (let round = 0; round < 2000; round++) {
      const parts = Array.from({ length: 2 + Math.floor(random() * 12) }, () => 1 + Math.floor(random() * 9))
      const total = parts.reduce((sum, part) => sum + part, 0)
      const shots = 1 + Math.floor(random() * 10 ** (1 + Math.floor(random() * 6)))
      const expected = parts.map((part) => Math.floor((part * shots) / total))
      const left = shots - expected.reduce((sum, count) => sum + count, 0)
      const order = parts
        .map((part, i) => [(part * shots) % total, i] as const)
        .sort(([a, i], [b, j]) => b - a || i - j)
      for (const [, i] of order.slice(0, left)) expected[i]!++
      const rounded = parts.map((part) => part / total)
      const record = Object.fromEntries(rounded.map((p, i) => [String(i), p]))
      const dealt = getOrThrow(Distribution.counts(decimals(record, 4), shots))
      expect(parts.map((_, i) => Distribution.get(dealt, i))).toEqual(expected)
    }
  })

  it("add up, and each is less than one shot from its share", () => {
    for (let round = 0; round < 300; round++) {
      const distribution = made(plainOf(1 + Math.floor(random() * 60), 1 + Math.floor(random() * 40)))
      const shots = 1 + Math.floor(random() * 10 ** (1 + Math.floor(random() * 6)))
      const dealt = getOrThrow(Distribution.counts(distribution, shots))
      expect(dealt.kind).toBe("counts")
      expect(dealt.total).toBe(shots)
      for (const [state, value] of Distribution.entries(distribution)) {
        const share = (value / distribution.total) * shots
        expect(Math.abs(Distribution.get(dealt, state) - share)).toBeLessThan(1)
      }
    }
  })
})

describe("a sample", () => {
  /** xoshiro128** seeded by splitmix32, in whole numbers. */
  const generator = (seed: bigint) => {
    const word = (x: bigint) => BigInt.asUintN(32, x)
    let filling = seed
    const fill = () => {
      filling = word(filling + 0x9e3779b9n)
      let z = word((filling ^ (filling >> 16n)) * 0x21f0aaadn)
      z = word((z ^ (z >> 15n)) * 0x735a2d97n)
      return z ^ (z >> 15n)
    }
    const rotate = (x: bigint, by: bigint) => word(x << by) | (x >> (32n - by))
    let [a, b, c, d] = [fill(), fill(), fill(), fill()]
    const next = () => {
      const result = word(rotate(word(b * 5n), 7n) * 9n)
      const t = word(b << 9n)
      c ^= a
      d ^= b
      b ^= c
      a ^= d
      c ^= t
      d = rotate(d, 11n)
      return result
    }
    return () => Number(((next() >> 5n) << 26n) | (next() >> 6n)) / 2 ** 53
  }

  it("is the same for the same seed, on every machine", () => {
    const coin = decimals({ "0": 0.5, "1": 0.3, "7": 0.2 }, 3)
    const drawn = getOrThrow(Distribution.sample(coin, 1000, 42))
    const next = generator(42n)
    const expected = { "0": 0, "1": 0, "7": 0 }
    for (let i = 0; i < 1000; i++) {
      const u = next()
      expected[u < 0.5 ? "0" : u < 0.5 + 0.3 ? "1" : "7"]++
    }
    expect(toDecimals(drawn)).toEqual(expected)
    expect(getOrThrow(Distribution.sample(coin, 1000, 42))).toEqual(drawn)
    expect(getOrThrow(Distribution.sample(coin, 1000, 43))).not.toEqual(drawn)
    expect(getOrThrow(Distribution.sample(coin, 1000, 42 + 2 ** 40))).not.toEqual(drawn)
  })

  it("is drawn from the distribution: chi-squared stays within five standard deviations", () => {
    for (let round = 0; round < 20; round++) {
      const distribution = made(plainOf(10, 200))
      const shots = 100_000
      const drawn = getOrThrow(Distribution.sample(distribution, shots, round))
      expect(drawn.total).toBe(shots)
      let chi2 = 0
      for (const [state, p] of Distribution.entries(distribution)) {
        chi2 += (Distribution.get(drawn, state) - p * shots) ** 2 / (p * shots)
      }
      const freedom = distribution.values.length - 1
      expect(Math.abs(chi2 - freedom)).toBeLessThan(5 * Math.sqrt(2 * freedom))
      for (const [state] of Distribution.entries(drawn)) {
        expect(Distribution.get(distribution, state)).toBeGreaterThan(0)
      }
    }
  })

  it("never draws what cannot be, even beside almost all the weight", () => {
    const values = new Float64Array(1024)
    values[0] = 1e-12
    values[700] = 1
    const drawn = getOrThrow(Distribution.sample(getOrThrow(fromArray(values)), 10_000, 1))
    expect(toDecimals(drawn)).toEqual({ "700": 10_000 })
  })
})

describe("a distance", () => {
  const measures = [Distribution.totalVariation, Distribution.hellinger, Distribution.fidelity]

  it("is as its definition says, over the states of both", () => {
    for (const width of widths) {
      const [p, q] = [plainOf(width, 15), plainOf(width, 15)]
      let [variation, roots, overlap] = [0, 0, 0]
      for (const state of new Set([...p.keys(), ...q.keys()])) {
        const [a, b] = [p.get(state) ?? 0, q.get(state) ?? 0]
        variation += Math.abs(a - b) / 2
        roots += (Math.sqrt(a) - Math.sqrt(b)) ** 2 / 2
        overlap += Math.sqrt(a * b)
      }
      const found = measures.map((measure) => getOrThrow(measure(made(p), made(q))))
      expect(found[0]).toBeCloseTo(variation, 12)
      expect(found[1]).toBeCloseTo(Math.sqrt(roots), 12)
      expect(found[2]).toBeCloseTo(overlap ** 2, 12)
      expect(found[2]).toBeCloseTo((1 - found[1]! ** 2) ** 2, 12)
    }
  })

  it("is none between equals, and the most between what shares no state", () => {
    const [zero, one] = [decimals({ "0": 1 }, 1), decimals({ "1": 7 }, 1, "counts")]
    expect(measures.map((measure) => getOrThrow(measure(one, one)))).toEqual([0, 0, 1])
    expect(measures.map((measure) => getOrThrow(measure(zero, one)))).toEqual([1, 1, 0])
  })
})

describe("the largest outcomes", () => {
  it("come first, the lower state among equals", () => {
    const distribution = decimals({ "0": 1, "1": 5, "2": 3, "3": 5 }, 2, "counts")
    expect(Distribution.top(distribution, 3)).toEqual([
      [1, 5],
      [3, 5],
      [2, 3],
    ])
    for (const n of [0, -1, Number.NaN]) expect(Distribution.top(distribution, n)).toEqual([])
    expect(Distribution.top(distribution, 1.9)).toEqual([[1, 5]])
    expect(Distribution.top(distribution, Infinity)).toHaveLength(4)
    expect(Distribution.top(distribution, 99)).toHaveLength(4)
  })

  it("are in the order of their states where rounding alone makes them differ", () => {
    const eighth = (ulps: number) => 0.125 * (1 + ulps * Number.EPSILON)
    const values = [2, 0, -3, 1, 4, -1, 3, 0].map(eighth)
    const distribution = getOrThrow(fromArray(values))
    for (let n = 1; n <= 8; n++) {
      expect(Distribution.top(distribution, n).map(([state]) => state)).toEqual(
        [0, 1, 2, 3, 4, 5, 6, 7].slice(0, n),
      )
    }
    const mixed = getOrThrow(fromArray([0.1, 0.3, 0.1 + 1e-17, 0.3 + 1e-16, 0.05, 0.05 - 1e-18, 0.05, 0.05]))
    expect(Distribution.top(mixed, 6).map(([state]) => state)).toEqual([1, 3, 0, 2, 4, 5])
    const many = getOrThrow(fromArray(Array.from({ length: 4096 }, (_, i) => 1 + (i % 3) * Number.EPSILON)))
    for (const n of [3, 1500]) {
      expect(Distribution.top(many, n).map(([state]) => state)).toEqual(
        Array.from({ length: n }, (_, i) => i),
      )
    }
    // What differs by more is in the order of its values.
    const apart = getOrThrow(fromArray([0.25, 0.25 + 1e-9, 0.25 - 1e-9, 0.25 + 2e-9]))
    expect(Distribution.top(apart, 3).map(([state]) => state)).toEqual([3, 1, 0])
  })

  it("are the same whichever way they are found", () => {
    const distribution = made(plainOf(40, 3000))
    expect(Distribution.top(distribution, 2000).slice(0, 900)).toEqual(Distribution.top(distribution, 900))
  })
})

describe("merging", () => {
  it("adds counts, and averages probabilities", () => {
    const counts = [decimals({ "0": 3, "1": 1 }, 2, "counts"), decimals({ "1": 4, "3": 2 }, 2, "counts")]
    const merged = getOrThrow(Distribution.merge(counts))
    expect([merged.kind, toDecimals(merged)]).toEqual(["counts", { "0": 3, "1": 5, "3": 2 }])
    const averaged = getOrThrow(
      Distribution.merge([decimals({ "0": 1 }, 2), decimals({ "0": 0.25, "3": 0.25 }, 2)]),
    )
    expect([averaged.kind, toDecimals(averaged)]).toEqual(["probabilities", { "0": 0.75, "3": 0.25 }])
  })
})

describe("many outcomes", () => {
  it("stay in typed arrays", () => {
    const n = 2 ** 21
    const values = Float64Array.from({ length: n }, () => 1 / n)
    const distribution = getOrThrow(fromArray(values))
    expect(distribution.states).toBeInstanceOf(Uint32Array)
    expect(distribution.values).toHaveLength(n)
    const half = getOrThrow(Distribution.marginal(distribution, [20, 3]))
    expect(toDecimals(half)).toEqual({ "0": 0.25, "1": 0.25, "2": 0.25, "3": 0.25 })
    const reversed = getOrThrow(
      Distribution.remap(
        distribution,
        Array.from({ length: 21 }, (_, i) => 20 - i),
      ),
    )
    expect(reversed.states).toBeInstanceOf(Uint32Array)
    expect(getOrThrow(Distribution.sample(distribution, 1000, 1)).total).toBe(1000)
  })
})

describe("what does not fit is refused, with its field", () => {
  const coin = decimals({ "0": 0.5, "1": 0.5 }, 2)
  const wide = decimals({ "0": 1 }, 3)
  const empty = decimals({}, 2)
  const counts = { width: 2, kind: "counts" } as const
  const left = { qubit0: "left" } as const
  const bits = { ...left, kind: "counts" } as const
  const cases: ReadonlyArray<
    readonly [string, () => Result.Result<unknown, Distribution.DistributionError>, string]
  > = [
    ["no width", () => fromDecimals({}, { ...counts, width: 0 }), "width"],
    ["half a qubit", () => fromDecimals({}, { ...counts, width: 1.5 }), "width"],
    ["a state too high", () => fromDecimals({ "4": 1 }, counts), "state"],
    [
      "a state too high for bigints",
      () => fromDecimals({ [String(2n ** 60n)]: 1 }, { ...counts, width: 60 }),
      "state",
    ],
    ["a bitstring as decimal", () => fromDecimals({ "0b1": 1 }, counts), "state"],
    ["a negative state", () => fromDecimals({ "-1": 1 }, counts), "state"],
    ["a negative value", () => fromDecimals({ "1": -0.1 }, counts), "value"],
    ["a value that is none", () => fromDecimals({ "1": Number.NaN }, counts), "value"],
    ["bitstrings of two lengths", () => fromBitstrings({ "01": 1, "011": 1 }, bits), "state"],
    ["a letter in a bitstring", () => fromBitstrings({ "0x": 1 }, bits), "state"],
    ["no bitstring and no width", () => fromBitstrings({}, bits), "width"],
    ["an array of no power of two", () => fromArray([1, 2, 3]), "width"],
    ["a shot too high", () => Distribution.fromShots(["9"], { width: 3 }), "state"],
    ["half a shot's state", () => Distribution.fromShots([0.5], { width: 3 }), "state"],
    ["a qubit outside", () => Distribution.marginal(coin, [2]), "qubits"],
    ["a qubit twice", () => Distribution.marginal(coin, [1, 1]), "qubits"],
    ["no qubits", () => Distribution.marginal(coin, []), "qubits"],
    ["a bit of no qubit", () => Distribution.remap(coin, [null, -1]), "qubits"],
    ["a Pauli string too short", () => Distribution.expectation(coin, "Z", left), "pauli"],
    ["a Pauli X", () => Distribution.variance(coin, "XZ", left), "pauli"],
    ["the mean of nothing", () => Distribution.expectation(empty, "ZZ", left), "value"],
    ["no shots", () => Distribution.counts(coin, 0), "shots"],
    ["too many shots", () => Distribution.sample(coin, 1e10, 1), "shots"],
    ["half a seed", () => Distribution.sample(coin, 1, 0.5), "seed"],
    ["shots of nothing", () => Distribution.sample(empty, 1, 1), "value"],
    ["registers that differ", () => Distribution.hellinger(coin, wide), "width"],
    ["the distance of nothing", () => Distribution.totalVariation(coin, empty), "value"],
    ["nothing to merge", () => Distribution.merge([]), "parts"],
    ["registers that differ in a merge", () => Distribution.merge([coin, wide]), "width"],
    ["counts with probabilities", () => Distribution.merge([coin, decimals({}, 2, "counts")]), "parts"],
  ]
  for (const [name, make, field] of cases) {
    it(name, () => {
      const error = failure(make())
      expect(error).toBeInstanceOf(Distribution.DistributionError)
      expect(error).toMatchObject({ _tag: "DistributionError", field })
    })
  }

  it.effect("as a typed error of an effect, too", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.fromResult(Distribution.marginal(coin, [7])))
      expect(error.message).toBe("qubit 7 is not in the register, which has 0 to 1")
    }),
  )

  it("but what is 0 up to rounding counts as 0", () => {
    expect(toDecimals(decimals({ "0": 1, "1": -1e-17, "2": 0 }, 2))).toEqual({ "0": 1 })
  })
})

describe("a distribution that is printed", () => {
  it("says its width, its side and its first outcomes", () => {
    const many = getOrThrow(fromArray(Array.from({ length: 32 }, () => 1 / 32)))
    expect(JSON.parse(String(decimals({ "1": 1 }, 3)))).toEqual({
      _id: "Distribution",
      width: 3,
      kind: "probabilities",
      qubit0: "left",
      outcomes: { "100": 1 },
    })
    expect(JSON.parse(JSON.stringify(many))).toMatchObject({ more: 16 })
  })
})
