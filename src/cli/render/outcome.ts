import * as Distribution from "../../Distribution.ts"
import type { QaoaResult, QuantumFunctionResult } from "../../schema/QuantumFunction.ts"
import { LazyObject } from "../terminal/json.ts"
import { plain, type Screen, styled } from "../terminal/screen.ts"

/** How distributions are shown. */
export interface Shown {
  readonly qubit0: Distribution.Side
  readonly top: number
}

/** The outcome of a job: one circuit, several, or a value. */
export type Outcome =
  | {
      readonly kind: "distribution"
      readonly distribution: Distribution.Distribution
      /** The outcomes of the program's classical registers, unless these simply have all qubits in order. */
      readonly registers: Readonly<Record<string, Distribution.Distribution>>
    }
  | {
      readonly kind: "circuits"
      readonly circuits: ReadonlyArray<{
        readonly jobId: string
        readonly name: string | undefined
        readonly probabilities: Distribution.Distribution
      }>
    }
  | { readonly kind: "value"; readonly value: QuantumFunctionResult }
  | { readonly kind: "qaoa"; readonly qaoa: QaoaResult }

const histogram = (distribution: Distribution.Distribution, { qubit0, top }: Shown, screen: Screen): string =>
  Distribution.draw(distribution, { qubit0, top, order: "value", columns: Math.min(screen.columns, 80) })

/** The outcome as text for people. */
export const drawOutcome = (outcome: Outcome, shown: Shown, screen: Screen): string => {
  const titled = (title: string, distribution: Distribution.Distribution) =>
    `${styled(screen, "bold", plain(title))}\n${histogram(distribution, shown, screen)}`
  switch (outcome.kind) {
    case "distribution": {
      const registers = Object.entries(outcome.registers)
      return registers.length === 0
        ? histogram(outcome.distribution, shown, screen)
        : registers.map(([name, distribution]) => titled(name, distribution)).join("\n\n")
    }
    case "circuits":
      return outcome.circuits
        .map(({ name, jobId, probabilities }) => titled(name ?? jobId, probabilities))
        .join("\n\n")
    case "value":
      return JSON.stringify(outcome.value, undefined, 2)
    case "qaoa":
      return JSON.stringify(outcome.qaoa, undefined, 2)
  }
}

/** A distribution as JSON: by bitstring, with qubit 0 on the named side. */
export const bitstrings = (distribution: Distribution.Distribution, { qubit0 }: Shown) => ({
  qubit0,
  width: distribution.width,
  [distribution.kind]: new LazyObject(() => named(distribution, qubit0)),
})

function* named(distribution: Distribution.Distribution, qubit0: Distribution.Side) {
  const { width } = distribution
  for (const [state, value] of Distribution.entries(distribution)) {
    yield [Distribution.bitstring(state, { width, qubit0 }), value] as const
  }
}

/** The outcome as JSON, with states as bitstrings. */
export const outcomeJson = (outcome: Outcome, shown: Shown): unknown => {
  switch (outcome.kind) {
    case "distribution": {
      const registers = Object.entries(outcome.registers).map(
        ([name, distribution]) => [name, bitstrings(distribution, shown)] as const,
      )
      return {
        ...bitstrings(outcome.distribution, shown),
        ...(registers.length === 0 ? {} : { registers: Object.fromEntries(registers) }),
      }
    }
    case "circuits":
      return outcome.circuits.map(({ jobId, name, probabilities }) => ({
        jobId,
        ...(name === undefined ? {} : { name }),
        ...bitstrings(probabilities, shown),
      }))
    case "value":
      return outcome.value
    case "qaoa":
      return outcome.qaoa
  }
}
