import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Sweep } from "effect-ionq"

const codeOf = (sweep: Sweep.Sweep) => {
  const checked = Sweep.validate(sweep)
  return Result.isFailure(checked) ? checked.failure.code : "none"
}

describe("a sweep", () => {
  it("has points at equal distances, the ends exactly", () => {
    const values = [...Sweep.linspace("theta", 0, Math.PI, 5)].map(({ theta }) => theta)
    expect(values).toEqual([0, Math.PI / 4, Math.PI / 2, (3 * Math.PI) / 4, Math.PI])
    expect([...Sweep.linspace("theta", 0.1, 0.7, 7)].at(-1)).toEqual({ theta: 0.7 })
    expect([...Sweep.linspace("theta", 2, 3, 1)]).toEqual([{ theta: 2 }])
    expect([...Sweep.linspace("theta", 2, 3, 0)]).toEqual([])
  })

  it("has finite points between the largest numbers", () => {
    const most = Number.MAX_VALUE
    const shares = (first: number, last: number, size: number) =>
      [...Sweep.linspace("theta", first, last, size)].map(({ theta }) => theta! / most)
    const near = (values: ReadonlyArray<number>) => values.map((value) => expect.closeTo(value, 12))
    expect(shares(-most, most, 5)).toEqual(near([-1, -0.5, 0, 0.5, 1]))
    expect(shares(most, -most / 2, 4)).toEqual(near([1, 0.5, 0, -0.5]))
    expect([...Sweep.linspace("theta", most, most, 3)]).toEqual(
      [most, most, most].map((theta) => ({ theta })),
    )
  })

  it("is zipped, multiplied, joined and cut", () => {
    const a = Sweep.points("a", [1, 2])
    const b = Sweep.points("b", [3, 4])
    expect([...Sweep.zip(a, b)]).toEqual([
      { a: 1, b: 3 },
      { a: 2, b: 4 },
    ])
    const grid = Sweep.product(a, b, Sweep.points("c", [5]))
    expect(grid.size).toBe(4)
    expect([...grid]).toEqual([
      { a: 1, b: 3, c: 5 },
      { a: 1, b: 4, c: 5 },
      { a: 2, b: 3, c: 5 },
      { a: 2, b: 4, c: 5 },
    ])
    expect(Array.from(Sweep.concat(a, Sweep.points("a", []), Sweep.points("a", [7])))).toEqual([
      { a: 1 },
      { a: 2 },
      { a: 7 },
    ])
    expect([...grid.pipe(Sweep.slice(1, 3))]).toEqual([...grid].slice(1, 3))
    expect(Array.from(Sweep.slice(grid, 3, 99))).toEqual([...grid].slice(3))
    expect(Sweep.slice(grid, 9).size).toBe(0)
    expect([...Sweep.rows([{ x: 1, y: 2 }])]).toEqual([{ x: 1, y: 2 }])
    expect([...Sweep.once]).toEqual([{}])
    expect(Sweep.at(grid, 2)).toEqual({ a: 2, b: 3, c: 5 })
    expect(Sweep.at(grid, 4)).toBeUndefined()
    expect([...Sweep.product(a, Sweep.points("b", []))]).toEqual([])
  })

  it("of a trillion points has a size and any of its points", () => {
    const axis = (name: string) => Sweep.linspace(name, 0, 9999, 10_000)
    const huge = Sweep.product(axis("x"), axis("y"), axis("z"))
    expect(huge.size).toBe(1e12)
    expect(Sweep.at(huge, 123_456_789_012)).toEqual({ x: 1234, y: 5678, z: 9012 })
  })

  it("has each point once, whatever it is made of", () => {
    const a = Sweep.linspace("a", 0, 6, 7)
    const sweep = Sweep.concat(
      Sweep.product(a, Sweep.points("b", [0, 1, 2])),
      Sweep.zip(a, Sweep.linspace("b", 10, 16, 7)),
    )
    const seen = new Set([...sweep].map(({ a, b }) => `${a} ${b}`))
    expect(seen.size).toBe(28)
    expect(sweep.size).toBe(28)
  })

  it("keeps what is wrong until it is asked", () => {
    const a = Sweep.points("a", [1, 2])
    expect(codeOf(Sweep.points("a", [1, Number.NaN]))).toBe("InvalidValue")
    expect(codeOf(Sweep.linspace("a", 0, Infinity, 3))).toBe("InvalidValue")
    expect(codeOf(Sweep.linspace("a", 0, 1, 2.5))).toBe("InvalidSize")
    expect(codeOf(Sweep.linspace("a", 0, 1, -1))).toBe("InvalidSize")
    expect(Sweep.linspace("a", 0, 1, Infinity).fault).toMatchObject({
      field: "size",
      limit: Number.MAX_SAFE_INTEGER,
    })
    expect(codeOf(Sweep.zip(a, Sweep.points("b", [1])))).toBe("UnequalSizes")
    expect(codeOf(Sweep.zip(a, Sweep.linspace("b", 0, 1, -1)))).toBe("InvalidSize")
    expect(codeOf(Sweep.product(a, a))).toBe("RepeatedName")
    expect(codeOf(Sweep.concat(a, Sweep.points("b", [1])))).toBe("UnequalNames")
    expect(codeOf(Sweep.rows([{ a: 1 }, { b: 1 }]))).toBe("UnequalNames")
    expect(codeOf(Sweep.rows([{ a: Infinity }]))).toBe("InvalidValue")
    expect(codeOf(Sweep.slice(a, -1))).toBe("InvalidSize")
    const million = Sweep.linspace("x", 0, 1, 1e6)
    const named = (name: string) => Sweep.linspace(name, 0, 1, 1e6)
    expect(codeOf(Sweep.product(million, named("y"), named("z")))).toBe("InvalidSize")
    expect(codeOf(Sweep.slice(Sweep.concat(a, Sweep.product(a, a)), 1))).toBe("RepeatedName")
  })
})
