"""qiskit-ionq as it is published, against a server that speaks IonQ's API; what it reads is held against Qiskit's Statevector."""

import os

import pytest
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit.circuit.library import PauliEvolutionGate
from qiskit.circuit.random import random_circuit
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit_ionq import ErrorMitigation, GPI2Gate, GPIGate, IonQProvider, MSGate, ZZGate
from qiskit_ionq.exceptions import IonQAPIError, IonQJobError, IonQJobFailureError
from qiskit_ionq.helpers import get_n_qubits
from qiskit_ionq.ionq_session import Session

pytestmark = pytest.mark.filterwarnings("ignore")


def exact(circuit):
    """The probabilities of a circuit's classical bits, by Qiskit itself: its measurements are its last steps."""
    bits = {}
    gates = QuantumCircuit(*circuit.qregs)
    for step in circuit.data:
        if step.operation.name == "measure":
            bits[circuit.find_bit(step.clbits[0]).index] = circuit.find_bit(step.qubits[0]).index
        elif step.operation.name != "barrier":
            gates.append(step.operation, step.qubits)
    found = {}
    for state, probability in Statevector(gates).probabilities_dict().items():
        digits = state[::-1]
        key = sum(1 << bit for bit, qubit in bits.items() if digits[qubit] == "1")
        found[key] = found.get(key, 0) + probability
    return found


def value_of(key):
    return int(key.replace(" ", ""), 2) if isinstance(key, str) else key


# With so many shots the client leaves out no state that matters: it drops those that it draws no shot of.
MANY = 1_000_000


def same(found, circuit):
    """The exact probabilities, but for those states that the client has drawn no shot of."""
    wanted = exact(circuit)
    read = {}
    for key, probability in found.items():
        read[value_of(key)] = read.get(value_of(key), 0) + probability
    for key in wanted.keys() | read.keys():
        probability = wanted.get(key, 0)
        if key in read:
            assert read[key] == pytest.approx(probability, abs=1e-9), (key, read, wanted)
        else:
            assert probability < 50 / MANY, (key, read, wanted)


def near(counts, circuit, distance):
    """Shots with noise: not far from the exact distribution, by half the sum of the differences."""
    wanted = exact(circuit)
    total = sum(counts.values())
    read = {}
    for key, count in counts.items():
        read[value_of(key)] = read.get(value_of(key), 0) + count / total
    apart = sum(abs(read.get(key, 0) - wanted.get(key, 0)) for key in wanted.keys() | read.keys()) / 2
    assert apart < distance, (read, wanted)


def bell():
    circuit = QuantumCircuit(2, 2, name="bell")
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure([0, 1], [0, 1])
    return circuit


def asymmetric(qubits=3):
    """Every state another probability."""
    circuit = QuantumCircuit(qubits, qubits)
    for qubit in range(qubits):
        circuit.ry(0.3 + 0.4 * qubit, qubit)
    circuit.cx(0, qubits - 1)
    circuit.measure(range(qubits), range(qubits))
    return circuit


def checked(simulator, circuit):
    job = simulator.run(circuit, shots=MANY)
    same(job.get_probabilities(), circuit)
    return job


# Results of the ideal simulator


def test_bell(simulator):
    job = checked(simulator, bell())
    assert job.status().name == "DONE"


def test_asymmetric(simulator):
    checked(simulator, asymmetric())


@pytest.mark.parametrize("seed", range(12))
def test_random(simulator, seed):
    qubits = 2 + seed % 4
    circuit = random_circuit(qubits, 6, max_operands=3, seed=seed)
    circuit.measure_all()
    # The circuit for the backend has all of its qubits, too many for a Statevector.
    sent = transpile(circuit, simulator, optimization_level=1, seed_transpiler=seed)
    same(simulator.run(sent, shots=MANY).get_probabilities(), circuit)


def test_ghz(simulator):
    circuit = QuantumCircuit(6, 6)
    circuit.h(0)
    for qubit in range(5):
        circuit.cx(qubit, qubit + 1)
    circuit.measure(range(6), range(6))
    checked(simulator, circuit)


def prepared(qubits):
    circuit = QuantumCircuit(qubits, qubits)
    for qubit in range(qubits):
        circuit.ry(0.5 + 0.3 * qubit, qubit)
        circuit.rz(0.2 + 0.1 * qubit, qubit)
    return circuit


