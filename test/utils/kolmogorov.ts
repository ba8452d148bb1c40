/** Whether errors of sampled values are what they are said to be. */
import { Effect, Layer, Stream } from "effect"
import { Circuit, Estimator, Gates, Observable, Sampler } from "effect-ionq"
import * as Simulator from "effect-ionq/simulator"
import { seeded } from "./circuits.ts"
import { observableOf, randomTerms } from "./observables.ts"

/** The probability that a random number is at most so large, of a normal distribution (Abramowitz and Stegun 26.2.17 is too coarse). */
export const normalCdf = (x: number): number => {
  // The series of the error function converges for all x; it is exact to some 1e-13 below 6.
  if (Math.abs(x) > 6) return x < 0 ? 0 : 1
  let [term, sum] = [x, x]
  for (let k = 1; k < 200; k++) {
    term *= (x * x) / (2 * k + 1)
    sum += term
  }
  return 0.5 + (Math.exp((-x * x) / 2) * sum) / Math.sqrt(2 * Math.PI)
}

/** The p-value of Kolmogorov and Smirnov's test that numbers come from a distribution. */
export const kolmogorovSmirnov = (numbers: ReadonlyArray<number>, cdf: (x: number) => number): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const n = sorted.length
  const distance = sorted.reduce((most, x, i) => {
    const p = cdf(x)
    return Math.max(most, p - i / n, (i + 1) / n - p)
  }, 0)
  // Stephens' correction for finite n, and the series of the limit.
  const lambda = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance
  if (lambda < 0.2) return 1
  let sum = 0
  for (let k = 1; k <= 100; k++) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda)
  return Math.min(1, Math.max(0, sum))
}

const over = (sampler: Layer.Layer<Sampler.Sampler, Sampler.PrimitiveError>) =>
  Effect.provide(Estimator.layer.pipe(Layer.provideMerge(sampler)))

/** How far sampled values of `runs` random observables on random circuits are from the exact ones, in standard errors. */
export const zScoresOf = Effect.fnUntraced(function* (seed: number, runs: number, shots: number) {
  const random = seeded(seed)
  const programs = Array.from({ length: runs }, (): Estimator.Program => {
    const qubits = 1 + random.int(4)
    const turned = Array.from({ length: qubits }, (_, qubit) =>
      Gates.u3(qubit, 6 * random.next(), 6 * random.next(), 0),
    )
    const entangled = Array.from({ length: qubits - 1 }, (_, qubit) => Gates.cnot(qubit, qubit + 1))
    const circuit = Circuit.qis(qubits, [...turned.flat(), ...entangled, ...turned.flat()])
    const observable = observableOf(
      randomTerms(random, qubits).filter(([, letters]) => /[XYZ]/.test(letters)),
    )
    return { circuit, observables: [Observable.add(observable, Observable.z(0))], shots }
  })
  const sampled = yield* over(Simulator.layerSampler({ sampled: true, seed }))(
    Stream.runCollect(Sampler.orFail(Estimator.runAll(programs))),
  )
  const exact = yield* over(Simulator.layerSampler())(
    Stream.runCollect(Sampler.orFail(Estimator.runAll(programs))),
  )
  const byProgram = new Map(exact.map(({ program, values }) => [program, values[0]!]))
  return sampled.flatMap(({ program, values, standardErrors }) => {
    const [off, error] = [values[0]! - byProgram.get(program)!, standardErrors[0]!]
    // In an eigenstate all shots come out alike: there is rounding, and nothing to be scored.
    return Math.abs(off) < 1e-12 ? [] : [off / error]
  })
})

/** The p-value of the z-scores against a standard normal distribution. */
export const zScoreTest = (seed: number, runs: number, shots: number) =>
  Effect.map(zScoresOf(seed, runs, shots), (scores) => kolmogorovSmirnov(scores, normalCdf))
