"""Fixtures of the cases, and the coverage of the functions that send requests."""

import json
import os
import time

import pytest
from senders import seen, senders, watch

watch()


@pytest.fixture(scope="session")
def generation():
    return os.environ["GENERATION"]


@pytest.fixture(scope="session")
def provider():
    from qiskit_ionq import IonQProvider

    return IonQProvider(os.environ["IONQ_API_KEY"], os.environ["IONQ_API_URL"])


@pytest.fixture
def simulator(provider):
    return provider.get_backend("simulator")


@pytest.fixture(autouse=True)
def no_long_sleeps(monkeypatch):
    """Its default of five seconds between two polls is for machines."""
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(min(seconds, 0.05)))


def pytest_sessionfinish():
    with open(os.environ["COVERAGE"], "w", encoding="utf8") as file:
        json.dump({"senders": sorted(senders()), "seen": sorted(seen)}, file)