def finished(circuit):
    for qubit in range(circuit.num_qubits):
        circuit.ry(0.4, qubit)
    circuit.measure(range(circuit.num_qubits), range(circuit.num_qubits))
    return circuit


def test_single_qubit_gates(simulator):
    circuit = prepared(2)
    for name in ("x", "y", "z", "h", "s", "sdg", "sx", "sxdg", "t", "tdg", "id"):
        getattr(circuit, name)(0)
        circuit.rx(0.3, 0)
    for name in ("rx", "ry", "rz", "p"):
        getattr(circuit, name)(0.7, 1)
        circuit.h(1)
    checked(simulator, finished(circuit))


@pytest.mark.parametrize("name", ["cx", "cy", "cz", "ch", "csx", "swap"])
def test_gates_of_two_qubits(simulator, name):
    circuit = prepared(3)
    getattr(circuit, name)(2, 0)
    checked(simulator, finished(circuit))


@pytest.mark.parametrize("name", ["crx", "cry", "crz", "cp", "rxx", "ryy", "rzz"])
def test_rotations_of_two_qubits(simulator, name):
    circuit = prepared(3)
    getattr(circuit, name)(0.9, 2, 1)
    checked(simulator, finished(circuit))


def test_many_controls(simulator):
    circuit = prepared(5)
    circuit.ccx(0, 1, 2)
    circuit.mcx([0, 1, 2], 3)
    circuit.mcp(1.1, [1, 2, 3], 4)
    checked(simulator, finished(circuit))


@pytest.mark.parametrize("terms", [["XYZ"], ["XXI", "ZZI"], ["IIZ", "ZII"]])
def test_pauli_evolution(simulator, terms):
    circuit = prepared(3)
    operator = SparsePauliOp(terms, [0.3 + 0.2 * i for i in range(len(terms))])
    circuit.append(PauliEvolutionGate(operator, time=0.7), [0, 2, 1])
    checked(simulator, finished(circuit))


def test_some_qubits_measured(simulator):
    circuit = QuantumCircuit(4, 2)
    circuit.ry(0.6, 0)
    circuit.ry(1.1, 2)
    circuit.cx(2, 3)
    circuit.measure([0, 2], [1, 0])
    checked(simulator, circuit)


def test_measured_in_another_order(simulator):
    circuit = asymmetric(4).remove_final_measurements(inplace=False)
    circuit.add_register(ClassicalRegister(4, "c"))
    circuit.measure([0, 1, 2, 3], [2, 0, 3, 1])
    checked(simulator, circuit)


def test_two_registers(simulator):
    first, second = ClassicalRegister(1, "first"), ClassicalRegister(2, "second")
    circuit = QuantumCircuit(QuantumRegister(3, "q"), first, second)
    circuit.ry(0.7, 0)
    circuit.ry(1.3, 2)
    circuit.measure([0, 1, 2], [first[0], second[0], second[1]])
    job = checked(simulator, circuit)
    assert all(" " in key for key in job.get_counts())


def test_counts_are_drawn_from_the_probabilities(simulator):
    job = simulator.run(asymmetric(), shots=4000, sampler_seed=7)
    counts = job.get_counts()
    assert sum(counts.values()) == 4000
    near(counts, asymmetric(), 0.05)
    assert simulator.run(asymmetric(), shots=4000, sampler_seed=7).get_counts() == counts


# Noise and machines


@pytest.mark.parametrize("model", ["aria-1", "forte-1"])
def test_noise_model(simulator, model):
    job = simulator.run(asymmetric(), shots=2000, noise_model=model)
    counts = job.get_counts()
    assert sum(counts.values()) == 2000
    near(counts, asymmetric(), 0.08)


@pytest.mark.parametrize("name", ["qpu.aria-1", "qpu.forte-1", "qpu.forte-enterprise-1"])
def test_machine(provider, name):
    job = provider.get_backend(name).run(asymmetric(), shots=2000, error_mitigation=ErrorMitigation.NO_DEBIASING)
    near(job.get_counts(), asymmetric(), 0.08)


@pytest.mark.parametrize("sharpen", [None, True, False])
def test_debiasing(provider, sharpen):
    job = provider.get_backend("qpu.forte-1").run(bell(), shots=1000, error_mitigation=ErrorMitigation.DEBIASING)
    near(job.result(sharpen=sharpen).get_counts(), bell(), 0.1)


