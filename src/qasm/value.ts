import * as Param from "../Param.ts"
import { type Source, unsupported } from "./source.ts"
import type { Expression } from "./syntax.ts"

/** A number, or one that an input gives later. */
export type Value = number | Param.Param

export const plus = (a: Value, b: Value): Value =>
  typeof a === "number" ? (typeof b === "number" ? a + b : Param.plus(b, a)) : Param.plus(a, b)

export const times = (a: Value, factor: number): Value =>
  typeof a === "number" ? a * factor : Param.times(a, factor)

export const isZero = (value: Value): boolean => value === 0

export const constants: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["π", Math.PI],
  ["tau", 2 * Math.PI],
  ["τ", 2 * Math.PI],
  ["euler", Math.E],
  ["ℇ", Math.E],
  ["true", 1],
  ["false", 0],
])

const ofOne: ReadonlyMap<string, (x: number) => number> = new Map([
  ["sin", Math.sin],
  ["cos", Math.cos],
  ["tan", Math.tan],
  ["arcsin", Math.asin],
  ["arccos", Math.acos],
  ["arctan", Math.atan],
  ["exp", Math.exp],
  ["ln", Math.log],
  ["log", Math.log],
  ["sqrt", Math.sqrt],
  ["floor", Math.floor],
  ["ceiling", Math.ceil],
])
const ofTwo: ReadonlyMap<string, (x: number, y: number) => number> = new Map([
  ["mod", (x, y) => x - y * Math.floor(x / y)],
  ["pow", (x, y) => x ** y],
])
/** Casts, which change no number that an angle can be. */
const casts: ReadonlySet<string> = new Set(["float", "angle"])

type Binary = Extract<Expression, { readonly tag: "binary" }>

/** What the names in an expression stand for. */
export type Lookup = (name: string, at: number) => Value

/** The value of an expression, where names stand for this. */
export const evaluate = (source: Source, lookup: Lookup, of: Expression): Value => {
  const go = (of: Expression): Value => finite(of, compute(of))
  const finite = ({ at }: Expression, found: Value): Value =>
    typeof found === "number" && !Number.isFinite(found)
      ? source.fail(at, "Invalid", `the expression comes to ${found}, not a finite number`)
      : found
  const compute = (of: Expression): Value => {
    switch (of.tag) {
      case "number":
        return of.value
      case "name":
        return lookup(of.name, of.at)
      case "unary":
        return times(go(of.of), -1)
      case "binary":
        return binary(of)
      case "call": {
        const given = of.of.map(go)
        if (casts.has(of.name) && given.length === 1) return given[0] ?? 0
        const [one, two] = [ofOne.get(of.name), ofTwo.get(of.name)]
        if (one === undefined && two === undefined && !casts.has(of.name)) {
          return source.fail(of.at, "Undefined", `there is no function ${of.name}`)
        }
        const count = two === undefined ? 1 : 2
        if (given.length !== count) {
          return source.fail(of.at, "Invalid", `${of.name} takes ${count} numbers, not ${given.length}`)
        }
        const [x = 0, y = 0] = given.map((value) =>
          typeof value === "number" ? value : notAffine(value, of.at),
        )
        return one?.(x) ?? two?.(x, y) ?? x
      }
    }
  }
  /** A sum may have any number of terms, each on the right of what comes before: that is gone down without recursion. */
  const binary = (of: Binary): Value => {
    const chain = [of]
    let first = of.left
    for (; first.tag === "binary"; first = first.left) chain.push(first)
    return chain.reduceRight<Value>(
      (value, node) => finite(node, combine(node, value, go(node.right))),
      go(first),
    )
  }
  const combine = ({ sign, at }: Binary, a: Value, b: Value): Value => {
    if (sign === "+") return plus(a, b)
    if (sign === "-") return plus(a, times(b, -1))
    if (typeof b === "number") {
      if (sign === "*") return times(a, b)
      if (sign === "/") return typeof a === "number" ? a / b : times(a, 1 / b)
      if (typeof a === "number") return sign === "**" ? a ** b : a % b
    } else if (sign === "*" && typeof a === "number") return times(b, a)
    return notAffine(typeof a === "number" ? b : a, at)
  }
  const notAffine = (input: Value, at: number): never =>
    unsupported(
      source,
      at,
      "this expression of an input",
      `${typeof input === "number" ? input : Param.format(input)} may be added to and multiplied by numbers, and nothing else`,
    )
  return go(of)
}
