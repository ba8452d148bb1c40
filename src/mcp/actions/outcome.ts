import { Record } from "effect"
import type { Outcome } from "../../cli/render/outcome.ts"
import * as Distribution from "../../Distribution.ts"
import { limits } from "../text/limits.ts"
import type { Picture } from "../tool/Tool.ts"
import { quoted, short } from "../text/quoted.ts"

type Side = Distribution.Side

/** Rounds a value to 8 significant digits, so that counts below 10^8 stay exact. */
const rounded = (value: number): number => Number(value.toPrecision(8))

const measured = (distribution: Distribution.Distribution, qubit0: Side, most: number = limits.states) => {
  const { width, kind, values, total } = distribution
  const states = Distribution.top(distribution, most).map(([state, value]) => ({
    state: Distribution.bitstring(state, { qubit0, width }),
    value: rounded(value),
  }))
  const left = values.length - states.length
  const shown = states.reduce((sum, { value }) => sum + value, 0)
  return {
    qubits: width,
    kind,
    qubit0,
    states,
    more: { states: left, total: left === 0 ? 0 : rounded(Math.max(0, total - shown)) },
  }
}

const histogram = (
  distribution: Distribution.Distribution,
  qubit0: Side,
  top: number = limits.bars,
): string => Distribution.draw(distribution, { qubit0, top, order: "value", columns: 72 })

const heading = ({ kind, width }: Distribution.Distribution, qubit0: Side): string =>
  `${kind === "counts" ? "Counts" : "Probabilities"} of ${width} qubit${width === 1 ? "" : "s"}, qubit 0 ${qubit0}:`

const titled = (title: string, distribution: Distribution.Distribution, qubit0: Side, top?: number): string =>
  `${title}. ${heading(distribution, qubit0)}\n${histogram(distribution, qubit0, top)}`

/** A value as JSON, cut at the largest length of an answer. */
const valueText = (value: unknown): string => {
  const text = JSON.stringify(value, undefined, 2)
  return text.length <= limits.answerCharacters ? text : `${text.slice(0, limits.answerCharacters)}…`
}

/** The outcome of a job as data and as text. */
export const outcomeOf = (outcome: Outcome, qubit0: Side) => {
  switch (outcome.kind) {
    case "distribution": {
      const { distribution, registers } = outcome
      const read = Object.entries(registers)
      return {
        data: {
          result: measured(distribution, qubit0),
          ...(read.length === 0
            ? {}
            : { registers: Record.map(registers, (each) => measured(each, qubit0)) }),
        },
        text:
          read.length === 0
            ? `${heading(distribution, qubit0)}\n${histogram(distribution, qubit0)}`
            : read.map(([name, each]) => titled(`Register ${quoted(name)}`, each, qubit0)).join("\n\n"),
      }
    }
    case "circuits": {
      const shown = outcome.circuits.slice(0, limits.circuits)
      const more = outcome.circuits.length - shown.length
      return {
        data: {
          circuits: shown.map(({ jobId, name, probabilities }) => ({
            jobId,
            untrusted: name === undefined ? {} : { name: short(name) },
            result: measured(probabilities, qubit0, limits.statesOfMany),
          })),
        },
        text: [
          ...shown.map(({ jobId, name, probabilities }) =>
            titled(
              name === undefined ? jobId : `Circuit ${quoted(name)}`,
              probabilities,
              qubit0,
              limits.barsOfMany,
            ),
          ),
          ...(more === 0 ? [] : [`… and ${more} more circuits: read them by the ids of their jobs.`]),
        ].join("\n\n"),
      }
    }
    case "value":
      return { data: { value: outcome.value }, text: valueText(outcome.value) }
    case "qaoa":
      return { data: { value: outcome.qaoa }, text: valueText(outcome.qaoa) }
  }
}

/** The histogram of an outcome with one distribution as SVG. */
export const picturesOf = (outcome: Outcome, qubit0: Side): ReadonlyArray<Picture> =>
  outcome.kind === "distribution"
    ? [{ name: "histogram", svg: Distribution.toSvg(outcome.distribution, { qubit0, top: limits.bars }) }]
    : []