def native(two):
    circuit = QuantumCircuit(2, 2)
    circuit.append(GPI2Gate(0.1), [0])
    circuit.append(GPIGate(0.3), [1])
    circuit.append(GPI2Gate(0.6), [1])
    circuit.append(two, [0, 1])
    circuit.append(GPI2Gate(0.25), [0])
    circuit.append(GPI2Gate(0.45), [1])
    circuit.measure([0, 1], [0, 1])
    return circuit


@pytest.mark.parametrize("two", [MSGate(0.1, 0.35, 0.2), ZZGate(0.17)], ids=["ms", "zz"])
def test_native_gates(provider, two):
    simulator = provider.get_backend("simulator", gateset="native")
    circuit = native(two)
    if isinstance(two, ZZGate):
        near(simulator.run(circuit, shots=3000, noise_model="forte-1").get_counts(), circuit, 0.06)
    same(simulator.run(circuit, shots=MANY).get_probabilities(), circuit)


def test_native_gates_on_a_machine(provider):
    circuit = native(ZZGate(0.17))
    job = provider.get_backend("qpu.forte-1", gateset="native").run(circuit, shots=3000)
    near(job.get_counts(), circuit, 0.06)


@pytest.fixture
def noisy(provider):
    """The client looks for the noise model in the backend's options when it decides whether there is memory."""
    backend = provider.get_backend("simulator")
    backend.set_options(noise_model="aria-1")
    return backend


def test_memory(noisy):
    job = noisy.run(asymmetric(), shots=500, memory=True)
    memory = job.get_memory()
    assert len(memory) == 500
    counts = job.get_counts()
    for key, count in counts.items():
        assert memory.count(key) == count


# Several circuits


def several():
    return [bell(), asymmetric(3), asymmetric(2)]


def test_several_circuits(simulator):
    circuits = several()
    found = simulator.run(circuits, shots=MANY).get_probabilities()
    assert len(found) == 3
    for probabilities, circuit in zip(found, circuits):
        same(probabilities, circuit)


def test_several_circuits_with_noise(simulator):
    circuits = several()
    job = simulator.run(circuits, shots=2000, noise_model="aria-1", extra_query_params={})
    for counts, circuit in zip(job.get_counts(), circuits):
        near(counts, circuit, 0.08)


def test_several_circuits_sharpened(provider):
    circuits = []
    for flipped in range(3):
        circuit = QuantumCircuit(3, 3)
        circuit.x(flipped)
        circuit.measure(range(3), range(3))
        circuits.append(circuit)
    job = provider.get_backend("qpu.forte-1").run(circuits, shots=1000)
    for counts, circuit in zip(job.result(sharpen=True).get_counts(), circuits):
        near(counts, circuit, 0.01)


def test_status_of_several_circuits(simulator):
    job = simulator.run(several())
    job.result()
    found = job.status(detailed=True)
    assert (found["total"], found["completed"], found["failed"]) == (3, 3, 0)


def test_memory_of_several_circuits(noisy):
    job = noisy.run(several(), shots=300, memory=True)
    for index, circuit in enumerate(several()):
        assert len(job.get_memory(index)) == 300
        near(job.get_counts(index), circuit, 0.2)


# Mid-circuit measurement and reset


def teleported():
    """A qubit measured, reset and used again: the first bit is 1, and the second one not."""
    circuit = QuantumCircuit(1, 2)
    circuit.x(0)
    circuit.measure(0, 0)
    circuit.reset(0)
    circuit.measure(0, 1)
    return circuit


def test_mid_circuit_measurement_and_reset(simulator):
    job = simulator.run(teleported(), shots=1000, noise_model="aria-1")
    counts = job.get_counts()
    assert sum(counts.values()) == 1000
    assert counts["01"] > 950


def test_mid_circuit_measurement_collapses(simulator):
    circuit = QuantumCircuit(1, 3)
    circuit.h(0)
    circuit.measure(0, 0)
    circuit.measure(0, 1)
    circuit.h(0)
    circuit.measure(0, 2)
    counts = simulator.run(circuit, shots=2000, noise_model="forte-1").get_counts()
    agree = sum(count for key, count in counts.items() if key[-1] == key[-2])
    assert agree > 1950
    for last in "01":
        share = sum(count for key, count in counts.items() if key[0] == last) / 2000
        assert 0.4 < share < 0.6


