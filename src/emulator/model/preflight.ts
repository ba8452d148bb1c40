import { Result } from "effect"
import type { WireCircuit } from "../../schema/Circuit.ts"
import type { WireGate } from "../../schema/Gate.ts"
import type { JobFailure } from "../../schema/Job.ts"
import type { WireJobRequest } from "../../schema/JobRequest.ts"
import type { DynamicCircuit } from "../../simulator/dynamic.ts"
import * as Simulator from "../../simulator/Simulator.ts"
import { backendNamed } from "./backendCatalogue.ts"
import { prepareEnergy } from "./energy.ts"
import { tooMuchWork } from "./dynamicWork.ts"
import { shotsOf } from "./EmulatedJob.ts"
import type { Workload } from "./workload.ts"
import { isFrom } from "./Generation.ts"
import { noiseOf } from "./noise.ts"
import type { Rules } from "./Options.ts"
import { graphOf } from "./qaoa.ts"
import { compile } from "./qasm.ts"
import { executionTimeOf } from "./timing.ts"

/** Why a job cannot run, as IonQ's checks would find; undefined if it can. No circuit is simulated. */
export const preflight = (
  request: WireJobRequest,
  workload: Workload,
  rules: Rules,
): JobFailure | undefined => overLimit(request, workload, rules) ?? impossible(request, rules)

/**
 * The failure of a QIS circuit without `qubits` on the simulator since October 2026; undefined for any other job.
 * IonQ's documentation calls the field optional, but its simulator requires it.
 */
export const withoutWidth = (
  request: WireJobRequest,
  { generation }: Pick<Rules, "generation">,
): JobFailure | undefined =>
  isFrom("2026-10", generation) &&
  request.type === "ionq.circuit.v1" &&
  request.backend === "simulator" &&
  request.input.gateset === "qis" &&
  request.input.qubits === undefined
    ? fail("CompilationError", 'UnexpectedCompilationError: the simulator needs "qubits" of the input')
    : undefined

const fail = (code: JobFailure["code"], message: string): JobFailure => ({ code, message })

const overLimit = (
  { backend, shots = 100, type }: WireJobRequest,
  workload: Workload,
  { limits, maxExecutionTime }: Rules,
): JobFailure | undefined => {
  const gates = workload.oneQubit + workload.twoQubit
  if (gates > (limits.gates ?? Infinity)) {
    return fail("TooManyGates", `The job has ${gates} gates, the limit is ${limits.gates}`)
  }
  if (backend === "simulator") return undefined
  if (shots > (limits.shots ?? Infinity)) {
    return fail("TooManyShots", `The job has ${shots} shots, the limit is ${limits.shots}`)
  }
  const time = executionTimeOf(backend, workload, shots)
  if (time > maxExecutionTime) {
    return fail(
      "TooLongPredictedExecutionTime",
      `The job of type ${type} is predicted to take ${time} ms, the limit is ${maxExecutionTime} ms`,
    )
  }
  return undefined
}

const impossible = (request: WireJobRequest, rules: Rules): JobFailure | undefined => {
  switch (request.type) {
    case "ionq.circuit.v1":
      return impossibleNoise(request, request.input) ?? impossibleCircuit(request, request.input, rules)
    case "ionq.multi-circuit.v1":
      return request.input.circuits.length === 0 ? fail("InvalidInput", "The job has no circuits") : undefined
    case "ionq.qasm3.v1": {
      const compiled = compile(request.input.data, rules)
      if (Result.isFailure(compiled)) return compiled.failure
      const { circuit, dynamic } = compiled.success
      return (
        impossibleNoise(request, circuit) ??
        impossibleCircuit(request, circuit, rules, dynamic !== undefined) ??
        (dynamic === undefined ? undefined : endless(request, dynamic.circuit))
      )
    }
    case "quantum-function":
      return failureOf(prepareEnergy(request.input, rules.maxQubits))
    case "qctrl.qaoa.v1":
      return failureOf(graphOf(request.input, rules.maxQubits))
  }
}

const failureOf = (result: Result.Result<unknown, JobFailure>): JobFailure | undefined =>
  Result.isFailure(result) ? result.failure : undefined

/** Rejects models whose parameters are not published, and circuits that are wider than a model's machine. */
const impossibleNoise = (request: WireJobRequest, circuit: WireCircuit): JobFailure | undefined => {
  const width = Simulator.widthOf(circuit)
  const noise = noiseOf(request, width)
  if (Result.isFailure(noise)) return noise.failure
  // `impossibleCircuit` checks the width of a machine.
  if (request.backend !== "simulator" || width <= (noise.success?.qubits ?? width)) return undefined
  return fail(
    "NotEnoughQubits",
    `The circuit has ${width} qubits, the noise model has ${noise.success?.qubits}`,
  )
}

/**
 * Why a noisy program takes too long; undefined if it does not. A program without noise is not checked: it may have few
 * outcomes, which only its simulation shows.
 */
const endless = (request: WireJobRequest, circuit: DynamicCircuit): JobFailure | undefined => {
  const model = Result.getOrUndefined(noiseOf(request, circuit.qubits))
  return model === undefined ? undefined : tooMuchWork(circuit, { model, shots: shotsOf(request) ?? 0 })
}

const impossibleCircuit = (
  request: WireJobRequest,
  circuit: WireCircuit,
  { limits, maxQubits }: Rules,
  dynamic = false,
): JobFailure | undefined => {
  const { backend } = request
  const machine = backendNamed(backend)
  const width = Simulator.widthOf(circuit)
  if (machine !== undefined && width > machine.qubits) {
    return fail("NotEnoughQubits", `The circuit has ${width} qubits, ${backend} has ${machine.qubits}`)
  }
  const native = machine?.supported_native_gates
  if (circuit.gateset === "native" && native != null) {
    const wrong = circuit.circuit.findIndex(({ gate }) => known.has(gate) && !native.includes(gate))
    if (wrong !== -1) {
      return fail(
        "UnsupportedGate",
        `Gate ${wrong} is ${circuit.circuit[wrong]?.gate}, which ${backend} does not have`,
      )
    }
  }
  const controls = circuit.circuit.findIndex((gate) => controlsOf(gate) > (limits.controls ?? Infinity))
  if (controls !== -1) {
    return fail("TooManyControls", `Gate ${controls} has more controls than ${limits.controls}`)
  }
  // A circuit that is too wide for all amplitudes may be a Clifford circuit or have few amplitudes. A program that
  // runs step by step needs all amplitudes.
  const checked: Result.Result<unknown, JobFailure> =
    dynamic || width <= maxQubits
      ? Simulator.check(circuit, { maxQubits })
      : Result.flatMap(noiseOf(request, width), (model) => Simulator.methodFor(circuit, { maxQubits, model }))
  return Result.isFailure(checked) ? fail(checked.failure.code, checked.failure.message ?? "") : undefined
}

const controlsOf = ({ control, controls = [] }: WireGate): number =>
  controls.length + (control === undefined ? 0 : 1)

/** The native gates that some machines lack. The simulator checks the others. */
const known: ReadonlySet<string> = new Set(["ms", "zz"])
