import { Result, Schema } from "effect"
import { WireCircuit } from "../schema/Circuit.ts"
import type { JobFailure } from "../schema/Job.ts"
import type { WireJobRequest } from "../schema/JobRequest.ts"
import * as Simulator from "../simulator/Simulator.ts"
import type { EmulatedJob, Outcome } from "./EmulatedJob.ts"

/** Below this a probability is rounding, not an outcome: a few units in the last place of 1. */
const rounding = 1e-15

/** What a request comes to, really simulated, or IonQ's failure. */
export const simulate = (
  request: WireJobRequest,
  children: ReadonlyArray<EmulatedJob>,
  maxQubits: number,
): Outcome => {
  switch (request.type) {
    case "ionq.circuit.v1":
      return circuit(request.input, maxQubits)
    case "ionq.multi-circuit.v1": {
      const failed = children.map((child) => child.outcome()).find(Result.isFailure)
      return failed ?? Result.succeed({ kind: "parent" })
    }
    case "ionq.qasm3.v1":
      return fail("CompilationError", "The emulator does not compile OpenQASM 3.")
    case "quantum-function":
      return energy(request.input, maxQubits)
    case "qctrl.qaoa.v1":
      return maxCut(request.input.problem)
  }
}

const fail = (code: JobFailure["code"], message: string): Result.Result<never, JobFailure> =>
  Result.fail({ code, message })

const circuit = (input: WireCircuit, maxQubits: number): Outcome =>
  Simulator.run(input, { maxQubits }).pipe(
    Result.map((state) => {
      const probabilities: Record<string, number> = {}
      Simulator.probabilitiesOf(state).forEach((probability, index) => {
        if (probability > rounding) probabilities[index] = probability
      })
      return { kind: "circuit" as const, qubits: state.qubits, probabilities }
    }),
    Result.mapError(({ code, message }) => ({ code, message })),
  )

type Energy = Extract<WireJobRequest, { readonly type: "quantum-function" }>["input"]

const ansatzOf = Schema.decodeUnknownResult(Schema.fromJsonString(WireCircuit))

/** A Hamiltonian's mean and variance in the ansatz's state. The ansatz is a circuit in JSON; constraints are not taken. */
const energy = (input: Energy, maxQubits: number): Outcome => {
  if ("type" in input) return fail("InvalidInput", `The emulator has no quantum function ${input.type}.`)
  const { hamiltonian, ansatz } = input.data.data
  const parsed = ansatzOf(ansatz.data)
  if (Result.isFailure(parsed)) return fail("CompilationError", "The emulator takes an ansatz in JSON only.")
  const run = Simulator.run(parsed.success, { maxQubits })
  if (Result.isFailure(run)) return fail(run.failure.code, run.failure.message)
  const state = run.success
  const wrong = hamiltonian.find(({ pauli_string: p }) => p.length !== state.qubits || !/^[IXYZ]*$/.test(p))
  if (wrong !== undefined)
    return fail("InvalidInput", `${wrong.pauli_string} is no Pauli string of the ansatz.`)
  const re = new Float64Array(state.re.length)
  const im = new Float64Array(state.re.length)
  for (const { pauli_string, coefficient } of hamiltonian) {
    // As in a bitstring, the last letter is qubit 0.
    const letters = [...pauli_string].reverse()
    for (let i = 0; i < re.length; i++) {
      let flips = 0
      let [r, m] = [coefficient, 0]
      letters.forEach((letter, qubit) => {
        const one = ((i >> qubit) & 1) === 1
        if (letter === "X" || letter === "Y") flips |= 1 << qubit
        if (letter === "Z" && one) [r, m] = [-r, -m]
        if (letter === "Y") [r, m] = one ? [m, -r] : [-m, r]
      })
      const j = i ^ flips
      re[j] = re[j]! + r * state.re[i]! - m * state.im[i]!
      im[j] = im[j]! + r * state.im[i]! + m * state.re[i]!
    }
  }
  let mean = 0
  let square = 0
  for (let i = 0; i < re.length; i++) {
    mean += state.re[i]! * re[i]! + state.im[i]! * im[i]!
    square += re[i]! * re[i]! + im[i]! * im[i]!
  }
  return Result.succeed({
    kind: "function",
    value: { value: mean, variance: Math.max(0, square - mean * mean) },
  })
}

const graphOf = Schema.decodeUnknownResult(
  Schema.Struct({
    nodes: Schema.Array(Schema.Struct({ id: Schema.Union([Schema.Finite, Schema.String]) })),
    adjacency: Schema.Array(
      Schema.Array(Schema.Struct({ id: Schema.Union([Schema.Finite, Schema.String]) })),
    ),
  }),
)

/** The best cut, by trying all of them. The cost is minus the number of cut edges; bit i of the string is node i. */
const maxCut = (problem: unknown): Outcome => {
  const graph = graphOf(problem)
  if (Result.isFailure(graph)) return fail("InvalidInput", "The problem is no adjacency graph.")
  const { nodes, adjacency } = graph.success
  if (nodes.length === 0 || nodes.length > 16) {
    return fail("NotEnoughQubits", `The graph has ${nodes.length} nodes; the emulator takes 1 to 16.`)
  }
  const index = new Map(nodes.map(({ id }, i) => [id, i]))
  const edges = adjacency.flatMap((near, i) =>
    near.flatMap(({ id }) => {
      const j = index.get(id)
      return j === undefined || j <= i ? [] : [[i, j] as const]
    }),
  )
  let [best, bestCut] = [0, -1]
  for (let cut = 0; cut < 2 ** (nodes.length - 1); cut++) {
    const size = edges.filter(([i, j]) => ((cut >> i) & 1) !== ((cut >> j) & 1)).length
    if (size > bestCut) [best, bestCut] = [cut, size]
  }
  const optimal_bitstring = nodes.map((_, i) => (best >> i) & 1).join("")
  return Result.succeed({
    kind: "qaoa",
    value: { optimal_cost: 0 - bestCut, optimal_bitstring, processing_status: "complete" },
  })
}
