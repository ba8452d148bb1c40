import { CliOutput } from "effect/cli"
import { plain, type Screen, styled } from "../terminal/screen.ts"
import { bar, spinnerAt } from "./progress.ts"
import { type Column, details, table } from "./table.ts"
import { amountOf, lengthOf, timeOf } from "./humanUnits.ts"

/** The progress of a run, in circuits. */
export interface Far {
  readonly total: number
  readonly submitted: number
  readonly done: number
  readonly failed: number
  readonly isCanceled: boolean
}

/** The progress of a run, with its name, times and costs. */
export interface Known extends Far {
  readonly name: string
  readonly hasEnded: boolean
  readonly createdAt: string
  readonly problem?: string | undefined
  readonly spent?: { readonly value: number; readonly unit: string } | undefined
}

const stateOf = ({
  isCanceled,
  hasEnded,
}: {
  readonly isCanceled: boolean
  readonly hasEnded: boolean
}): string => {
  if (hasEnded) return isCanceled ? "canceled" : "ended"
  return isCanceled ? "being canceled" : "open"
}

const counts = ({ total, submitted, done, failed }: Far): string =>
  [
    `${done}/${total} done`,
    submitted > done ? `${submitted - done} at IonQ` : "",
    failed > 0 ? `${failed} failed` : "",
  ]
    .filter(Boolean)
    .join(" · ")

/** The progress line of a run, which is redrawn in place. It fits the width of the screen. */
export const batchLine = (
  far: Far & { readonly problem?: string | undefined },
  since: number,
  now: number,
  screen: Screen,
): string => {
  const fraction = far.total === 0 ? 1 : far.done / far.total
  // Leaves columns for `^C`, which the terminal writes after the line.
  const room = screen.columns - 3
  const percent = `${Math.floor(fraction * 100)} %`
  const texts = [
    [
      percent,
      counts(far),
      lengthOf(Math.max(1000, now - since)),
      far.problem === undefined ? "" : plain(far.problem),
    ],
    [percent, counts(far), lengthOf(Math.max(1000, now - since))],
    [percent, `${far.done}/${far.total}`],
    [percent],
  ].map((parts) => `${spinnerAt(now)} ${parts.filter(Boolean).join(" · ")}`)
  const text = texts.find((text) => CliOutput.displayWidth(text) + 11 <= room) ?? texts.at(-1) ?? ""
  const cells = Math.min(30, room - CliOutput.displayWidth(text) - 1)
  return cells < 8 ? text : `${text} ${bar(fraction, cells)}`
}

/** The line for one step, if lines cannot be redrawn. */
export const batchStep = (far: Far): string => counts(far)

export const batchDetails = (run: Known, screen: Screen): string =>
  details(
    [
      ["Run", plain(run.name)],
      ["State", stateOf(run)],
      ["Circuits", counts(run)],
      ["Started", timeOf(run.createdAt)],
      ["Spent", run.spent === undefined ? undefined : amountOf(run.spent.value, run.spent.unit)],
      ["Blocked by", run.problem === undefined ? undefined : plain(run.problem)],
    ],
    screen,
  )

export interface ListedRun extends Far {
  readonly name: string
  readonly createdAt: string
  readonly endedAt?: string | undefined
  readonly isReadable: boolean
}

const columns: ReadonlyArray<Column<ListedRun>> = [
  { title: "NAME", cell: ({ name }) => plain(name) },
  {
    title: "STATE",
    cell: (run) =>
      run.isReadable ? stateOf({ ...run, hasEnded: run.endedAt !== undefined }) : "of another release",
  },
  { title: "DONE", cell: ({ done, total }) => `${done}/${total}`, align: "right" },
  { title: "FAILED", cell: ({ failed }) => (failed === 0 ? "" : String(failed)), align: "right" },
  { title: "STARTED", cell: ({ createdAt }) => timeOf(createdAt) ?? "", rank: 1 },
]

export const batchTable = (runs: ReadonlyArray<ListedRun>, screen: Screen): string =>
  table(columns, runs, screen, "No runs.")

/**
 * The outcome of one circuit: its probabilities by bitstring, or its error. `index` is the request, `circuit` the place
 * in it.
 */
export interface BatchOutcome {
  readonly index: number
  readonly circuit: number
  readonly name?: string | undefined
  readonly jobId?: string | undefined
  readonly probabilities?: Readonly<Record<string, number>>
  readonly error?: { readonly type: string; readonly message: string }
}

/** A circuit of a run: its index, its number within a request of several, its name. */
export const placeOf = ({ index, circuit, name }: Pick<BatchOutcome, "index" | "circuit" | "name">): string =>
  [circuit === 0 ? String(index) : `${index}.${circuit}`, name === undefined ? "" : plain(name)]
    .filter(Boolean)
    .join("  ")

/** A line for each circuit: the most probable states, or the error. */
export const batchResults = (outcomes: ReadonlyArray<BatchOutcome>, top: number, screen: Screen): string => {
  if (outcomes.length === 0) return styled(screen, "dim", "No results yet.")
  return outcomes
    .map(({ index, circuit, name, probabilities, error }) => {
      const title = placeOf({ index, circuit, name })
      if (error !== undefined)
        return `${title}  ${styled(screen, "red", plain(`${error.type}: ${error.message}`))}`
      const states = Object.entries(probabilities ?? {}).sort(([, a], [, b]) => b - a)
      const shown = states.slice(0, top).map(([state, value]) => `${state} ${value.toFixed(4)}`)
      const more = states.length > top ? [`${states.length - top} more`] : []
      return `${title}  ${[...shown, ...more].join("  ")}`
    })
    .join("\n")
}
