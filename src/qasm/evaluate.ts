import * as Param from "../Param.ts"
import { type Source, unsupported } from "./source.ts"
import type { Expression, Index, Sign } from "./syntax.ts"

/** A number, or a parameter that is set later. */
export type Value = number | Param.Param

/** A value and its type: an integer or a real number. A boolean is the integer 0 or 1. */
export interface Typed {
  readonly value: Value
  readonly whole: boolean
}

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

/** Whether a constant of the language is an integer. */
export const isTruth = (name: string): boolean => name === "true" || name === "false"

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
/** Functions of two numbers. They return an integer for two integers. */
const ofTwo: ReadonlyMap<string, (x: number, y: number) => number> = new Map([
  ["mod", (x, y) => x - y * Math.floor(x / y)],
  ["pow", (x, y) => x ** y],
])
/** The functions of casts. A cast to a type of real numbers does not change the value, so it has no function. */
const casts: ReadonlyMap<string, ((x: number) => number) | undefined> = new Map([
  ["float", undefined],
  ["angle", undefined],
  ["int", Math.trunc],
  ["uint", Math.trunc],
  ["bool", (x: number) => (x === 0 ? 0 : 1)],
])
/** Functions of the language that are not supported, because they do not only compute with numbers. */
const foreign: ReadonlySet<string> = new Set(["popcount", "rotl", "rotr", "real", "imag", "sizeof"])

const truth = (holds: boolean): number => (holds ? 1 : 0)

/** Comparisons and logical operators, which return the integer 1 or 0 for any numbers. */
const comparisons: Readonly<Partial<Record<Sign, (a: number, b: number) => number>>> = {
  "==": (a, b) => truth(a === b),
  "!=": (a, b) => truth(a !== b),
  "<": (a, b) => truth(a < b),
  "<=": (a, b) => truth(a <= b),
  ">": (a, b) => truth(a > b),
  ">=": (a, b) => truth(a >= b),
  "&&": (a, b) => truth(a !== 0 && b !== 0),
  "||": (a, b) => truth(a !== 0 || b !== 0),
}

/** Operators that take only integers, of any number of bits. */
const bitwise: Readonly<Partial<Record<Sign, (a: bigint, b: bigint) => bigint>>> = {
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
}

type Binary = Extract<Expression, { readonly tag: "binary" }>
type Call = Extract<Expression, { readonly tag: "call" }>

/** Looks up a name in an expression, or with an index the element of an array. */
export type Lookup = (name: string, at: number, index?: Index) => Typed

/**
 * How integers are divided. OpenQASM 3 drops the remainder. The argument of `pow @` divides them as real numbers,
 * because the language's own library has `pow(1/2) @ x` for the square root.
 */
export type Division = "typed" | "real"

/** Evaluates an expression and returns its value. `lookup` resolves its names. */
export const evaluate = (source: Source, lookup: Lookup, of: Expression, division?: Division): Value =>
  typed(source, lookup, of, division).value

