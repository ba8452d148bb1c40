/**
 * Numbers of a circuit that are set later: named parameters, and sums and multiples of them.
 *
 * An expression is affine, a constant plus a multiple of each parameter: it can be negated for an inverse, scaled and
 * added, and equal expressions have equal forms.
 *
 * @since 0.1.0
 */
import { Function, Pipeable, Predicate } from "effect"

const TypeId = "~effect-ionq/Param"

/**
 * A constant plus a multiple of each named parameter, in the unit of the number that it replaces.
 *
 * @category models
 * @since 0.1.0
 */
export interface Param extends Pipeable.Pipeable {
  readonly [TypeId]: typeof TypeId
  /** The factor of each parameter. No factor is 0. */
  readonly terms: ReadonlyMap<string, number>
  readonly constant: number
  /** The text of {@link format}. */
  toString(): string
}

const Proto = {
  ...Pipeable.Prototype,
  [TypeId]: TypeId,
  toString(this: Param) {
    return format(this)
  },
  toJSON(this: Param) {
    return { _id: "Param", terms: Object.fromEntries(this.terms), constant: this.constant }
  },
}

const affine = (terms: ReadonlyMap<string, number>, constant: number): Param =>
  Object.assign(Object.create(Proto), {
    terms: new Map([...terms].filter(([, factor]) => factor !== 0)),
    constant,
  })

/** Whether a value is a {@link Param}. @category guards @since 0.1.0 */
export const isParam = (value: unknown): value is Param => Predicate.hasProperty(value, TypeId)

/**
 * An expression that consists of one named parameter.
 *
 * **Example** (An angle that is set later)
 *
 * ```ts
 * const gate = Gates.rx(0, Param.make("theta"))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (name: string): Param => affine(new Map([[name, 1]]), 0)

/**
 * Multiplies an expression by a number: `Param.times(theta, 2)`, in a pipe `theta.pipe(Param.times(2))`.
 *
 * **Example** (Half an angle)
 *
 * ```ts
 * Param.format(Param.times(theta, 0.5)) // "0.5*theta"
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const times: {
  (factor: number): (self: Param) => Param
  (self: Param, factor: number): Param
} = Function.dual(2, (self: Param, factor: number): Param =>
  affine(new Map([...self.terms].map(([name, of]) => [name, of * factor])), self.constant * factor),
)

/**
 * Negates an expression.
 *
 * **Example** (The opposite angle)
 *
 * ```ts
 * Param.format(Param.negate(theta)) // "-theta"
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const negate = (self: Param): Param => times(self, -1)

/**
 * Adds a number or another expression to an expression.
 *
 * **Example** (A sum)
 *
 * ```ts
 * Param.format(Param.plus(theta, 1)) // "theta + 1"
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const plus: {
  (that: Param | number): (self: Param) => Param
  (self: Param, that: Param | number): Param
} = Function.dual(2, (self: Param, that: Param | number): Param => {
  if (!isParam(that)) return affine(self.terms, self.constant + that)
  const terms = new Map(self.terms)
  for (const [name, factor] of that.terms) terms.set(name, (terms.get(name) ?? 0) + factor)
  return affine(terms, self.constant + that.constant)
})

/**
 * Subtracts a number or another expression from an expression.
 *
 * **Example** (A difference)
 *
 * ```ts
 * Param.format(Param.minus(theta, Param.make("phi"))) // "theta - phi"
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const minus: {
  (that: Param | number): (self: Param) => Param
  (self: Param, that: Param | number): Param
} = Function.dual(2, (self: Param, that: Param | number): Param =>
  plus(self, isParam(that) ? negate(that) : -that),
)

/**
 * Sets values for parameters of an expression: returns a number if all are set, otherwise the remaining expression.
 *
 * **Example** (A value for the only name)
 *
 * ```ts
 * Param.bind(Param.times(theta, 2), { theta: 0.5 }) // 1
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const bind: {
  (values: Readonly<Record<string, number>>): (self: Param) => Param | number
  (self: Param, values: Readonly<Record<string, number>>): Param | number
} = Function.dual(2, (self: Param, values: Readonly<Record<string, number>>): Param | number => {
  let constant = self.constant
  const left = new Map<string, number>()
  for (const [name, factor] of self.terms) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) left.set(name, factor)
    else constant += factor * value
  }
  return left.size === 0 ? constant : affine(left, constant)
})

/** The names of the parameters of an expression. @category getters @since 0.1.0 */
export const names = (self: Param): ReadonlyArray<string> => [...self.terms.keys()]

const decimal = (value: number): string => String(Number(value.toPrecision(6)))

/**
 * Formats an expression, e.g. `2*theta - phi + 3.14159`. Numbers are rounded to six significant digits.
 *
 * **Example** (An expression)
 *
 * ```ts
 * Param.format(theta.pipe(Param.times(2), Param.plus(1))) // "2*theta + 1"
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const format = (self: Param): string => {
  const parts = [...self.terms].map(([name, factor]): readonly [boolean, string] => {
    const size = Math.abs(factor)
    return [factor < 0, size === 1 ? name : `${decimal(size)}*${name}`]
  })
  if (self.constant !== 0 || parts.length === 0) {
    parts.push([self.constant < 0, decimal(Math.abs(self.constant))])
  }
  return parts
    .map(([negative, text], i) => (i === 0 ? (negative ? "-" : "") : negative ? " - " : " + ") + text)
    .join("")
}
