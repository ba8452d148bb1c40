import { Result } from "effect"
import type { SideOptions } from "../distribution/model.ts"
import { multiply } from "./algebra.ts"
import { checkQubit, fromLetters, partsOf, scaled, validate } from "./make.ts"
import {
  collect,
  denseText,
  highestQubit,
  type Observable,
  observableOf,
  single,
  sparseText,
  type Term,
  width,
} from "./model.ts"
import { ObservableError } from "./ObservableError.ts"

const number = String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`
const tokens = new RegExp(
  String.raw`\s*(?:(?<complex>\(\s*(?<re>[+-]?${number})\s*(?<sign>[+-])\s*(?<im>${number})\s*[ij]\s*\))` +
    String.raw`|(?<imaginary>${number})[ij]|(?<real>${number})|(?<sparse>(?:[IXYZ]\d+)+)|(?<dense>[IXYZ]+)|(?<mark>[-+*]))`,
  "y",
)

type Complex = readonly [re: number, im: number]

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c]

/**
 * Reads a sum of Pauli strings with coefficients: `0.5 XX - 1.5 ZI + 2`, or with numbered qubits `0.5 X0 X1 - 1.5
 * Z3`. There may be a `*` between factors, and there must be one before a number that is not the first factor.
 * Letters on the same qubit are multiplied. A coefficient may be complex, `2i` or `(1 - 2i)`. Strings of several
 * letters without qubits need `qubit0`.
 *
 * Fails with `InvalidText`, which has the position of the error, and with `MissingSide`.
 *
 * **Example** (The same observable twice)
 *
 * ```ts
 * const energy = Observable.parse("0.5 XX - 1.5 ZI + 2", { qubit0: "left" })
 * const named = Observable.parse("0.5 X0 X1 - 1.5 Z0 + 2")
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const parse = (
  text: string,
  options: Partial<SideOptions> = {},
): Result.Result<Observable, ObservableError> => {
  const terms: Array<Term> = []
  let position = 0
  const fail = (message: string) =>
    Result.fail(new ObservableError({ code: "InvalidText", message: `${message} at ${position}`, position }))
  /** The term that is being read: its coefficient and its factors so far. */
  let coefficient: Complex = [1, 0]
  let factors: Observable | undefined
  let begun = false
  let open = false
  const close = () => {
    if (begun) terms.push(...scaled((factors ?? unit).terms, coefficient))
    coefficient = [1, 0]
    factors = undefined
    begun = false
  }
  const end = text.trimEnd().length
  while (position < end) {
    tokens.lastIndex = position
    const found = tokens.exec(text)
    const parts = found?.groups
    if (found === null || parts === undefined) {
      return fail(
        `${JSON.stringify(text.slice(position, position + 10))} is not part of a sum of Pauli strings`,
      )
    }
    const { complex, re = "", sign = "", im = "", imaginary, real, sparse, dense, mark } = parts
    if (mark === "*") {
      if (!begun || open) return fail("* has no factor before it")
      open = true
    } else if (mark !== undefined) {
      if (open) return fail(`${mark} has no factor before it`)
      close()
      if (mark === "-") coefficient = [-1, 0]
      open = true
    } else if (sparse === undefined && dense === undefined) {
      // Without this rule, "X 0" would be 0 times X.
      if (begun && !open) return fail("A number after a factor needs a * before it")
      const value: Complex =
        complex !== undefined
          ? [Number(re), Number(`${sign}${im}`)]
          : imaginary !== undefined
            ? [0, Number(imaginary)]
            : [Number(real), 0]
      const checked = partsOf(value)
      if (Result.isFailure(checked)) return Result.fail(checked.failure)
      coefficient = times(coefficient, value)
      begun = true
      open = false
    } else {
      const strings = sparse === undefined ? [dense ?? ""] : (sparse.match(/[IXYZ]\d+/g) ?? [])
      for (const string of strings) {
        const qubit = string.slice(1)
        const made = /^\d/.test(qubit)
          ? Result.map(checkQubit(Number(qubit)), (checked) => single(checked, letterIn(string)))
          : fromLetters(string, options)
        if (Result.isFailure(made)) return Result.fail(made.failure)
        const factor = observableOf([{ ...made.success, re: 1, im: 0 }])
        factors = factors === undefined ? factor : multiply(factors, factor)
      }
      begun = true
      open = false
    }
    position = tokens.lastIndex
  }
  if (open || !begun) return fail("A term is missing")
  close()
  return Result.succeed(collect(terms))
}

const unit = observableOf([{ x: 0n, z: 0n, re: 1, im: 0 }])

const letterIn = (text: string) => (/^[XYZ]/.test(text) ? (text[0] as "X" | "Y" | "Z") : "I")

const coefficientText = ({ re, im }: Term): readonly [negative: boolean, text: string] => {
  if (im === 0) return [re < 0, String(Math.abs(re))]
  if (re === 0) return [im < 0, `${Math.abs(im)}i`]
  return [false, `(${re} ${im < 0 ? "-" : "+"} ${Math.abs(im)}i)`]
}

const joined = (terms: ReadonlyArray<Term>, textOf: (term: Term) => string): string =>
  terms
    .map((term, i) => {
      const [negative, text] = coefficientText(term)
      const sign = i === 0 ? (negative ? "-" : "") : negative ? " - " : " + "
      return `${sign}${text} ${textOf(term)}`
    })
    .join("") || "0 I"

/**
 * The observable as text with numbered qubits: `0.5 X0 X1 - 1.5 Z3`. {@link parse} reads exactly the same numbers
 * from it.
 *
 * **Example** (Two terms)
 *
 * ```ts
 * const text = Observable.format(Observable.add(Observable.x(0), Observable.z(3))) // "1 X0 + 1 Z3"
 * ```
 *
 * @category conversions
 * @since 0.2.0
 */
export const format = (self: Observable): string => joined(self.terms, sparseText)

/**
 * Each Pauli string with its coefficient. A string is text with a letter for each qubit. By default it has as many
 * qubits as the observable needs, at least 1.
 *
 * Fails with `TooWide` if the observable acts on more qubits, and with the error of an invalid observable.
 *
 * **Example** (For another program)
 *
 * ```ts
 * const list = Result.getOrThrow(Observable.toList(h2, { qubit0: "right" }))
 * ```
 *
 * @category conversions
 * @since 0.2.0
 */
export const toList = (
  self: Observable,
  { qubit0, qubits }: SideOptions & { readonly qubits?: number | undefined },
): Result.Result<ReadonlyArray<readonly [coefficient: Complex, pauli: string]>, ObservableError> =>
  Result.flatMap(validate(self), () => {
    const least = Math.max(1, width(self))
    const limit = highestQubit + 1
    const letters = qubits ?? least
    if (!Number.isInteger(letters) || letters < least || letters > limit) {
      const message = `A string of this observable can have ${least} to ${limit} letters, not ${letters}`
      return Result.fail(new ObservableError({ code: "TooWide", field: "qubits", message, limit }))
    }
    return Result.succeed(
      self.terms.map((term) => [[term.re, term.im], denseText(term, letters, qubit0)] as const),
    )
  })
