"""Qiskit's StatevectorEstimator: a request in JSON on each line of standard input, an answer on each of standard output.

A request {"program", "observables", "points"} has a program in OpenQASM 3, each observable as a list of strings (qubit 0 right) and
coefficients, and values by parameter for each point. Its answer has the values: for each point one for each observable.
"""

import json
import sys

from qiskit import qasm3
from qiskit.primitives import StatevectorEstimator
from qiskit.quantum_info import SparsePauliOp

estimator = StatevectorEstimator()


def estimated(request):
    circuit = qasm3.loads(request["program"])
    circuit.remove_final_measurements()
    observables = [SparsePauliOp.from_list([(word, value) for value, word in o]) for o in request["observables"]]
    values = []
    for point in request["points"]:
        bound = circuit.assign_parameters({p: point[p.name] for p in circuit.parameters})
        result = estimator.run([(bound, observables)]).result()[0]
        values.append([float(value) for value in result.data.evs])
    return {"values": values}


for line in sys.stdin:
    try:
        answer = estimated(json.loads(line))
    except Exception as error:  # A program that Qiskit refuses is an answer, too.
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
