"""Qiskit's readers and writers of OpenQASM: a request in JSON on each line of standard input, an answer on each of standard output.

A request {"version", "program", "values"} is read: its answer has the unitary, real and imaginary parts row by row with qubit 0
least significant, and what is measured into which bit. A request {"qubits", "depth", "seed"} asks for a random circuit: its
answer has the same, and the circuit in both versions.
"""

import json
import sys

from qiskit import QuantumCircuit, qasm2, qasm3
from qiskit.circuit.random import random_circuit
from qiskit.quantum_info import Operator


def described(circuit):
    gates = QuantumCircuit(circuit.qubits, global_phase=circuit.global_phase)
    measured = {}
    for step in circuit.data:
        if step.operation.name == "measure":
            bit = circuit.find_bit(step.clbits[0])
            register, place = bit.registers[0] if bit.registers else (None, bit.index)
            measured.setdefault(register.name, {})[place] = circuit.find_bit(step.qubits[0]).index
        elif step.operation.name != "barrier":
            gates.append(step.operation, [gates.qubits[circuit.find_bit(q).index] for q in step.qubits])
    unitary = Operator(gates).data
    return {
        "re": unitary.real.flatten().tolist(),
        "im": unitary.imag.flatten().tolist(),
        "measured": measured,
    }


def read(request):
    loads = qasm3.loads if request["version"] == 3 else qasm2.loads
    circuit = loads(request["program"])
    values = request.get("values", {})
    if circuit.parameters:
        circuit = circuit.assign_parameters({p: values[p.name] for p in circuit.parameters})
    return described(circuit)


def written(request):
    circuit = random_circuit(request["qubits"], request["depth"], max_operands=4, seed=request["seed"])
    return {**described(circuit), "programs": {"2": qasm2.dumps(circuit), "3": qasm3.dumps(circuit)}}


for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = read(request) if "program" in request else written(request)
    except Exception as error:  # A program that Qiskit refuses is an answer, too.
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
