/** Values of observables held against Qiskit's, and errors of sampled ones against the normal distribution. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect, Layer, Result, Stream } from "effect"
import { Circuit, Estimator, Gates, Observable, Qasm, Sampler, Sweep } from "effect-ionq"
import * as Simulator from "effect-ionq/simulator"
import { randomCircuit, seeded } from "../test/utils/circuits.ts"
import { zScoreTest } from "../test/utils/kolmogorov.ts"
import { observableOf, randomTerms, type Weighted } from "../test/utils/observables.ts"
import type { Comparison } from "./qiskit.ts"

type Answer = { readonly values: ReadonlyArray<ReadonlyArray<number>> } | { readonly error: string }

interface Case {
  readonly circuit: Circuit.Circuit
  readonly terms: ReadonlyArray<ReadonlyArray<Weighted>>
  readonly points: ReadonlyArray<Sweep.Point>
}

/** Random circuits with two parameters, each in several gates, random observables and three points. */
const cases = (count: number): ReadonlyArray<Case> =>
  Array.from({ length: count }, (_, seed) => {
    const random = seeded(seed)
    const qubits = 1 + (seed % 6)
    const [a, b] = [Circuit.param("a"), Circuit.param("b")]
    const circuit = Circuit.append(randomCircuit(random, qubits, 3 + random.int(10), 4), [
      ...Array.from({ length: qubits }, (_, qubit) => Gates.ry(qubit, a)),
      ...Array.from({ length: qubits - 1 }, (_, qubit) => Gates.zz(qubit, qubit + 1, b)),
      ...Array.from({ length: qubits }, (_, qubit) => Gates.rx(qubit, b)),
    ])
    return {
      circuit,
      terms: [randomTerms(random, qubits), randomTerms(random, qubits, 20)],
      points: Array.from({ length: 3 }, () => ({ a: random.next() * 6, b: random.next() * 6 })),
    }
  })

/** What an estimator gives by point and observable. */
const valuesOf = (
  { circuit, terms, points }: Case,
  sampler: Layer.Layer<Sampler.Sampler, Sampler.PrimitiveError>,
) =>
  Stream.runCollect(
    Sampler.orFail(
      Estimator.run(circuit, { observables: terms.map(observableOf), sweep: Sweep.rows(points) }),
    ),
  ).pipe(
    Effect.map((all) => all.toSorted((a, b) => a.index - b.index).map(({ values }) => values)),
    Effect.provide(Estimator.layer),
    Effect.provide(sampler),
    Effect.runPromise,
  )

/** The same, from the distributions of the groups that are measured. */
const byGroups = Layer.effect(
  Sampler.Sampler,
  Sampler.Sampler.useSync(({ machine }) => Sampler.make({ ...machine, expectations: undefined })),
).pipe(Layer.provide(Simulator.layerSampler()))

const tolerance = 1e-9

/** Both of ours, by the state and by groups, and Qiskit's. */
export const compareEstimates = async (python: string, count: number): Promise<Comparison> => {
  const all = cases(count)
  const { stdout, stderr, status } = spawnSync(
    python,
    [fileURLToPath(new URL("../python/estimator.py", import.meta.url))],
    {
      input: all
        .map(({ circuit, terms, points }) =>
          JSON.stringify({
            program: Result.getOrThrow(Qasm.print(circuit, { version: 3 })),
            observables: terms.map((each) =>
              Result.getOrThrow(
                Observable.toList(observableOf(each), { qubit0: "right", qubits: circuit.qubits }),
              ).map(([[re], word]) => [re, word]),
            ),
            points,
          }),
        )
        .join("\n"),
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    },
  )
  if (status !== 0) throw new Error(`Python ended with ${status}: ${stderr}`)
  // The script answers each request with one of these.
  const answers = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer)
  const problems: Array<string> = []
  let farthest = 0
  for (const [i, each] of all.entries()) {
    const answer = answers[i]!
    if ("error" in answer) {
      problems.push(`Qiskit fails: ${answer.error}`)
      continue
    }
    for (const sampler of [Simulator.layerSampler(), byGroups]) {
      const values = await valuesOf(each, sampler)
      const apart = values
        .flatMap((point, p) => point.map((value, o) => Math.abs(value - answer.values[p]![o]!)))
        .reduce((a, b) => Math.max(a, b), values.length === each.points.length ? 0 : Infinity)
      farthest = Math.max(farthest, apart)
      if (!(apart < tolerance)) problems.push(`case ${i} is off by ${apart}`)
    }
  }
  return { compared: all.length, farthest, problems }
}

/** The p-values of the z-scores of sampled estimates, one for each seed from 1. */
export const zScores = (seeds: number, runs: number, shots: number): Promise<ReadonlyArray<number>> =>
  Effect.runPromise(
    Effect.forEach(
      Array.from({ length: seeds }, (_, i) => i + 1),
      (seed) => zScoreTest(seed, runs, shots),
    ),
  )
