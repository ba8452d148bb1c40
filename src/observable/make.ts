import { Result } from "effect"
import type { SideOptions } from "../distribution/model.ts"
import {
  collect,
  highestQubit,
  isObservable,
  type Letter,
  type Observable,
  observableOf,
  type PauliString,
  single,
  type Term,
  width,
} from "./model.ts"
import { ObservableError } from "./ObservableError.ts"

/**
 * A complex number, or a real one.
 *
 * @category models
 * @since 0.2.0
 */
export type Coefficient = number | readonly [re: number, im: number]

/**
 * One part of a sum: an observable, or a coefficient with a Pauli string or an observable.
 *
 * @category models
 * @since 0.2.0
 */
export type Summand = Observable | readonly [coefficient: Coefficient, of: string | Observable]

type Made = Result.Result<PauliString, ObservableError>

const refuse = (
  code: ObservableError["code"],
  message: string,
  more: Pick<ObservableError, "field" | "position" | "limit"> = {},
) => Result.fail(new ObservableError({ code, message, ...more }))

/** Validates the number of a qubit. */
export const checkQubit = (qubit: number): Result.Result<number, ObservableError> =>
  Number.isInteger(qubit) && qubit >= 0 && qubit <= highestQubit
    ? Result.succeed(qubit)
    : refuse("InvalidQubit", `Qubit ${qubit} is not a whole number from 0 to ${highestQubit}`, {
        limit: highestQubit,
      })

/** Parses a Pauli string with a letter for each qubit. A string of several letters needs `qubit0`. */
export const fromLetters = (text: string, options: Partial<SideOptions>): Made => {
  const wrong = /[^IXYZ]/.exec(text)
  if (wrong !== null || text === "") {
    const message = `${JSON.stringify(text)} is not a Pauli string: its letters must be I, X, Y or Z`
    return refuse("InvalidText", message, { position: wrong?.index ?? 0 })
  }
  if (text.length > 1 && options.qubit0 === undefined) {
    const message = `The side of qubit 0 in ${JSON.stringify(text)} is missing: set qubit0 to "left" or "right"`
    return refuse("MissingSide", message)
  }
  if (text.length > highestQubit + 1) {
    return refuse("InvalidQubit", `A Pauli string has more than ${highestQubit + 1} letters`, {
      limit: highestQubit,
    })
  }
  const binary = options.qubit0 === "left" ? [...text].toReversed() : [...text]
  const mask = (letters: string) =>
    BigInt(`0b${binary.map((letter) => (letters.includes(letter) ? "1" : "0")).join("")}`)
  return Result.succeed({ x: mask("XY"), z: mask("YZ") })
}

/** An observable of one string, or an empty one with the error. */
const one = (made: Made): Observable =>
  Result.match(made, {
    onFailure: (fault) => observableOf([], fault),
    onSuccess: ({ x, z }) => observableOf([{ x, z, re: 1, im: 0 }]),
  })

/**
 * A Pauli string: by its qubits, `Observable.pauli({ 0: "X", 3: "Z" })`, or as a text with a letter for each qubit,
 * `Observable.pauli("XIIZ", { qubit0: "left" })`.
 *
 * **Example** (X on qubit 0 and Z on qubit 3)
 *
 * ```ts
 * const left = Observable.pauli("XIIZ", { qubit0: "left" })
 * const same = Observable.pauli({ 0: "X", 3: "Z" })
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const pauli: {
  (letters: Readonly<Record<number, Letter>>): Observable
  (letters: string, options: SideOptions): Observable
} = (letters: string | Readonly<Record<number, Letter>>, options: Partial<SideOptions> = {}): Observable =>
  one(typeof letters === "string" ? fromLetters(letters, options) : fromRecord(letters))

const fromRecord = (letters: Readonly<Record<number, Letter>>): Made => {
  let [x, z] = [0n, 0n]
  for (const [text, letter] of Object.entries(letters)) {
    const qubit = checkQubit(Number(text))
    if (Result.isFailure(qubit)) return Result.fail(qubit.failure)
    if (!/^[IXYZ]$/.test(letter)) {
      return refuse("InvalidText", `${JSON.stringify(letter)} on qubit ${text} is not I, X, Y or Z`)
    }
    const string = single(qubit.success, letter)
    x |= string.x
    z |= string.z
  }
  return Result.succeed({ x, z })
}

const on = (letter: Letter) => (qubit: number) =>
  one(Result.map(checkQubit(qubit), (checked) => single(checked, letter)))

/**
 * Pauli X on a qubit.
 *
 * **Example** (On qubit 0)
 *
 * ```ts
 * const x0 = Observable.x(0)
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const x: (qubit: number) => Observable = on("X")

/**
 * Pauli Y on a qubit.
 *
 * **Example** (On qubit 0)
 *
 * ```ts
 * const y0 = Observable.y(0)
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const y: (qubit: number) => Observable = on("Y")

/**
 * Pauli Z on a qubit: +1 if it is measured as 0, -1 if it is measured as 1.
 *
 * **Example** (On qubit 0)
 *
 * ```ts
 * const z0 = Observable.z(0)
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const z: (qubit: number) => Observable = on("Z")

/** The identity, whose value is 1 in every state. @category constructors @since 0.2.0 */
export const identity: Observable = observableOf([{ x: 0n, z: 0n, re: 1, im: 0 }])

