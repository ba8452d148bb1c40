/** Programs to begin with. */
export const programs: ReadonlyArray<{ readonly name: string; readonly text: string }> = [
  {
    name: "Bell pair",
    text: `OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
bit[2] c;
h q[0];
cx q[0], q[1];
c = measure q;
`,
  },
  {
    name: "GHZ state of 16 qubits",
    text: `OPENQASM 3.0;
include "stdgates.inc";
qubit[16] q;
h q[0];
for int i in [0:14] {
  cx q[i], q[i + 1];
}
`,
  },
  {
    name: "Grover search, 3 qubits",
    text: `OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
h q;
for int i in [1:2] {
  // The marked state is 101.
  x q[1];
  ctrl(2) @ z q[0], q[1], q[2];
  x q[1];
  h q;
  x q;
  ctrl(2) @ z q[0], q[1], q[2];
  x q;
  h q;
}
`,
  },
  {
    name: "Layers of rotations, 16 qubits",
    text: `OPENQASM 3.0;
include "stdgates.inc";
qubit[16] q;
for int layer in [1:3] {
  for int i in [0:15] {
    ry(0.3 * layer + 0.1 * i) q[i];
  }
  for int i in [0:14] {
    cx q[i], q[i + 1];
  }
}
`,
  },
  {
    name: "Native gates, in JSON",
    text: `{
  "gateset": "native",
  "qubits": 2,
  "circuit": [
    { "gate": "gpi2", "target": 0, "phase": 0.25 },
    { "gate": "ms", "targets": [0, 1], "phases": [0, 0] },
    { "gate": "gpi", "target": 1, "phase": 0 }
  ]
}
`,
  },
]
