import { Result } from "effect"
import type { WireCircuit } from "../schema/Circuit.ts"
import type { Probabilities } from "../schema/Result.ts"
import * as Simulator from "../simulator/Simulator.ts"
import type { Outcome } from "./EmulatedJob.ts"

/** Below this a probability is rounding, not an outcome: a few units in the last place of 1. */
const noise = 1e-15

/** A circuit's ideal probabilities, those above zero, or IonQ's failure. */
export const simulate = (circuit: WireCircuit, maxQubits: number): Outcome =>
  Simulator.probabilities(circuit, { maxQubits }).pipe(
    Result.map((all) => {
      const found: Record<string, number> = {}
      all.forEach((probability, state) => {
        if (probability > noise) found[state] = probability
      })
      return found satisfies Probabilities
    }),
    Result.mapError(({ code, message }) => ({ code, message })),
  )
