import type { Point } from "../Sweep.ts"

/**
 * One point of a scan, as `Sampler.orFail` emits it.
 *
 * @category models
 * @since 0.2.0
 */
export interface ScanPoint {
  readonly point: Point
  readonly values: ReadonlyArray<number>
  readonly standardErrors: ReadonlyArray<number>
}

/**
 * Options of the pictures of a scan.
 *
 * @category options
 * @since 0.2.0
 */
export interface ChartOptions {
  /** The parameter on the horizontal axis. Default: the first one of the first point. */
  readonly parameter?: string | undefined
  /** The title above a drawing; in an SVG also its label for screen readers. Default: none. */
  readonly title?: string | undefined
  /** The names of the observables, in their order. Default: none. */
  readonly names?: ReadonlyArray<string> | undefined
}

/** A value with its error, at a point of the horizontal axis. */
export interface Mark {
  readonly x: number
  readonly y: number
  /** Half of the length of the error bar; 0 for no bar. */
  readonly error: number
}

/** An axis from its first to its last tick. */
export interface Axis {
  readonly from: number
  readonly to: number
  readonly ticks: ReadonlyArray<number>
  readonly labels: ReadonlyArray<string>
}

export interface Chart {
  readonly parameter: string
  /** The marks of each observable, by ascending x. */
  readonly series: ReadonlyArray<ReadonlyArray<Mark>>
  readonly x: Axis
  readonly y: Axis
}

/** A size in whole units, limited to a range. `usual` is used for 0 and if the value is not a number. */
export const within = (value: number | undefined, usual: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.floor(value ?? usual) || usual))

/** The approximate number of ticks of an axis. */
const mostTicks = 6

/**
 * An axis with ticks at 1, 2 or 5 times a power of ten. With `exact`, the axis ends at the extreme numbers, otherwise
 * at ticks.
 */
const axisOf = (numbers: ReadonlyArray<number>, exact: boolean): Axis => {
  let [from, to] = [Infinity, -Infinity]
  for (const number of numbers) {
    from = Math.min(from, number)
    to = Math.max(to, number)
  }
  if (!(to > from)) {
    const middle = Number.isFinite(from) ? from : 0
    ;[from, to] = [middle - 0.5, middle + 0.5]
  }
  const rough = (to - from) / mostTicks
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power
  const [first, last] = exact
    ? [Math.ceil(from / step - 1e-9), Math.floor(to / step + 1e-9)]
    : [Math.floor(from / step + 1e-9), Math.ceil(to / step - 1e-9)]
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  return {
    from: exact ? from : (ticks[0] ?? from),
    to: exact ? to : (ticks.at(-1) ?? to),
    ticks,
    // A tick close to 0 is shown as 0, without the sign of `-0` or a rounding error.
    labels: ticks.map((tick) => (Math.abs(tick) < step / 2 ? 0 : tick).toFixed(Math.min(20, digits))),
  }
}

/** The marks and the axes of a scan. Points without the parameter and values that are not finite are left out. */
export const chartOf = (points: Iterable<ScanPoint>, options: ChartOptions): Chart => {
  const all = [...points]
  const parameter = options.parameter ?? Object.keys(all[0]?.point ?? {})[0] ?? ""
  const count = all.reduce((most, { values }) => Math.max(most, values.length), 0)
  const series = Array.from({ length: count }, (_, i) =>
    all
      .map(({ point, values, standardErrors }): Mark => {
        const error = standardErrors[i] ?? 0
        return {
          x: point[parameter] ?? Number.NaN,
          y: values[i] ?? Number.NaN,
          error: Number.isFinite(error) ? error : 0,
        }
      })
      .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
      .sort((a, b) => a.x - b.x),
  )
  const marks = series.flat()
  return {
    parameter,
    series,
    x: axisOf(
      marks.map(({ x }) => x),
      true,
    ),
    y: axisOf(
      marks.flatMap(({ y, error }) => [y - error, y + error]),
      false,
    ),
  }
}
