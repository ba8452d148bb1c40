import { Function, Result } from "effect"
import { type Coefficient, partsOf, scaled } from "./make.ts"
import { collect, type Observable, observableOf, type PauliString, type Term, weight } from "./model.ts"

/**
 * The sum of two observables.
 *
 * **Example** (A field on two qubits)
 *
 * ```ts
 * const field = Observable.add(Observable.x(0), Observable.x(1))
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const add: {
  (that: Observable): (self: Observable) => Observable
  (self: Observable, that: Observable): Observable
} = Function.dual(2, (self: Observable, that: Observable): Observable =>
  collect([...self.terms, ...that.terms], self.fault ?? that.fault),
)

/**
 * An observable times a number, which may be complex.
 *
 * **Example** (Half of Z)
 *
 * ```ts
 * const half = Observable.z(0).pipe(Observable.scale(0.5))
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const scale: {
  (factor: Coefficient): (self: Observable) => Observable
  (self: Observable, factor: Coefficient): Observable
} = Function.dual(2, (self: Observable, factor: Coefficient): Observable => {
  const parts = partsOf(factor)
  return Result.isFailure(parts)
    ? observableOf(self.terms, self.fault ?? parts.failure)
    : collect(scaled(self.terms, parts.success), self.fault)
})

/**
 * The difference of two observables.
 *
 * **Example** (Two qubits)
 *
 * ```ts
 * const difference = Observable.subtract(Observable.z(0), Observable.z(1))
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const subtract: {
  (that: Observable): (self: Observable) => Observable
  (self: Observable, that: Observable): Observable
} = Function.dual(2, (self: Observable, that: Observable): Observable => add(self, scale(that, -1)))

/** The product of two strings: with Y = i X Z, moving Z past X changes the sign. */
const product = (a: Term, b: Term): Term => {
  const [x, z] = [a.x ^ b.x, a.z ^ b.z]
  // The remaining power of i: from each Y, and from each Z of the first string that moves past an X of the second.
  const power = weight(a.x & a.z) + weight(b.x & b.z) - weight(x & z) + 2 * weight(a.z & b.x)
  const re = a.re * b.re - a.im * b.im
  const im = a.re * b.im + a.im * b.re
  switch (((power % 4) + 4) % 4) {
    case 0:
      return { x, z, re, im }
    case 1:
      return { x, z, re: -im, im: re }
    case 2:
      return { x, z, re: -re, im: -im }
    default:
      return { x, z, re: im, im: -re }
  }
}

/**
 * The product of two observables, the second one acting first. `Observable.multiply(x, y)` is i Z: if the two do not
 * commute, coefficients may be complex.
 *
 * **Example** (X times Y)
 *
 * ```ts
 * const product = Observable.multiply(Observable.x(0), Observable.y(0)) // 1i Z0
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const multiply: {
  (that: Observable): (self: Observable) => Observable
  (self: Observable, that: Observable): Observable
} = Function.dual(2, (self: Observable, that: Observable): Observable => {
  function* products() {
    for (const a of self.terms) for (const b of that.terms) yield product(a, b)
  }
  return collect(products(), self.fault ?? that.fault)
})

/**
 * The adjoint: coefficients become their conjugates.
 *
 * **Example** (X + i Y)
 *
 * ```ts
 * const lowering = Observable.adjoint(Observable.add(Observable.x(0), Observable.scale(Observable.y(0), [0, -1])))
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const adjoint = (self: Observable): Observable =>
  observableOf(
    self.terms.map((term) => ({ ...term, im: 0 - term.im })),
    self.fault,
  )

/** Whether two strings commute: the number of qubits on which their letters do not commute is even. */
const stringsCommute = (a: PauliString, b: PauliString): boolean =>
  (weight(a.x & b.z) + weight(a.z & b.x)) % 2 === 0

/**
 * The commutator A B - B A.
 *
 * **Example** (Two axes)
 *
 * ```ts
 * const turned = Observable.commutator(Observable.x(0), Observable.y(0)) // 2i Z0
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const commutator: {
  (that: Observable): (self: Observable) => Observable
  (self: Observable, that: Observable): Observable
} = Function.dual(2, (self: Observable, that: Observable): Observable => {
  function* products() {
    for (const a of self.terms) {
      for (const b of that.terms) {
        if (stringsCommute(a, b)) continue
        // Strings that do not commute anticommute.
        const { x, z, re, im } = product(a, b)
        yield { x, z, re: 2 * re, im: 2 * im }
      }
    }
  }
  return collect(products(), self.fault ?? that.fault)
})

/** Coefficients up to this fraction of the coefficients that are added are rounding errors. */
const rounding = 1e-12

/**
 * Whether two observables commute as a whole, even if their single strings do not. Rounding errors of the commutator
 * are ignored.
 *
 * **Example** (X X and Z Z)
 *
 * ```ts
 * const measurable = Observable.commutes(
 *   Observable.pauli("XX", { qubit0: "left" }),
 *   Observable.pauli("ZZ", { qubit0: "left" }),
 * ) // true
 * ```
 *
 * @category getters
 * @since 0.2.0
 */
export const commutes: {
  (that: Observable): (self: Observable) => boolean
  (self: Observable, that: Observable): boolean
} = Function.dual(2, (self: Observable, that: Observable): boolean => {
  const size = norm(self) * norm(that)
  return commutator(self, that).terms.every(({ re, im }) => Math.hypot(re, im) <= rounding * size)
})

/**
 * The sum of the absolute values of the coefficients, which is an upper bound of the absolute value of the
 * expectation. @category getters @since 0.2.0
 */
export const norm = (self: Observable): number =>
  self.terms.reduce((sum, { re, im }) => sum + Math.hypot(re, im), 0)

/**
 * Drops the terms whose coefficients are at most `tolerance` in absolute value. In the other coefficients, real and
 * imaginary parts that small become 0. Default: 1e-12. Equal strings are always merged.
 *
 * **Example** (Small terms)
 *
 * ```ts
 * const kept = Observable.simplify(h2, 0.02) // without Z Z, whose coefficient is -0.011
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const simplify: {
  (tolerance?: number): (self: Observable) => Observable
  (self: Observable, tolerance?: number): Observable
} = Function.dual(
  (args) => typeof args[0] === "object",
  (self: Observable, tolerance: number = rounding): Observable => {
    const kept = (value: number) => (Math.abs(value) <= tolerance ? 0 : value)
    return observableOf(
      self.terms.flatMap(({ x, z, re, im }) => {
        const term = { x, z, re: kept(re), im: kept(im) }
        return term.re === 0 && term.im === 0 ? [] : [term]
      }),
      self.fault,
    )
  },
)

/**
 * Whether all coefficients are real, so that the observable is Hermitian and can be measured.
 *
 * @category getters
 * @since 0.2.0
 */
export const isHermitian = (self: Observable): boolean => self.terms.every(({ im }) => im === 0)

/**
 * Whether two observables have the same terms, whatever their order, with coefficients that differ by at most
 * `tolerance`. Default: 1e-12.
 *
 * @category getters
 * @since 0.2.0
 */
export const equals: {
  (that: Observable, tolerance?: number): (self: Observable) => boolean
  (self: Observable, that: Observable, tolerance?: number): boolean
} = Function.dual(
  (args) => typeof args[1] === "object",
  (self: Observable, that: Observable, tolerance: number = rounding): boolean =>
    simplify(subtract(self, that), tolerance).terms.length === 0,
)
