/** What the playground does: a text becomes a circuit, and a circuit a histogram. All of it runs in the page. */
import { Effect, Option, Result, Schema } from "effect"
import { Circuit, Distribution, Qasm } from "effect-ionq"
import { Circuit as CircuitInput } from "effect-ionq/schema/Circuit"
import * as Simulator from "effect-ionq/simulator"

export const noises = ["none", "aria-1", "aria-2", "forte-1"] as const

export interface Input {
  readonly text: string
  readonly noise: (typeof noises)[number]
  readonly shots: number
  readonly seed: number
}

export interface Read {
  readonly circuit: Circuit.Circuit
  readonly registers: Readonly<Record<string, ReadonlyArray<number | null>>>
}

export interface Outcome {
  /** How it was simulated. */
  readonly method: string
  readonly histograms: ReadonlyArray<{
    readonly name: string
    readonly distribution: Distribution.Distribution
  }>
}

class Unreadable extends Schema.TaggedError<Unreadable>()("Unreadable", { message: Schema.String }) {}

const unreadable = (error: { readonly message: string }) => new Unreadable({ message: error.message })

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(CircuitInput))

/** A circuit in JSON, as in the `input` of a job, or a program in OpenQASM 2 or 3. */
export const read = (text: string): Result.Result<Read, Unreadable> =>
  text.trimStart().startsWith("{")
    ? Result.mapBoth(decode(text), {
        onFailure: unreadable,
        onSuccess: (input) => ({ circuit: Circuit.fromInput(input), registers: {} }),
      })
    : Result.mapError(Qasm.parse(text), unreadable)

/** What the registers of a program read; all qubits if it names none. */
const histograms = ({ registers }: Read, distribution: Distribution.Distribution) => {
  const named = Object.entries(registers).filter(([, map]) => map.some((qubit) => qubit !== null))
  return named.length === 0
    ? Effect.succeed([{ name: "", distribution }])
    : Effect.forEach(named, ([name, map]) =>
        Effect.map(Effect.fromResult(Distribution.remap(distribution, map)), (distribution) => ({
          name,
          distribution,
        })),
      )
}

/** The most qubits whose amplitudes are all computed here. */
const maxQubits = 22

/** Exact probabilities, if there is no noise and the circuit is narrow enough; shots otherwise. */
export const simulate = Effect.fn(function* (program: Read, { noise, shots, seed }: Input) {
  const { circuit } = program
  if (noise === "none" && circuit.qubits <= maxQubits) {
    const state = yield* Simulator.simulate(circuit, { maxQubits })
    const distribution = yield* Effect.fromResult(Distribution.fromArray(Simulator.probabilitiesOf(state)))
    return { method: "exact probabilities", histograms: yield* histograms(program, distribution) }
  }
  const model =
    noise === "none" ? Option.none() : Option.some(yield* Effect.fromResult(Simulator.noiseModel(noise)))
  const samples = yield* Simulator.sample(circuit, {
    shots,
    seed,
    maxQubits,
    ...(Option.isSome(model) ? { model: model.value } : {}),
  })
  const { states, counts, stride } = Simulator.countSamples(samples)
  const decimals = Object.fromEntries(
    Array.from(counts, (count, place) => [Simulator.decimalAt(states, stride, place), count]),
  )
  const distribution = yield* Effect.fromResult(
    Distribution.fromDecimals(decimals, { width: circuit.qubits, kind: "counts" }),
  )
  return {
    method: `${shots} shots (${samples.method})`,
    histograms: yield* histograms(program, distribution),
  }
})

/** Runs a program; the signal stops it. */
export const run = (program: Read, input: Input, signal: AbortSignal): Promise<Outcome> =>
  Effect.runPromise(simulate(program, input), { signal })

export { Circuit, Distribution }