def test_mid_circuit_measurement_in_registers(simulator):
    early, late = ClassicalRegister(1, "early"), ClassicalRegister(2, "late")
    circuit = QuantumCircuit(QuantumRegister(2, "q"), early, late)
    circuit.x(1)
    circuit.measure(1, early[0])
    circuit.cx(1, 0)
    circuit.reset(1)
    circuit.measure([0, 1], late)
    job = simulator.run(circuit, shots=1000, noise_model="aria-1", memory=True)
    counts = job.get_counts()
    assert counts["01 1"] > 900
    assert len(job.get_memory()) == 1000


def test_mid_circuit_measurement_without_noise(simulator):
    with pytest.raises(IonQJobError, match="sampling"):
        simulator.run(teleported()).get_counts()


def test_branches_are_refused(simulator):
    circuit = QuantumCircuit(2, 2)
    circuit.h(0)
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.x(1)
    circuit.measure(1, 1)
    with pytest.raises(IonQJobFailureError, match="CompilationError"):
        simulator.run(circuit, shots=100, noise_model="aria-1").result()


# Jobs


def test_retrieve(simulator):
    job = simulator.run(asymmetric(), shots=MANY)
    again = simulator.retrieve_job(job.job_id())
    same(again.get_probabilities(), asymmetric())
    both = simulator.retrieve_jobs([job.job_id(), simulator.run(bell()).job_id()])
    same(both[0].get_probabilities(), asymmetric())
    same(both[1].get_probabilities(), bell())


def slow():
    """Jobs of this name take an hour at the server of these cases."""
    circuit = bell()
    circuit.name = "slow"
    return circuit


def test_cancel(simulator):
    job = simulator.run(slow())
    assert job.status().name in ("INITIALIZING", "QUEUED", "RUNNING")
    job.cancel()
    assert job.status().name == "CANCELLED"


def test_cancel_by_the_backend(simulator):
    jobs = [simulator.run(slow()) for _ in range(3)]
    assert simulator.cancel_job(jobs[0].job_id())["status"] == "canceled"
    assert [found["status"] for found in simulator.cancel_jobs([job.job_id() for job in jobs[1:]])] == ["canceled"] * 2
    assert {job.status().name for job in jobs} == {"CANCELLED"}


def test_cancel_by_the_client(simulator):
    jobs = [simulator.run(slow()) for _ in range(2)]
    simulator.client.cancel_jobs([jobs[0].job_id()])
    answer = simulator.client.put("jobs", "status", "cancel", json_body={"ids": [jobs[1].job_id()]})
    assert answer == {"ids": [jobs[1].job_id()], "status": "canceled"}


def test_delete(simulator):
    job = simulator.run(bell())
    assert simulator.client.delete_job(job.job_id()) == {"id": job.job_id(), "status": "deleted"}
    with pytest.raises(IonQAPIError):
        simulator.client.retrieve_job(job.job_id())


def test_failed_job(provider):
    wide = QuantumCircuit(26, 26)
    wide.h(25)
    wide.measure(25, 25)
    with pytest.raises(IonQJobFailureError, match="NotEnoughQubits"):
        provider.get_backend("qpu.aria-1").run(wide).result()


def test_dry_run(provider):
    job = provider.get_backend("qpu.forte-1").run(bell(), dry_run=True)
    with pytest.raises(IonQJobError, match="dry_run"):
        job.result()
    assert job.dry_run


def test_compiled_circuit(provider):
    job = provider.get_backend("qpu.forte-1").run(bell(), dry_run=True)
    job.wait_for_final_state()
    compiled = job.compiled_circuit("native")
    assert compiled["qubits"] == 2
    assert {gate["gate"] for gate in compiled["circuit"]} <= {"gpi", "gpi2", "zz"}
    circuit = QuantumCircuit(2, 2)
    for gate in compiled["circuit"]:
        if gate["gate"] == "zz":
            circuit.append(ZZGate(gate["angle"]), gate["targets"])
        else:
            circuit.append((GPIGate if gate["gate"] == "gpi" else GPI2Gate)(gate["phase"]), [gate["target"]])
    circuit.measure([0, 1], [0, 1])
    assert exact(circuit) == pytest.approx({**dict.fromkeys(exact(circuit), 0), **exact(bell())}, abs=1e-9)


