"""A plugin of pytest: one line of JSON for each test into the file that OUTCOMES names."""

import json
import os

_when = {}


def pytest_runtest_logreport(report):
    """A test has failed if any of its phases has, and is skipped if nothing of it ran."""
    outcome, words = _when.get(report.nodeid, ("passed", ""))
    if report.failed:
        outcome, words = "failed", str(report.longrepr)[-3000:]
    elif report.skipped and outcome == "passed":
        outcome, words = "skipped", str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    _when[report.nodeid] = (outcome, words)


def pytest_sessionfinish(session):
    with open(os.environ["OUTCOMES"], "a", encoding="utf8") as file:
        for name, (outcome, words) in _when.items():
            file.write(json.dumps({"name": name, "outcome": outcome, "words": words}) + "\n")
        for collected in getattr(session, "items", []):
            if collected.nodeid not in _when:
                file.write(json.dumps({"name": collected.nodeid, "outcome": "failed", "words": "It did not run"}) + "\n")
