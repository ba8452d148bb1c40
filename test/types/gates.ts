/** QIS gates and native gates are apart. Compiled by `tsc`; there is nothing to run. */
import { Angle, Circuit, Gates } from "effect-ionq"
import type { MultiCircuit, NativeCircuit, QisCircuit } from "effect-ionq/schema/Circuit"
import type { GpiGate, NativeGate, QisGate, RotationGate, WireGate } from "effect-ionq/schema/Gate"
import type { CircuitJobRequest, MultiCircuitJobRequest } from "effect-ionq/schema/JobRequest"
import { expectTypeOf } from "vitest"

expectTypeOf<QisGate>().toExtend<WireGate>()
expectTypeOf<NativeGate>().toExtend<WireGate>()
expectTypeOf(Gates.h(0)).toExtend<QisGate>()
expectTypeOf(Gates.controlled(Gates.rx(0, 1), 1)).toEqualTypeOf(Gates.rx(0, 1))

expectTypeOf(Gates.controlled(1, 2)(Gates.rx(0, 1))).toEqualTypeOf(Gates.rx(0, 1))

export const qisGates: ReadonlyArray<QisGate> = [Gates.h(0), Gates.zz(0, 1, 0.5)]
export const nativeGates: ReadonlyArray<NativeGate> = [Gates.gpi(0, 0), Gates.nativeZz(0, 1, 0.25)]
// @ts-expect-error the native zz has an angle, not a rotation
export const nativeZzInQis: ReadonlyArray<QisGate> = [Gates.nativeZz(0, 1, 0.25)]
// @ts-expect-error the QIS zz has a rotation, not an angle
export const qisZzInNative: ReadonlyArray<NativeGate> = [Gates.zz(0, 1, 0.5)]
// @ts-expect-error a native gate takes no controls
export const controlledNative = Gates.controlled(Gates.gpi(0, 0), 1)

export const qis: QisCircuit = { gateset: "qis", circuit: [Gates.h(0), { gate: "x", target: 1 }] }
export const native: NativeCircuit = {
  gateset: "native",
  circuit: [Gates.gpi(0, 0), Gates.nativeZz(0, 1, 0.25)],
}

// @ts-expect-error a native gate in a QIS circuit
export const nativeInQis: QisCircuit = { gateset: "qis", circuit: [Gates.gpi(0, 0)] }
// @ts-expect-error a QIS gate in a native circuit
export const qisInNative: NativeCircuit = { gateset: "native", circuit: [Gates.h(0)] }
// @ts-expect-error a QIS zz takes a rotation, not an angle
export const wrongZz: QisCircuit = { gateset: "qis", circuit: [{ gate: "zz", targets: [0, 1], angle: 0.25 }] }
// @ts-expect-error an unknown gate
export const unknownGate: QisCircuit = { gateset: "qis", circuit: [{ gate: "warp", target: 0 }] }

export const inJob: CircuitJobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  // @ts-expect-error a native gate in a job of a QIS circuit
  input: { gateset: "qis", circuit: [Gates.ms(0, 1)] },
}

export const multi: MultiCircuitJobRequest = {
  type: "ionq.multi-circuit.v1",
  backend: "simulator",
  input: {
    gateset: "native",
    circuits: [{ circuit: [Gates.gpi(0, 0)] }, { gateset: "qis", circuit: [Gates.h(0)] }],
  },
}

// @ts-expect-error a QIS gate in a circuit that inherits the native gateset
export const wrongMulti: MultiCircuit = { gateset: "native", circuits: [{ circuit: [Gates.h(0)] }] }

// Angles: a plain number is pleasant, the other unit does not compile.
expectTypeOf(Gates.rx(0, Math.PI)).toEqualTypeOf<RotationGate>()
expectTypeOf(Gates.rx(0, Angle.Radians(1))).toEqualTypeOf<RotationGate>()
expectTypeOf(Gates.gpi(0, Angle.toTurns(Math.PI))).toEqualTypeOf<GpiGate>()
// @ts-expect-error radians where turns are due
Gates.gpi(0, Angle.Radians(1))
// @ts-expect-error turns where radians are due
Gates.rx(0, Angle.Turns(0.25))
// @ts-expect-error radians among the phases
Gates.ms(0, 1, { phases: [0, Angle.Radians(1)] })
// @ts-expect-error turns of a native angle where radians are due
Gates.zz(0, 1, Angle.Turns(0.25))

// Parameters: a gate with one is no gate for the wire yet.
const theta = Circuit.param("theta")
expectTypeOf(Gates.rx(0, theta)).toEqualTypeOf<Gates.Symbolic<RotationGate>>()
// @ts-expect-error a parameter in a gate that is sent
export const unbound: QisCircuit = { gateset: "qis", circuit: [Gates.rx(0, theta)] }

// Circuits of the two gatesets are apart, too.
expectTypeOf(Circuit.qis(1).pipe(Circuit.append(Gates.rx(0, theta)))).toEqualTypeOf<Circuit.Circuit<"qis">>()
expectTypeOf(Circuit.native(1).pipe(Circuit.append(Gates.gpi(0, 0)))).toEqualTypeOf<
  Circuit.Circuit<"native">
>()
// @ts-expect-error a native gate in a QIS circuit
Circuit.qis(1).pipe(Circuit.append(Gates.gpi(0, 0)))
// @ts-expect-error a QIS gate in a native circuit
Circuit.append(Circuit.native(1), Gates.h(0))
// @ts-expect-error a native circuit in a QIS circuit
Circuit.append(Circuit.qis(1), Circuit.native(1))
// @ts-expect-error a native circuit takes no controls
Circuit.controlled(Circuit.native(2), 1)
