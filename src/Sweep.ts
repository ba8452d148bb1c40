/**
 * Sweeps: lists of points, each with a value for some parameters of a circuit.
 *
 * **Details**
 *
 * A sweep has a size and computes each point on request, so a million points take no memory. Each point has a fixed
 * index, from 0. Building never fails. An error is kept, and {@link validate} and every function that uses the sweep
 * return it.
 *
 * **Example** (A grid of 100 points)
 *
 * ```ts
 * const grid = Sweep.product(Sweep.linspace("theta", 0, Math.PI, 50), Sweep.points("phi", [0, 1]))
 * Sweep.at(grid, 3) // { theta: 0.0641, phi: 1 }
 * ```
 *
 * @since 0.2.0
 */
import { Data, Function, Inspectable, Pipeable, Predicate, Result } from "effect"

const TypeId = "~effect-ionq/Sweep"

/**
 * A value for each parameter, by its name. The unit is that of the number of the gate in which the parameter is used.
 *
 * @category models
 * @since 0.2.0
 */
export type Point = Readonly<Record<string, number>>

/**
 * A lazy list of points. It can be iterated any number of times.
 *
 * @category models
 * @since 0.2.0
 */
export interface Sweep extends Pipeable.Pipeable, Inspectable.Inspectable, Iterable<Point> {
  readonly [TypeId]: typeof TypeId
  /** The number of points. */
  readonly size: number
  /** The parameters for which each point has a value. */
  readonly names: ReadonlyArray<string>
  /** The first error in the construction of the sweep; undefined if it is valid. */
  readonly fault: SweepError | undefined
  /** The point at an index from 0 to `size - 1`. */
  readonly pointAt: (index: number) => Point
}

/**
 * An invalid sweep.
 *
 * **Details**
 *
 * - `RepeatedName`: two sweeps that are put side by side have values for the same parameter.
 * - `UnequalSizes`: sweeps that are zipped have different sizes.
 * - `UnequalNames`: the rows, or the sweeps that are concatenated, have values for different parameters.
 * - `InvalidValue`: a value is not finite.
 * - `InvalidSize`: a number of points, or an index, is not an integer in its range; `limit` is the largest value.
 *
 * @category errors
 * @since 0.2.0
 */
export class SweepError extends Data.TaggedError("SweepError")<{
  readonly code: "RepeatedName" | "UnequalSizes" | "UnequalNames" | "InvalidValue" | "InvalidSize"
  readonly message: string
  /** The parameter or the argument with the error, if there is one. */
  readonly field?: string
  /** The largest allowed value, if it is limited. */
  readonly limit?: number
}> {}

/** The arguments of the constructor of {@link SweepError}. */
type Flaw = ConstructorParameters<typeof SweepError>[0]

const Proto = {
  ...Pipeable.Prototype,
  ...Inspectable.BaseProto,
  [TypeId]: TypeId,
  *[Symbol.iterator](this: Sweep) {
    for (let index = 0; index < this.size; index++) yield this.pointAt(index)
  },
  toJSON(this: Sweep) {
    const { size, names } = this
    return { _id: "Sweep", size, names }
  },
}

const sweepOf = (parts: Pick<Sweep, "size" | "names" | "pointAt" | "fault">): Sweep =>
  Object.assign(Object.create(Proto), parts)

const faulty = (error: Flaw): Sweep =>
  sweepOf({ size: 0, names: [], pointAt: () => ({}), fault: new SweepError(error) })

/** The largest number of points: each index has to be a safe integer. */
const mostPoints = Number.MAX_SAFE_INTEGER

const wrongSize = (field: string, what: string, size: number): Flaw => ({
  code: "InvalidSize",
  field,
  message: `${what} is ${size}, not a whole number from 0 to ${mostPoints}`,
  limit: mostPoints,
})

/**
 * Whether a value is a sweep.
 *
 * @category guards
 * @since 0.2.0
 */
export const isSweep = (value: unknown): value is Sweep => Predicate.hasProperty(value, TypeId)

/**
 * A sweep from a function that returns the point of each index from 0 to `size - 1`, with a value for each of the
 * names. The function must always return the same point for an index.
 *
 * An invalid size is an error of the sweep.
 *
 * **Example** (Squares)
 *
 * ```ts
 * const squares = Sweep.make({ size: 10, names: ["x"], pointAt: (index) => ({ x: index ** 2 }) })
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const make = (options: {
  readonly size: number
  readonly names: ReadonlyArray<string>
  readonly pointAt: (index: number) => Point
}): Sweep =>
  Number.isSafeInteger(options.size) && options.size >= 0
    ? sweepOf({ ...options, fault: undefined })
    : faulty(wrongSize("size", "size", options.size))

/**
 * One point without parameters: the sweep of a circuit without parameters.
 *
 * @category constructors
 * @since 0.2.0
 */
