/**
 * Circuits, distributions and lists in notebooks on Deno's Jupyter kernel: as pictures, as tables, and as text where a
 * notebook shows nothing else.
 *
 * **Example** (In the first cell)
 *
 * ```ts
 * Notebook.install({ qubit0: "left" })
 * ```
 *
 * @since 0.2.0
 */
import * as Circuit from "./Circuit.ts"
import * as Distribution from "./Distribution.ts"
import { make } from "./distribution/model.ts"
import { type Displayable, displayable, pictureOf, symbol } from "./notebook/Displayable.ts"
import { tableOf } from "./notebook/tableOf.ts"

export type { Displayable, MimeBundle } from "./notebook/Displayable.ts"

/**
 * A circuit as an SVG picture, and as a text drawing where a notebook shows no pictures.
 *
 * **Example** (Narrower than by default)
 *
 * ```ts
 * const picture = Notebook.circuit(Circuit.qft(4), { width: 500 })
 * ```
 *
 * @category pictures
 * @since 0.2.0
 */
export const circuit = (self: Circuit.Circuit, options: Circuit.SvgOptions = {}): Displayable =>
  displayable(() => pictureOf(Circuit.draw(self), Circuit.toSvg(self, options)))

/**
 * A distribution as an SVG histogram, and as a text histogram where a notebook shows no pictures.
 *
 * **Example** (With a title)
 *
 * ```ts
 * const picture = Notebook.distribution(probabilities, { qubit0: "left", title: "A Bell pair" })
 * ```
 *
 * @category pictures
 * @since 0.2.0
 */
export const distribution = (
  self: Distribution.Distribution,
  options: Distribution.SvgOptions,
): Displayable => {
  const { qubit0, top, order } = options
  return displayable(() =>
    pictureOf(Distribution.draw(self, { qubit0, top, order }), Distribution.toSvg(self, options)),
  )
}

/**
 * Options of {@link table}.
 *
 * @category options
 * @since 0.2.0
 */
export interface TableOptions<Row extends object> {
  /** The fields to show. Default: all that have a number, a text, a boolean or a date in any row. */
  readonly columns?: ReadonlyArray<keyof Row & string> | undefined
  /** The largest number of rows to show. Default: 50. A last line says how many more there are. */
  readonly rows?: number | undefined
}

/**
 * A list as a table with a row for each of its objects: jobs, backends, sessions, or points of a scan.
 *
 * **Example** (The newest jobs)
 *
 * ```ts
 * const newest = Effect.gen(function* () {
 *   const jobs = yield* Jobs
 *   const found = yield* Stream.runCollect(Stream.take(jobs.list(), 10))
 *   return Notebook.table(found, { columns: ["id", "status", "backend", "name"] })
 * })
 * ```
 *
 * @category tables
 * @since 0.2.0
 */
export const table = <Row extends object>(
  rows: Iterable<Row>,
  { columns, rows: most }: TableOptions<Row> = {},
): Displayable => displayable(() => tableOf([...rows], columns, most))

/**
 * Shows every circuit and every distribution of this process as a picture, without a call of {@link circuit} or
 * {@link distribution}. `qubit0` is the side of qubit 0 in bitstrings.
 *
 * **Gotchas**
 *
 * Adds a method to the prototypes of circuits and distributions, under `Symbol.for("Jupyter.display")`. Only notebooks
 * need it.
 *
 * **Example** (In the first cell)
 *
 * ```ts
 * Notebook.install({ qubit0: "left" })
 * ```
 *
 * @category setup
 * @since 0.2.0
 */
export const install = (options: Pick<Distribution.SvgOptions, "qubit0" | "top" | "order">): void => {
  const add = <A extends object>(example: A, show: (self: A) => Displayable) =>
    Object.defineProperty(Object.getPrototypeOf(example), symbol, {
      configurable: true,
      value(this: A) {
        return show(this)[symbol]()
      },
    })
  add<Circuit.Circuit>(Circuit.qis(1), (self) => circuit(self))
  const none = { states: new Float64Array(), values: new Float64Array() }
  add(make(1, "counts", none), (self) => distribution(self, options))
}
