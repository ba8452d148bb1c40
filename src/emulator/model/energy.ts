import { Result, Schema } from "effect"
import { WireCircuit } from "../../schema/Circuit.ts"
import type { JobFailure } from "../../schema/Job.ts"
import type { QuantumFunctionInput, QuantumFunctionResult } from "../../schema/QuantumFunction.ts"
import * as Simulator from "../../simulator/Simulator.ts"
import { bound, parseProgram } from "./qasm.ts"

interface Prepared {
  readonly circuit: WireCircuit
  readonly terms: ReadonlyArray<{ readonly pauli_string: string; readonly coefficient: number }>
}

const ansatzOf = Schema.decodeUnknownResult(Schema.fromJsonString(WireCircuit))

const fail = (code: JobFailure["code"], message: string): Result.Result<never, JobFailure> =>
  Result.fail({ code, message })

const ansatzInJson = (
  text: string,
  params: ReadonlyArray<number>,
): Result.Result<WireCircuit, JobFailure> => {
  if (params.length > 0) {
    return fail("InvalidInput", "An ansatz in JSON has no parameters, but params are given.")
  }
  return Result.mapError(ansatzOf(text), ({ message }): JobFailure => ({
    code: "CompilationError",
    message: `The ansatz is not a circuit: ${message}`,
  }))
}

/** An OpenQASM 3 program whose inputs get the values of `params` in the order of their declarations. */
const ansatzInQasm = (text: string, params: ReadonlyArray<number>): Result.Result<WireCircuit, JobFailure> =>
  Result.flatMap(parseProgram(text), ({ circuit, inputs }) => {
    if (inputs.length !== params.length) {
      const count = `${inputs.length} inputs (${inputs.join(", ") || "none"})`
      return fail("InvalidInput", `The ansatz has ${count}, but ${params.length} params are given.`)
    }
    return bound(circuit, Object.fromEntries(inputs.map((name, i) => [name, params[i] ?? 0])))
  })

/**
 * A Hamiltonian and its ansatz, a circuit in JSON or an OpenQASM 3 program. Anything that the emulator does not
 * support is rejected, not ignored.
 */
export const prepareEnergy = (
  input: QuantumFunctionInput,
  maxQubits: number,
): Result.Result<Prepared, JobFailure> => {
  if ("type" in input)
    return fail("InvalidInput", `The emulator does not support the quantum function ${input.type}.`)
  const { hamiltonian, ansatz, linear_constraints, quadratic_constraints, cvar_alpha } = input.data.data
  if ((linear_constraints?.length ?? 0) + (quadratic_constraints?.length ?? 0) > 0 || cvar_alpha != null) {
    return fail("InvalidInput", "The emulator does not support constraints or cvar_alpha.")
  }
  const parsed = /^\s*\{/.test(ansatz.data)
    ? ansatzInJson(ansatz.data, input.params ?? [])
    : ansatzInQasm(ansatz.data, input.params ?? [])
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  const circuit = parsed.success
  const checked = Simulator.check(circuit, { maxQubits })
  if (Result.isFailure(checked)) return fail(checked.failure.code, checked.failure.message)
  const qubits = Simulator.widthOf(circuit)
  const wrong = hamiltonian.find(({ pauli_string: p }) => p.length !== qubits || !/^[IXYZ]*$/.test(p))
  return wrong === undefined
    ? Result.succeed({ circuit, terms: hamiltonian })
    : fail("InvalidInput", `${wrong.pauli_string} is not a Pauli string of the ansatz's ${qubits} qubits.`)
}

/** The mean and the variance of a Hamiltonian in the state of its ansatz. */
export const energyOf = (
  input: QuantumFunctionInput,
  maxQubits: number,
): Result.Result<QuantumFunctionResult, JobFailure> => {
  const prepared = prepareEnergy(input, maxQubits)
  if (Result.isFailure(prepared)) return Result.fail(prepared.failure)
  const { circuit, terms } = prepared.success
  const run = Simulator.run(circuit, { maxQubits })
  if (Result.isFailure(run)) return fail(run.failure.code, run.failure.message)
  const state = run.success
  const re = new Float64Array(state.re.length)
  const im = new Float64Array(state.re.length)
  for (const { pauli_string, coefficient } of terms) {
    // The last letter is qubit 0, as in a bitstring.
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
  return Result.succeed({ value: mean, variance: Math.max(0, square - mean * mean) })
}