export const once: Sweep = make({ size: 1, names: [], pointAt: () => ({}) })

/**
 * The given values of one parameter.
 *
 * **Example** (Two values)
 *
 * ```ts
 * const ends = Sweep.points("theta", [0, Math.PI])
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const points = (name: string, values: ReadonlyArray<number>): Sweep => {
  const kept = [...values]
  const wrong = kept.find((value) => !Number.isFinite(value))
  return wrong === undefined
    ? make({ size: kept.length, names: [name], pointAt: (index) => ({ [name]: kept[index]! }) })
    : faulty({
        code: "InvalidValue",
        field: name,
        message: `${name} has the value ${wrong}, which is not finite`,
      })
}

/**
 * `size` values of one parameter at equal distances, including the first and the last. A size of 1 gives the first
 * value.
 *
 * **Example** (Five values)
 *
 * ```ts
 * const grid = Sweep.linspace("theta", 0, Math.PI, 5) // 0, π/4, π/2, 3π/4, π
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const linspace = (name: string, first: number, last: number, size: number): Sweep => {
  const wrong = [first, last].find((value) => !Number.isFinite(value))
  if (wrong !== undefined) {
    return faulty({
      code: "InvalidValue",
      field: name,
      message: `${name} has the value ${wrong}, which is not finite`,
    })
  }
  const span = last - first
  const between = (index: number) => {
    // The distance of two huge numbers may not be finite.
    if (Number.isFinite(span)) return first + index * (span / (size - 1))
    const share = index / (size - 1)
    return first * (1 - share) + last * share
  }
  return make({
    size,
    names: [name],
    pointAt: (index) => ({ [name]: index === 0 ? first : index === size - 1 ? last : between(index) }),
  })
}

/**
 * Given points, e.g. the rows of a table. All have values for the same parameters.
 *
 * **Example** (A table)
 *
 * ```ts
 * const table = Sweep.rows([{ theta: 0, phi: 1 }, { theta: 2, phi: 0.5 }])
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const rows = (list: ReadonlyArray<Point>): Sweep => {
  const kept = list.map((row) => ({ ...row }))
  const names = Object.keys(kept[0] ?? {})
  for (const [index, row] of kept.entries()) {
    if (Object.keys(row).length !== names.length || !names.every((name) => Object.hasOwn(row, name))) {
      const message = `Row ${index} has ${Object.keys(row).join(", ")}, and row 0 has ${names.join(", ")}`
      return faulty({ code: "UnequalNames", message })
    }
    const wrong = names.find((name) => !Number.isFinite(row[name]))
    if (wrong !== undefined) {
      const message = `Row ${index} has ${row[wrong]} for ${wrong}, which is not finite`
      return faulty({ code: "InvalidValue", field: wrong, message })
    }
  }
  return make({ size: kept.length, names, pointAt: (index) => kept[index]! })
}

/** The names of combined sweeps, or an error. */
const sideBySide = (sweeps: ReadonlyArray<Sweep>): Result.Result<ReadonlyArray<string>, SweepError> => {
  const names = sweeps.flatMap((sweep) => sweep.names)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  const message = `Two of the sweeps have values for the parameter ${twice}`
  const fault =
    sweeps.find((sweep) => sweep.fault !== undefined)?.fault ??
    (twice === undefined ? undefined : new SweepError({ code: "RepeatedName", field: twice, message }))
  return fault === undefined ? Result.succeed(names) : Result.fail(fault)
}

const combined = (
  sweeps: ReadonlyArray<Sweep>,
  size: number,
  placeOf: (index: number) => ReadonlyArray<number>,
): Sweep =>
  Result.match(sideBySide(sweeps), {
    onFailure: (fault) => sweepOf({ ...faulty(fault), fault }),
    onSuccess: (names) =>
      make({
        size,
        names,
        pointAt: (index) => {
          const places = placeOf(index)
          return Object.assign({}, ...sweeps.map((sweep, i) => sweep.pointAt(places[i] ?? 0)))
        },
      }),
  })

