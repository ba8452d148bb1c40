"""Which functions of qiskit-ionq can send a request, and which of them did.

The first is read off its sources: a function sends if it calls `requests`, or a function of the package that does, by whatever
name it is called. The second is seen while it runs: every function of the package that is on the stack when a request leaves.
"""

import ast
import pathlib
import sys

import requests

import qiskit_ionq

FOLDER = pathlib.Path(qiskit_ionq.__file__).parent

# Names that other objects have, too: a call of one of them is one of the package's only on its own objects.
_OWNERS = {"get", "update", "json", "append", "items", "name", "status", "run", "result", "submit", "cancel"}


def _functions():
    for path in FOLDER.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, ast.FunctionDef):
                        yield f"{node.name}.{part.name}", node.name, part
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield node.name, None, node


def _receiver(call):
    """What a method is called on: `self`, `client`, `job`, ... or nothing."""
    value = call.func.value
    if isinstance(value, ast.Name):
        return value.id
    return value.attr if isinstance(value, ast.Attribute) else None


def senders():
    """The names of all functions that can send a request."""
    functions = list(_functions())
    sending = set()
    while True:
        before = len(sending)
        names = {name.split(".")[-1] for name in sending}
        classes = {name.split(".")[0] for name in sending if name.endswith(".__init__")}
        for name, owner, node in functions:
            for call in (part for part in ast.walk(node) if isinstance(part, ast.Call)):
                function = call.func
                if isinstance(function, ast.Attribute):
                    receiver = _receiver(call)
                    direct = receiver == "requests" and function.attr in ("get", "post", "put", "delete")
                    own = receiver == "self" and f"{owner}.{function.attr}" in sending
                    client = receiver in ("client", "_client") and f"IonQClient.{function.attr}" in sending
                    job = receiver == "job" and f"IonQJob.{function.attr}" in sending
                    backend = receiver in ("backend", "_backend") and f"IonQBackend.{function.attr}" in sending
                    made = function.attr in classes
                    if direct or own or client or job or backend or made:
                        sending.add(name)
                elif isinstance(function, ast.Name):
                    if function.id in classes or (function.id in names and function.id not in _OWNERS):
                        sending.add(name)
        # What wraps a function of the package is called by its name.
        if len(sending) == before:
            return sending


seen = set()


def _note(frame):
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(str(FOLDER)):
            seen.add(code.co_qualname.split(".<locals>")[0])
        frame = frame.f_back


def watch():
    """From now on, notes who is on the stack when a request leaves."""
    send = requests.Session.send

    def noted(self, request, **options):
        _note(sys._getframe(1))
        return send(self, request, **options)

    requests.Session.send = noted
