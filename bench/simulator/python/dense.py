"""Runs circuits on qulacs and qsim: each line of input is ENGINE PATH, each line of output the seconds to the state. THREADS is the argument.

What reads a circuit is not timed. qulacs is given what its optimizer makes of the circuit, and the faster of both ways counts.
"""

import json
import math
import os
import sys
import time

threads = int(sys.argv[1])
os.environ["OMP_NUM_THREADS"] = str(threads)

import cirq
import qsimcirq
import qulacs
from qulacs.circuit import QuantumCircuitOptimizer


def qulacs_of(qubits, gates):
    circuit = qulacs.QuantumCircuit(qubits)
    for gate in gates:
        target, angle = gate.get("target"), gate.get("rotation", 0)
        if gate["gate"] == "cnot":
            circuit.add_CNOT_gate(gate["control"], target)
        elif gate["gate"] == "swap":
            circuit.add_SWAP_gate(*gate["targets"])
        elif gate["gate"] == "h":
            circuit.add_H_gate(target)
        elif gate["gate"] == "z":
            phase = qulacs.gate.to_matrix_gate(qulacs.gate.U1(target, angle))
            phase.add_control_qubit(gate["control"], 1)
            circuit.add_gate(phase)
        else:
            # Its angles have the opposite sign.
            getattr(circuit, f"add_{gate['gate'].upper()}_gate")(target, -angle)
    return circuit


def cirq_of(qubits, gates):
    line = cirq.LineQubit.range(qubits)
    circuit = cirq.Circuit()
    for gate in gates:
        target, angle = gate.get("target"), gate.get("rotation", 0)
        if gate["gate"] == "cnot":
            circuit.append(cirq.CNOT(line[gate["control"]], line[target]))
        elif gate["gate"] == "swap":
            circuit.append(cirq.SWAP(*(line[qubit] for qubit in gate["targets"])))
        elif gate["gate"] == "h":
            circuit.append(cirq.H(line[target]))
        elif gate["gate"] == "z":
            circuit.append(cirq.CZPowGate(exponent=angle / math.pi)(line[gate["control"]], line[target]))
        else:
            circuit.append(getattr(cirq, gate["gate"])(angle)(line[target]))
    return circuit


def timed(run):
    start = time.perf_counter()
    kept = run()
    seconds = time.perf_counter() - start
    del kept
    return seconds


def on_qulacs(qubits, gates):
    plain, merged = qulacs_of(qubits, gates), qulacs_of(qubits, gates)
    QuantumCircuitOptimizer().optimize(merged, 2)

    def run(circuit):
        state = qulacs.QuantumState(qubits)
        circuit.update_quantum_state(state)
        return state

    return lambda: min(timed(lambda: run(plain)), timed(lambda: run(merged)))


def on_qsim(qubits, gates):
    simulator = qsimcirq.QSimSimulator({"t": threads, "f": 4})
    program = qsimcirq.QSimCircuit(cirq_of(qubits, gates))
    # What its public method does before it simulates, which is Python and not timed.
    translated, _ = program.translate_cirq_to_qsim(cirq.LineQubit.range(qubits))
    options = {**simulator.qsim_options, "c": translated, "s": 1}
    run = simulator._sim_module.qsim_simulate_fullstate
    return lambda: timed(lambda: run(options, 0))


made = {}
for line in sys.stdin:
    engine, path = line.split()
    if (engine, path) not in made:
        with open(path) as file:
            circuit = json.load(file)
        made[engine, path] = {"qulacs": on_qulacs, "qsim": on_qsim}[engine](circuit["qubits"], circuit["circuit"])
    print(made[engine, path](), flush=True)