/**
 * Sweeps of the same size side by side: the first points together, then the second ones, and so on.
 *
 * **Example** (Two axes)
 *
 * ```ts
 * const diagonal = Sweep.zip(Sweep.points("x", [1, 2]), Sweep.points("y", [3, 4])) // (1, 3) and (2, 4)
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const zip = (first: Sweep, ...others: ReadonlyArray<Sweep>): Sweep => {
  const sweeps = [first, ...others]
  const sizes = sweeps.map(({ size }) => size)
  const whole = sweeps.every(({ fault }) => fault === undefined)
  return whole && sizes.some((size) => size !== first.size)
    ? faulty({
        code: "UnequalSizes",
        message: `The sweeps have ${sizes.join(", ")} points, but zip needs sweeps of the same size`,
      })
    : combined(sweeps, first.size, (index) => sweeps.map(() => index))
}

/**
 * Each point of one sweep with each point of the others. The last sweep varies fastest.
 *
 * **Example** (Two axes)
 *
 * ```ts
 * const grid = Sweep.product(Sweep.points("x", [1, 2]), Sweep.points("y", [3, 4])) // four points
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const product = (first: Sweep, ...others: ReadonlyArray<Sweep>): Sweep => {
  const sweeps = [first, ...others]
  const sizes = sweeps.map(({ size }) => size)
  return combined(
    sweeps,
    sizes.reduce((all, size) => all * size, 1),
    (index) => {
      let rest = index
      return sizes
        .toReversed()
        .map((size) => {
          const place = rest % size
          rest = (rest - place) / size
          return place
        })
        .toReversed()
    },
  )
}

/**
 * Sweeps one after the other, with values for the same parameters.
 *
 * **Example** (More points at the start)
 *
 * ```ts
 * const dense = Sweep.concat(Sweep.linspace("x", 0, 1, 5), Sweep.linspace("x", 2, 9, 3))
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const concat = (first: Sweep, ...others: ReadonlyArray<Sweep>): Sweep => {
  const sweeps = [first, ...others]
  const fault = sweeps.find((sweep) => sweep.fault !== undefined)?.fault
  if (fault !== undefined) return sweepOf({ ...faulty(fault), fault })
  const { names } = first
  const other = sweeps.find(
    (sweep) => sweep.names.length !== names.length || !names.every((name) => sweep.names.includes(name)),
  )
  if (other !== undefined) {
    const message = `One of the sweeps has ${other.names.join(", ")}, and the first has ${names.join(", ")}`
    return faulty({ code: "UnequalNames", message })
  }
  return make({
    size: sweeps.reduce((sum, { size }) => sum + size, 0),
    names,
    pointAt: (index) => {
      let rest = index
      const sweep = sweeps.find(({ size }) => rest < size || ((rest -= size), false)) ?? first
      return sweep.pointAt(rest)
    },
  })
}

/**
 * The points from index `start` to `end`, without `end`.
 *
 * **Example** (What is left)
 *
 * ```ts
 * const rest = Sweep.slice(Sweep.linspace("x", 0, 1, 1000), 200) // 800 points
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const slice: {
  (start: number, end?: number): (self: Sweep) => Sweep
  (self: Sweep, start: number, end?: number): Sweep
} = Function.dual(
  (args) => isSweep(args[0]),
  (self: Sweep, start: number, end: number = self.size): Sweep => {
    if (self.fault !== undefined) return self
    for (const [field, index] of Object.entries({ start, end })) {
      if (!Number.isSafeInteger(index) || index < 0)
        return faulty(wrongSize(field, `${field} of slice`, index))
    }
    const size = Math.max(0, Math.min(end, self.size) - start)
    return make({ size, names: self.names, pointAt: (index) => self.pointAt(start + index) })
  },
)

/**
 * The point of an index; undefined if the index is out of range.
 *
 * @category getters
 * @since 0.2.0
 */
export const at: {
  (index: number): (self: Sweep) => Point | undefined
  (self: Sweep, index: number): Point | undefined
} = Function.dual(2, (self: Sweep, index: number): Point | undefined =>
  Number.isInteger(index) && index >= 0 && index < self.size ? self.pointAt(index) : undefined,
)

/**
 * The sweep itself if it is valid, otherwise its error. The points of {@link make} are not checked.
 *
 * Fails with a {@link SweepError}.
 *
 * **Example** (An invalid value)
 *
 * ```ts
 * const checked = Sweep.validate(Sweep.points("x", [Infinity])) // fails with InvalidValue
 * ```
 *
 * @category validation
 * @since 0.2.0
 */
export const validate = (self: Sweep): Result.Result<Sweep, SweepError> =>
  self.fault === undefined ? Result.succeed(self) : Result.fail(self.fault)