/** The empty sum. @category constructors @since 0.2.0 */
export const zero: Observable = observableOf([])

/** The real and the imaginary part of a coefficient, or an error if one is not finite. */
export const partsOf = (
  coefficient: Coefficient,
): Result.Result<readonly [number, number], ObservableError> => {
  const [re, im] = typeof coefficient === "number" ? [coefficient, 0] : coefficient
  return Number.isFinite(re) && Number.isFinite(im)
    ? Result.succeed([re, im])
    : refuse("InvalidCoefficient", `The coefficient ${String(coefficient)} is not finite`)
}

/** The terms times a complex number. */
export const scaled = (
  terms: ReadonlyArray<Term>,
  [re, im]: readonly [number, number],
): ReadonlyArray<Term> =>
  terms.map((term) => ({
    x: term.x,
    z: term.z,
    re: re * term.re - im * term.im,
    im: re * term.im + im * term.re,
  }))

/**
 * A sum: observables, and coefficients with Pauli strings or observables. Strings as text need the side of qubit 0.
 *
 * **Example** (The hydrogen molecule on two qubits)
 *
 * ```ts
 * const h2 = Observable.sum(
 *   [
 *     [-1.0523732, "II"],
 *     [0.39793742, "IZ"],
 *     [-0.39793742, "ZI"],
 *     [-0.0112801, "ZZ"],
 *     [0.18093119, "XX"],
 *   ],
 *   { qubit0: "right" },
 * )
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const sum = (summands: Iterable<Summand>, options: Partial<SideOptions> = {}): Observable => {
  const terms: Array<Term> = []
  let fault: ObservableError | undefined
  for (const summand of summands) {
    const [coefficient, of]: readonly [Coefficient, string | Observable] = isObservable(summand)
      ? [1, summand]
      : summand
    const parts = partsOf(coefficient)
    const observable = isObservable(of) ? of : one(fromLetters(of, options))
    fault ??= observable.fault ?? (Result.isFailure(parts) ? parts.failure : undefined)
    if (Result.isSuccess(parts)) for (const term of scaled(observable.terms, parts.success)) terms.push(term)
  }
  return collect(terms, fault)
}

/**
 * The weight of a cut of a graph, as an observable: the sum of w (1 - Z Z) / 2 over the edges. Each edge has two
 * qubits and a weight, by default 1. An edge from a qubit to itself is an error of the observable.
 *
 * **Example** (Two edges)
 *
 * ```ts
 * const cut = Observable.maxCut([[0, 1], [1, 2, 2.5]])
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const maxCut = (
  edges: Iterable<readonly [first: number, second: number, weight?: number]>,
): Observable => {
  const summands: Array<Summand> = []
  let edge = 0
  for (const [first, second, weight = 1] of edges) {
    const [field, message] = [`edges.${edge}`, `Edge ${edge} joins qubit ${first} with itself`]
    const cut =
      first === second
        ? one(refuse("InvalidEdge", message, { field }))
        : pauli({ [first]: "Z", [second]: "Z" })
    summands.push([weight / 2, identity], [-weight / 2, cut])
    edge++
  }
  return sum(summands)
}

/**
 * The observable itself if it is valid, otherwise its first error.
 *
 * Fails with an {@link ObservableError}.
 *
 * **Example** (An invalid qubit)
 *
 * ```ts
 * const checked = Observable.validate(Observable.x(-1)) // fails with InvalidQubit
 * ```
 *
 * @category validation
 * @since 0.2.0
 */
export const validate = (self: Observable): Result.Result<Observable, ObservableError> => {
  if (self.fault !== undefined) return Result.fail(self.fault)
  const wrong = self.terms.find(({ re, im }) => !Number.isFinite(re) || !Number.isFinite(im))
  return wrong === undefined
    ? Result.succeed(self)
    : refuse("InvalidCoefficient", `The coefficient ${wrong.re} + ${wrong.im}i is not finite`)
}

/** The observable if it can be measured on this many qubits: valid, with real coefficients, and not wider. */
export const validateOn = (self: Observable, qubits: number): Result.Result<Observable, ObservableError> =>
  Result.flatMap(validate(self), () => {
    const complex = self.terms.find(({ im }) => im !== 0)
    if (complex !== undefined) {
      const message = `The coefficient ${complex.re} + ${complex.im}i is complex, so the observable cannot be measured`
      return refuse("NotHermitian", message)
    }
    const wide = width(self)
    const message = `The observable acts on ${wide} qubits, but there are only ${qubits}`
    return wide > qubits ? refuse("TooWide", message, { limit: qubits }) : Result.succeed(self)
  })