def test_metadata_and_settings(simulator):
    job = simulator.run(
        bell(),
        extra_metadata={"lab": "7"},
        extra_query_params={"name": "named"},
        job_settings={"compilation": {"opt": 1, "precision": "1E-3"}},
    )
    same(job.get_probabilities(), bell())
    found = simulator.client.retrieve_job(job.job_id())
    assert found["metadata"]["lab"] == "7"
    assert found["name"] == "named"
    assert found["settings"]["compilation"]["opt"] == 1


def test_artifact(simulator):
    job = simulator.run(bell())
    job.result()
    found = simulator.client.retrieve_job(job.job_id())["results"]
    link = found["ionq.result.probabilities.json.v1"]
    artifact = simulator.client.get_artifact(job.job_id(), link["id"])
    assert artifact == pytest.approx({"0": 0.5, "3": 0.5})


# Machines


def test_calibration(provider):
    backend = provider.get_backend("qpu.forte-1")
    found = backend.calibration()
    assert found.qubits == 36
    assert found.date.year >= 2025
    assert 0.9 < found.median_spam_fidelity < 1
    assert len(found.connectivity) == 36 * 35 / 2
    assert backend.status() is True
    assert len(backend.client.get_calibration_data("qpu.forte-1", limit=3)) == 3
    assert backend.client.get_latest_calibration("qpu.forte-1") == found
    assert backend.client.get_calibration_data("simulator") == []


def test_number_of_qubits(provider):
    assert get_n_qubits("qpu.forte-1") == 36
    assert get_n_qubits("simulator") == 29
    assert provider.get_backend("qpu.aria-1").num_qubits == 25
    assert provider.get_backend("simulator").with_name("simulator").num_qubits == 29


def test_estimate(provider):
    client = provider.get_backend("qpu.forte-1").client
    found = client.estimate_job(backend="ionq_qpu.forte-1", oneq_gates=10, twoq_gates=5, qubits=3, shots=1000)
    assert found.to_dict()["estimated_at"]
    assert found.cost > 0
    assert found.qubits == 3


def test_estimate_of_no_machine(provider):
    with pytest.raises(IonQAPIError, match="backend"):
        provider.get_backend("simulator").client.estimate_job(
            backend="qpu.none", oneq_gates=1, twoq_gates=1, qubits=1, shots=1
        )


# Sessions


def test_session(provider):
    backend = provider.get_backend("qpu.forte-1")
    with Session(backend, max_jobs=5, max_time=10, max_cost=1000) as session:
        job = backend.run(bell(), shots=1000)
        near(job.get_counts(), bell(), 0.1)
        assert provider.get_backend("simulator").client.retrieve_job(job.job_id())["session_id"] == session.session_id
        other = session.run(asymmetric(), shots=1000)
        near(other.get_counts(), asymmetric(), 0.1)
        assert session.details()["status"] == "started"
        assert session.details()["settings"]["job_count_limit"] == 5
        assert session.usage() is None
    assert session.details()["status"] == "ended"


def test_session_by_its_id(provider):
    backend = provider.get_backend("qpu.forte-1")
    session = Session(backend)
    same_one = Session.from_id(session.session_id, backend=backend)
    assert same_one.details()["id"] == session.session_id
    same_one.close()
    assert session.details()["active"] is False
    session.close()


def test_status_of_a_session(provider):
    session = Session(provider.get_backend("qpu.forte-1"))
    try:
        assert session.status() == "created"
    finally:
        session.close()


def test_session_cancels_what_waits(provider):
    backend = provider.get_backend("qpu.forte-1")
    with pytest.raises(ZeroDivisionError):
        with Session(backend) as session:
            job = backend.run(slow(), shots=100)
            assert session is not None
            raise ZeroDivisionError
    assert job.status().name == "CANCELLED"


# Refusals


def test_unknown_machine(provider):
    with pytest.raises(IonQAPIError, match="qpu.none"):
        provider.get_backend("qpu.none").run(bell())


def test_wrong_key():
    wrong = IonQProvider("wrong-key", os.environ["IONQ_API_URL"]).get_backend("simulator")
    with pytest.raises(IonQAPIError) as found:
        wrong.run(bell())
    assert "401" in str(found.value) or "Invalid key" in str(found.value)


def test_unknown_kind_of_job(simulator):
    with pytest.raises(IonQAPIError):
        simulator.client.post("jobs", json_body={"type": "ionq.nothing.v1", "backend": "simulator", "input": {}})
