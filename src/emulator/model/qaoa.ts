import { Result, Schema } from "effect"
import * as random from "../../random/generator.ts"
import type { WireGate } from "../../schema/Gate.ts"
import type { JobFailure } from "../../schema/Job.ts"
import type { QaoaInput, QaoaResult } from "../../schema/QuantumFunction.ts"
import * as Simulator from "../../simulator/Simulator.ts"

interface Graph {
  readonly nodes: number
  readonly edges: ReadonlyArray<{ readonly a: number; readonly b: number; readonly weight: number }>
}

const Id = Schema.Union([Schema.Finite, Schema.String])

const decodeGraph = Schema.decodeUnknownResult(
  Schema.Struct({
    nodes: Schema.Array(Schema.Struct({ id: Id })),
    adjacency: Schema.Array(
      Schema.Array(Schema.Struct({ id: Id, weight: Schema.optionalKey(Schema.Finite) })),
    ),
  }),
)

const fail = (code: JobFailure["code"], message: string): Result.Result<never, JobFailure> =>
  Result.fail({ code, message })

/** The graph of a maxcut problem. An edge without a weight has the weight 1. */
export const graphOf = (input: QaoaInput, maxQubits: number): Result.Result<Graph, JobFailure> => {
  if (input.problem_type !== "maxcut") {
    return fail(
      "InvalidInput",
      `The emulator does not support the problem ${input.problem_type}, only maxcut.`,
    )
  }
  const decoded = decodeGraph(input.problem)
  if (Result.isFailure(decoded)) return fail("InvalidInput", "The problem is not an adjacency graph.")
  const { nodes, adjacency } = decoded.success
  const index = new Map(nodes.map(({ id }, i) => [id, i]))
  const edges = adjacency.flatMap((near, a) =>
    near.flatMap(({ id, weight = 1 }) => {
      const b = index.get(id)
      return b === undefined || b <= a ? [] : [{ a, b, weight }]
    }),
  )
  const most = Math.min(maxQubits, 16)
  if (nodes.length > most) {
    return fail("NotEnoughQubits", `The graph has ${nodes.length} nodes, the limit is ${most}`)
  }
  if (edges.length === 0) return fail("OptimizationError", "The graph has no edges to cut.")
  return Result.succeed({ nodes: nodes.length, edges })
}

interface Angles {
  readonly gamma: number
  readonly beta: number
}

/** QAOA with one layer: an equal superposition, the phases of the cut, then the mixer. */
const ansatz = ({ nodes, edges }: Graph, { gamma, beta }: Angles): ReadonlyArray<WireGate> => {
  const all = Array.from({ length: nodes }, (_, node) => node)
  return [
    { gate: "h", targets: all },
    ...edges.map(({ a, b, weight }) => ({ gate: "zz", targets: [a, b], rotation: -gamma * weight })),
    { gate: "rx", targets: all, rotation: 2 * beta },
  ]
}

const grid = 6
const smallestStep = 0.02
const maxRounds = 25

/**
 * Simulates QAOA with one layer. A grid and then a pattern search find the angles with the best simulated mean cut.
 * The answer is the best state among the shots of the final circuit. The cost is minus the weight of the cut. Letter
 * i of the string is node i.
 */
export const solve = (
  input: QaoaInput,
  options: { readonly maxQubits: number; readonly shots: number; readonly seed: number },
): Result.Result<QaoaResult, JobFailure> =>
  Result.map(graphOf(input, options.maxQubits), (graph) => {
    const cuts = new Float64Array(2 ** graph.nodes)
    for (let state = 0; state < cuts.length; state++) {
      for (const { a, b, weight } of graph.edges) {
        if (((state >> a) & 1) !== ((state >> b) & 1)) cuts[state] = cuts[state]! + weight
      }
    }
    const probabilities = (angles: Angles): Float64Array =>
      // The graph was checked against the same limit, and each gate is valid.
      Result.getOrThrow(
        Simulator.probabilities(
          { gateset: "qis", qubits: graph.nodes, circuit: ansatz(graph, angles) },
          { maxQubits: options.maxQubits },
        ),
      )
    const meanCut = (angles: Angles): number =>
      probabilities(angles).reduce((sum, p, state) => sum + p * cuts[state]!, 0)
    let best: Angles = { gamma: 0, beta: 0 }
    let most = -Infinity
    const consider = (angles: Angles): void => {
      const cut = meanCut(angles)
      if (cut > most) [best, most] = [angles, cut]
    }
    for (let i = 1; i <= grid; i++) {
      for (let j = 1; j <= grid; j++) {
        consider({ gamma: (Math.PI * i) / (grid + 1), beta: ((Math.PI / 2) * j) / (grid + 1) })
      }
    }
    let step = Math.PI / (2 * (grid + 1))
    for (let round = 0; round < maxRounds && step > smallestStep; round++) {
      const { gamma, beta } = best
      for (const [dg, db] of [
        [step, 0],
        [-step, 0],
        [0, step],
        [0, -step],
      ] as const) {
        consider({ gamma: gamma + dg, beta: beta + db })
      }
      if (best.gamma === gamma && best.beta === beta) step /= 2
    }
    const state = bestOf(probabilities(best), cuts, options.shots, options.seed)
    return {
      optimal_cost: 0 - cuts[state]!,
      optimal_bitstring: Array.from({ length: graph.nodes }, (_, node) => (state >> node) & 1).join(""),
      processing_status: step > smallestStep ? "max_iteration" : "complete",
    }
  })

/** The drawn state with the largest cut. */
const bestOf = (probabilities: Float64Array, cuts: Float64Array, shots: number, seed: number): number => {
  const next = random.make(seed)
  let best = 0
  for (let shot = 0; shot < shots; shot++) {
    let left = next()
    let state = 0
    while (state < probabilities.length - 1 && left >= probabilities[state]!) left -= probabilities[state++]!
    if (cuts[state]! > cuts[best]!) best = state
  }
  return best
}