/** Evaluates an expression and returns its value and type. */
export const typed = (
  source: Source,
  lookup: Lookup,
  of: Expression,
  division: Division = "typed",
): Typed => {
  // Fast path for indices and loop variables.
  if (of.tag === "name" || (of.tag === "number" && Number.isFinite(of.value))) {
    source.evaluated(of.at)
    return of.tag === "name" ? lookup(of.name, of.at) : of
  }
  const go = (of: Expression): Typed => {
    source.evaluated(of.at)
    return finite(of, compute(of))
  }
  const finite = ({ at }: Expression, found: Typed): Typed =>
    typeof found.value === "number" && !Number.isFinite(found.value)
      ? source.fail(
          at,
          "Invalid",
          `the value of the expression is ${found.value}, which is not a finite number`,
        )
      : found
  const compute = (of: Expression): Typed => {
    switch (of.tag) {
      case "number":
        return of
      case "name":
        return lookup(of.name, of.at)
      case "element":
        return lookup(of.name, of.at, of.index)
      case "unary": {
        const found = go(of.of)
        if (of.sign === "-") return { value: times(found.value, -1), whole: found.whole }
        return { value: truth(numeric(found.value, of.at) === 0), whole: true }
      }
      case "binary":
        return binary(of)
      case "call":
        return call(of)
    }
  }
  const call = (of: Call): Typed => {
    if (foreign.has(of.name)) return unsupported(source, of.at, `the function ${of.name}`)
    const given = of.of.map(go)
    const [first] = given
    const isCast = casts.has(of.name)
    const cast = casts.get(of.name)
    if (isCast && cast === undefined && given.length === 1 && first !== undefined) {
      return { value: first.value, whole: false }
    }
    const [one, two] = [cast ?? ofOne.get(of.name), ofTwo.get(of.name)]
    if (one === undefined && two === undefined && !isCast) {
      return source.fail(of.at, "Undefined", `there is no function ${of.name}`)
    }
    const count = two === undefined ? 1 : 2
    if (given.length !== count) {
      return source.fail(of.at, "Invalid", `${of.name} takes ${count} numbers, not ${given.length}`)
    }
    const [x = 0, y = 0] = given.map(({ value }) => numeric(value, of.at))
    const value = one?.(x) ?? two?.(x, y) ?? x
    // The power of two integers may be a fraction.
    return integer(value, cast !== undefined || (two !== undefined && given.every(({ whole }) => whole)))
  }
  /**
   * In a sum of many terms, the left operand of each operator is the sum of all terms before it. The left side is
   * therefore walked without recursion.
   */
  const binary = (of: Binary): Typed => {
    const chain = [of]
    let first = of.left
    for (; first.tag === "binary"; first = first.left) chain.push(first)
    return chain.reduceRight<Typed>(
      (value, node) => finite(node, combine(node, value, go(node.right))),
      go(first),
    )
  }
  const combine = (of: Binary, left: Typed, right: Typed): Typed => {
    const [a, b] = [left.value, right.value]
    const whole = left.whole && right.whole
    switch (of.sign) {
      case "+":
        return integer(plus(a, b), whole)
      case "-":
        return integer(plus(a, times(b, -1)), whole)
      case "*":
        if (typeof b === "number") return integer(times(a, b), whole)
        return typeof a === "number" ? { value: times(b, a), whole } : notAffine(a, of.at)
      case "/": {
        if (typeof b !== "number") return notAffine(b, of.at)
        if (typeof a !== "number") return { value: times(a, 1 / b), whole: false }
        return whole && division === "typed"
          ? { value: Math.trunc(a / b) + 0, whole }
          : { value: a / b, whole: false }
      }
      default:
        return ofNumbers(of, numeric(a, of.at), numeric(b, of.at), whole)
    }
  }
  const ofNumbers = ({ sign, right, at }: Binary, a: number, b: number, whole: boolean): Typed => {
    if (sign === "**") return integer(a ** b, whole && b >= 0)
    if (sign === "%") return { value: a % b, whole }
    const compare = comparisons[sign]
    if (compare !== undefined) return { value: compare(a, b), whole: true }
    if (!whole)
      return source.fail(at, "Invalid", `the operator ${sign} needs whole numbers, not ${a} and ${b}`)
    const shift = sign === "<<" || sign === ">>"
    if (shift && (b < 0 || b > 63)) {
      return source.fail(right.at, "Invalid", `a shift must be by 0 to 63 bits, not by ${b}`)
    }
    return integer(Number(bitwise[sign]?.(BigInt(a), BigInt(b)) ?? 0n), true)
  }
  /** Fractions are real numbers. So are integers beyond 2^53, which are not exact. */
  const integer = (value: Value, whole: boolean): Typed => ({
    value,
    whole: whole && Number.isSafeInteger(value),
  })
  const numeric = (value: Value, at: number): number =>
    typeof value === "number" ? value : notAffine(value, at)
  const notAffine = (input: Value, at: number): never =>
    unsupported(
      source,
      at,
      "this expression of an input",
      `${typeof input === "number" ? input : Param.format(input)} can only be added to and multiplied by numbers`,
    )
  return go(of)
}
