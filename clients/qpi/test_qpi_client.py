"""What the official Python client of QPI does at a server, as it was seen at the real one. The server is at QPI_URL."""

import inspect
import os
import pathlib
import re

import pytest
import requests
from qiskit import QuantumCircuit, QiskitError
from qiskit.providers import BackendV2, JobStatus, JobV1
from qpi_client import QPIClient
from qpi_client.provider import QPIBackend, QPIJob

URL = os.environ["QPI_URL"]
EMAIL, PASSWORD = os.environ["QPI_EMAIL"], os.environ["QPI_PASSWORD"]
ADMIN, ADMIN_PASSWORD = os.environ["QPI_ADMIN"], os.environ["QPI_ADMIN_PASSWORD"]
BELL = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nbit[2] c;\nh q[0];\ncx q[0], q[1];\nc = measure q;\n'
NONE = "z" * 15


@pytest.fixture
def token():
    with QPIClient(URL, api_token=os.environ["QPI_API_TOKEN"]) as client:
        yield client


@pytest.fixture
def user():
    with QPIClient(URL) as client:
        client.auth_with_password(EMAIL, PASSWORD)
        yield client


@pytest.fixture
def admin():
    """A superuser, whom the client itself cannot sign in."""
    with QPIClient(URL) as client:
        path = f"{URL}/api/collections/_superusers/auth-with-password"
        signed = requests.post(path, json={"identity": ADMIN, "password": ADMIN_PASSWORD}).json()
        client._session.headers["Authorization"] = f"Bearer {signed['token']}"
        yield client


def refused(status, call, *args, **kwargs):
    with pytest.raises(requests.HTTPError) as caught:
        call(*args, **kwargs)
    assert caught.value.response.status_code == status


def qpu(client):
    [found] = client.list_qpus()
    return found["id"]


def completed(client):
    """A job that has run. The backend of the client would not send it to a processor."""
    job_id = client.submit_job([{"circuit": BELL}], shots=10, qpu_target=qpu(client))
    backend = client.get_backend(qpu(client))
    result = backend.job(job_id).result(timeout=60, wait=0.05)
    return job_id, result


def test_results_of_a_completed_job_are_empty(token):
    job_id, result = completed(token)
    assert result.success and result.get_counts() == {}
    assert token.get_job(job_id)["status"] == "completed"
    with pytest.raises(QiskitError, match="does not have any backend"):
        token.job(job_id).result(wait=0.05)


def test_the_results_of_the_routes_are_the_payload(user):
    job_id, _ = completed(user)
    job = user.get_job(job_id)
    assert job["results"] == job["payload"]
    assert job_id in [each["id"] for each in user.list_jobs()]
    assert QPIJob(None, job_id, user).status() is JobStatus.DONE


def test_why_a_job_failed_is_not_said(token):
    job_id = token.submit_job([{"circuit": "OPENQASM 3.0;\nnogate q;\n"}], qpu_target=qpu(token))
    with pytest.raises(RuntimeError, match=f"^Job {job_id} failed: $"):
        token.job(job_id).result(timeout=60, wait=0.05)


def test_a_backend_is_found_by_its_id_and_not_by_its_name(token):
    [found] = token.list_qpus()
    refused(404, token.get_backend, found["name"])
    refused(404, token.get_qpu, found["name"])
    assert token.get_backend(found["id"]).target.num_qubits == found["num_qubits"]


def test_a_job_of_a_backend_is_never_sent_to_a_processor(token):
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    job = token.get_backend(qpu(token)).run(circuit, shots=5)
    with pytest.raises(TimeoutError):
        job.result(timeout=0.5, wait=0.1)
    assert job.status() is JobStatus.QUEUED
    assert token.get_job(job.id)["qpu_target"] == ""
    assert token.cancel_job(job.id) == {"status": "cancelled"}
    refused(404, job.cancel)


def test_a_token_gets_empty_lists(token, user):
    lists = [token.list_notifications, token.list_time_slots, token.list_time_requests, token.list_users]
    assert [call() for call in lists] == [[], [], [], []]
    assert [each["email"] for each in user.list_users()] == [EMAIL]


def test_a_slot_needs_its_user(token, user):
    times = ("2101-01-01T00:00:00Z", "2101-01-01T01:00:00Z")
    refused(400, token.create_time_slot, *times)
    refused(400, user.create_time_slot, *times)
    [me] = user.list_users()
    slot = user.create_time_slot(*times, booked_by=me["id"])
    moved = user.update_time_slot(slot["id"], end_time="2101-01-01T02:00:00Z")
    assert moved["end_time"] == "2101-01-01 02:00:00.000Z"
    assert [each["id"] for each in user.list_time_slots()] == [slot["id"]]
    user.delete_time_slot(slot["id"])
    assert user.list_time_slots() == []


def test_a_request_for_time_cannot_be_made(token, user, admin):
    refused(400, token.create_time_request, 60)
    refused(400, user.create_time_request, 60, "for a test")
    [me] = user.list_users()
    body = {"user": me["id"], "status": "pending", "seconds": 60}
    path = f"{URL}/api/collections/qpu_time_requests/records"
    made = user._session.post(path, json=body).json()
    refused(403, user.update_time_request, made["id"], "approved")
    assert admin.update_time_request(made["id"], "approved")["status"] == "approved"
    assert user.list_users()[0]["qpu_seconds"] == pytest.approx(me["qpu_seconds"] + 60, abs=5)


def test_an_allocation_replaces_what_was_left(admin, user):
    [me] = user.list_users()
    assert admin.allocate_qpu_time(me["id"], 500)["qpu_seconds"] == 500


def test_processors_are_for_superusers(token, user, admin):
    for client in (token, user):
        refused(403, client.create_qpu, "mine")
        refused(403, client.toggle_qpu, NONE, True)
    made = admin.create_qpu("mine", num_qubits=3, enabled=False)
    assert (made["status"], made["enabled"]) == ("offline", False)
    assert admin.toggle_qpu(made["id"], True)["enabled"] is True
    refused(404, admin.connect_qpu, "mine", "token")


def test_superusers_cannot_sign_in():
    refused(400, QPIClient(URL).auth_with_password, ADMIN, ADMIN_PASSWORD)


def test_an_odd_id_is_a_page(token):
    with pytest.raises(requests.exceptions.JSONDecodeError):
        token.get_job("a/b?c")
    refused(404, token.dismiss_notification, NONE)


def test_each_method_has_a_counterpart_in_the_docs():
    text = pathlib.Path(os.environ["QPI_DOCS"]).read_text(encoding="utf8")
    [table] = re.findall(r"^\| Python \|.*?\n\n", text, re.MULTILINE | re.DOTALL)
    words = {word for row in table.split("\n") for word in re.findall(r"\w+", " ".join(row.split("|")[1:2]))}
    names = set()
    for known, base in ((QPIClient, object), (QPIBackend, BackendV2), (QPIJob, JobV1)):
        names |= {name for name in vars(known) if not name.startswith("_")}
        names |= {name for name in inspect.get_annotations(known.__init__) if name in ("base_url", "api_token")}
    assert len(names) > 30
    assert names - words == set()
