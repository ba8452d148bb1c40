/**
 * Programs in the constructs of Qiskit's and OpenQASM's published examples, each with what it comes to: the state of the
 * named register that is certain, or the probabilities of its bitstrings with bit 0 leftmost.
 */
export interface Example {
  readonly name: string
  readonly text: string
  readonly register: string
  readonly outcomes: Readonly<Record<string, number>>
}

export const programs: ReadonlyArray<Example> = [
  {
    name: "a GHZ state, with a register broadcast in the measurement",
    text: `OPENQASM 2.0;
include "qelib1.inc";
qreg q[3];
creg c[3];
h q[0];
cx q[0],q[1];
cx q[1],q[2];
barrier q;
measure q -> c;
`,
    register: "c",
    outcomes: { "000": 0.5, "111": 0.5 },
  },
  {
    name: "a ripple-carry adder of gates that the program defines",
    text: `// 5 + 13 = 18 on four bits and a carry
OPENQASM 2.0;
include "qelib1.inc";
gate majority a,b,c
{
  cx c,b;
  cx c,a;
  ccx a,b,c;
}
gate unmaj a,b,c
{
  ccx a,b,c;
  cx c,a;
  cx a,b;
}
qreg cin[1];
qreg a[4];
qreg b[4];
qreg cout[1];
creg ans[5];
/* a = 0101,
   b = 1101 */
x a[0]; x a[2];
x b[0]; x b[2]; x b[3];
majority cin[0],b[0],a[0];
majority a[0],b[1],a[1];
majority a[1],b[2],a[2];
majority a[2],b[3],a[3];
cx a[3],cout[0];
unmaj a[2],b[3],a[3];
unmaj a[1],b[2],a[2];
unmaj a[0],b[1],a[1];
unmaj cin[0],b[0],a[0];
measure b[0] -> ans[0];
measure b[1] -> ans[1];
measure b[2] -> ans[2];
measure b[3] -> ans[3];
measure cout[0] -> ans[4];
`,
    register: "ans",
    outcomes: { "01001": 1 },
  },
  {
    name: "a Fourier transform and its inverse by hand, with u1, cu1 and expressions of pi",
    text: `OPENQASM 2.0;
include "qelib1.inc";
qreg q[3];
creg c[3];
x q[0]; x q[2];
h q[2];
cu1(pi/2) q[1],q[2];
h q[1];
cu1(pi/4) q[0],q[2];
cu1(pi/2^1) q[0],q[1];
h q[0];
// back again
h q[0];
cu1(-pi/2) q[0],q[1];
cu1(-pi/4) q[0],q[2];
h q[1];
cu1(-pi/2) q[1],q[2];
h q[2];
u1(sin(pi/2)*cos(0)+ln(exp(1))) q[0];
measure q->c;
`,
    register: "c",
    outcomes: { "101": 1 },
  },
  {
    name: "phase estimation of an eighth of a turn, with inv @ and pow @",
    text: `OPENQASM 3.0;
include "stdgates.inc";

gate eighth a { p(2 * pi * 3 / 8) a; }

qubit[3] count;
qubit eigen;
bit[3] result;

reset count;
x eigen;
h count;
ctrl @ pow(1) @ eighth count[0], eigen;
ctrl @ pow(2) @ eighth count[1], eigen;
ctrl @ pow(4) @ eighth count[2], eigen;

gate qft a, b, c {
  h c;
  cp(pi/2) b, c;
  h b;
  cp(pi/4) a, c;
  cp(pi/2) a, b;
  h a;
  swap a, c;
}
inv @ qft count[0], count[1], count[2];
result = measure count;
`,
    register: "result",
    outcomes: { "110": 1 },
  },
  {
    name: "Grover's search for 10, with ctrl @, negctrl @ and U",
    text: `OPENQASM 3;
include "stdgates.inc";
const float half = π / 2;
qubit[2] q;
bit[2] c;
U(half, 0, π) q;            // Hadamard on each
negctrl @ z q[1], q[0];     // marks q[0] = 1, q[1] = 0
gate diffuse a, b {
  h a; h b;
  x a; x b;
  ctrl @ z a, b;
  x a; x b;
  h a; h b;
  gphase(pi);
}
diffuse q[0], q[1];
c = measure q;
`,
    register: "c",
    outcomes: { "10": 1 },
  },
  {
    name: "a controlled global phase, seen by interference",
    text: `OPENQASM 3.0;
include "stdgates.inc";
gate phases(θ) a { gphase(θ / 2); gphase(θ / 2); }
qubit[2] q;
bit c;
gphase(tau / 3);
h q[0];
ctrl @ gphase(pi / 2) q[0];
ctrl @ phases(pi / 2) q[0], q[1];
h q[0];
c = measure q[0];
`,
    register: "c",
    outcomes: { "1": 1 },
  },
  {
    name: "Bernstein and Vazirani's secret, with aliases and parts of registers",
    text: `OPENQASM 3.1;
include "stdgates.inc";
const int n = 4;
qubit[n] data;
qubit[1] ancilla;
let all = data ++ ancilla;
let ends = data[{0, -1}];
x ancilla;
h all;
barrier all;
cx ends, ancilla[0];
cx data[1], ancilla[0];
barrier;
h data[0:n-1];
bit[n] secret = measure data;
`,
    register: "secret",
    outcomes: { "1101": 1 },
  },
  {
    name: "a square root of a swap, twice, and half of an X under a control",
    text: `OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[3] c;
x q[0];
pow(1/2) @ swap q[0], q[1];
pow(0.5) @ swap q[0], q[1];
ctrl @ pow(1/2) @ x q[1], q[2];
pow(1/2) @ ctrl @ x q[1], q[2];
pow(-2) @ inv @ s q[2];
c[0] = measure q[0];
c[1] = measure q[1];
c[2] = measure q[2];
`,
    register: "c",
    outcomes: { "011": 1 },
  },
  {
    name: "two registers, read crosswise and in part, with annotations and pragmas",
    text: `OPENQASM 3.0;
include "stdgates.inc";
#pragma ionq.noise forte-1
pragma user alice description "a 'test'"
@optimize("none")
qubit[3] q;
output bit[2] left;
bit[3] right;
x q[0];
ry(arccos(0.0) * 4 / 2) q[2];
left[0] = measure q[2];
left[1] = measure q[1];
measure q[0] -> right[2];
`,
    register: "left",
    outcomes: { "10": 1 },
  },
  {
    name: "Qiskit's larger gates: cu3, c3x, rzz, rccx and a relative phase",
    text: `OPENQASM 2.0;
include "qelib1.inc";
gate ryy(theta) a,b { rx(pi/2) a; rx(pi/2) b; cx a,b; rz(theta) b; cx a,b; rx(-pi/2) a; rx(-pi/2) b; }
qreg q[5];
creg c[5];
x q[0]; x q[1]; x q[2];
c3x q[0],q[1],q[2],q[3];
rccx q[2],q[3],q[4];
rzz(0.3) q[0],q[1];
ryy(pi) q[0],q[1];
cu3(pi,0,pi) q[3],q[2];
id q[0];
u0(1) q[1];
measure q -> c;
`,
    register: "c",
    outcomes: { "00011": 1 },
  },
  {
    name: "native gates, in turns and without an include",
    text: `OPENQASM 3.0;
qubit[2] q;
bit[2] c;
gpi2(0.5) q[0];
ms(0, 0.0) q[0], q[1];
gpi(0) q[1];
zz(1.0/8) q[0], q[1];
ms(0.25, 0.25, 0) q[0], q[1];
c = measure q;
`,
    register: "c",
    outcomes: { "00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25 },
  },
  {
    name: "a layered ansatz of numbers in every notation",
    text: `OPENQASM 3.0;
include "stdgates.inc";
const uint[8] turns = 0b10;
const angle[32] quarter = tau / (turns * 2.0);
gate layer(a, b) x_0, y_0 { ry(a) x_0; ry(b) y_0; cx x_0, y_0; }
qubit[0x2] q;
bit[2] c;
layer(quarter * 1e0, -quarter + .5e0 * π) q[0], q[1];
layer(-2 ** 2 % 3 + 1_0 / 1_0, 0o0) q[1], q[0];
inv @ layer(-2 ** 2 % 3 + 1, 0) q[1], q[0];
c = measure q;
`,
    register: "c",
    outcomes: { "00": 0.5, "11": 0.5 },
  },
]

const head3 = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n'
const head2 = 'OPENQASM 2.0;\ninclude "qelib1.inc";\n'

/** Programs that are wrong, and where. */
export const broken: ReadonlyArray<{
  readonly name: string
  readonly text: string
  readonly code: "Syntax" | "Unsupported" | "Undefined" | "Redefined" | "Invalid" | "TooLarge"
  readonly line: number
  readonly column: number
  readonly construct?: string
}> = [
  {
    name: "a semicolon that is missing at the end of a line",
    text: `${head3}qubit[2] q;\nh q[0]\ncx q[0], q[1];\n`,
    code: "Syntax",
    line: 4,
    column: 7,
  },
  {
    name: "a gate that nobody defined",
    text: `${head3}qubit q;\n  frobnicate q;\n`,
    code: "Undefined",
    line: 4,
    column: 3,
  },
  {
    name: "a gate without its include",
    text: "OPENQASM 3.0;\nqubit q;\nh q;\n",
    code: "Undefined",
    line: 3,
    column: 1,
  },
  { name: "a qubit outside", text: `${head3}qubit[2] q;\nh q[2];\n`, code: "Invalid", line: 4, column: 5 },
  {
    name: "a register that is not there",
    text: `${head2}qreg q[2];\ncx q[0],r[1];\n`,
    code: "Undefined",
    line: 4,
    column: 9,
  },
  {
    name: "a number too many",
    text: `${head2}qreg q[1];\nrx(1,2) q[0];\n`,
    code: "Invalid",
    line: 4,
    column: 1,
  },
  {
    name: "a qubit too few",
    text: `${head3}qubit[3] q;\n\n ccx q[0], q[1];\n`,
    code: "Invalid",
    line: 5,
    column: 2,
  },
  {
    name: "a qubit twice",
    text: `${head3}qubit[3] q;\ncx q[1], q[1];\n`,
    code: "Invalid",
    line: 4,
    column: 1,
  },
  {
    name: "registers of two sizes",
    text: `${head3}qubit[2] a;\nqubit[3] b;\ncx a, b;\n`,
    code: "Invalid",
    line: 5,
    column: 1,
  },
  {
    name: "a name for two things",
    text: `${head2}qreg q[2];\ncreg q[2];\n`,
    code: "Redefined",
    line: 4,
    column: 6,
  },
  {
    name: "a gate of the library defined anew",
    text: `${head3}gate h a { x a; }\nqubit q;\nh q;\n`,
    code: "Redefined",
    line: 3,
    column: 6,
  },
  {
    name: "an unknown name in a gate that is never used",
    text: `${head3}gate g(t) a {\n  rx(u) a;\n}\nqubit q;\n`,
    code: "Undefined",
    line: 4,
    column: 6,
  },
  {
    name: "a gate without an end",
    text: `${head3}gate g a {\n  x a;\nqubit q;\n`,
    code: "Syntax",
    line: 5,
    column: 1,
  },
  {
    name: "a comment without an end",
    text: `${head3}qubit q; /* no\nend\n`,
    code: "Syntax",
    line: 3,
    column: 10,
  },
  {
    name: "a bracket that is not closed",
    text: `${head3}qubit q;\nrx((pi/2 q;\n`,
    code: "Syntax",
    line: 4,
    column: 10,
  },
  {
    name: "a character without a meaning",
    text: `${head3}qubit q;\nh q; ? x q;\n`,
    code: "Syntax",
    line: 4,
    column: 6,
  },
  {
    name: "half of an index",
    text: `${head3}qubit[2] q;\nx q[1/2.0];\n`,
    code: "Invalid",
    line: 4,
    column: 5,
  },
  {
    name: "a division by zero",
    text: `${head3}qubit q;\nrx(pi / (2 - 2)) q;\n`,
    code: "Invalid",
    line: 4,
    column: 4,
  },
  {
    name: "a loop that depends on what is measured",
    text: `${head3}qubit[4] q;\nbit c;\nwhile (c == 0) { h q[0]; }\n`,
    code: "Unsupported",
    line: 5,
    column: 1,
    construct: "while",
  },
  {
    name: "a branch of OpenQASM 2",
    text: `${head2}qreg q[1];\ncreg c[1];\nmeasure q -> c;\nif(c==1) x q[0];\n`,
    code: "Unsupported",
    line: 6,
    column: 1,
    construct: "if",
  },
  {
    name: "a gate after a measurement",
    text: `${head3}qubit[2] q;\nbit c;\nc = measure q[0];\nx q[1];\nx q[0];\n`,
    code: "Unsupported",
    line: 7,
    column: 1,
    construct: "mid-circuit measurement",
  },
  {
    name: "a reset of a used qubit",
    text: `${head3}qubit[2] q;\nreset q;\nh q[1];\nreset q;\n`,
    code: "Unsupported",
    line: 6,
    column: 1,
    construct: "reset",
  },
  {
    name: "a hardware qubit beside others",
    text: `${head3}qubit q;\nx $0;\n`,
    code: "Unsupported",
    line: 4,
    column: 3,
    construct: "hardware qubits",
  },
  {
    name: "a subroutine that measures",
    text: `${head3}qubit q;\ndef f(qubit a) { measure a; }\nf(q);\n`,
    code: "Unsupported",
    line: 4,
    column: 18,
    construct: "a measurement in a subroutine",
  },
  {
    name: "a classical variable",
    text: `${head3}qubit q;\nint[32] i = 3;\n`,
    code: "Unsupported",
    line: 4,
    column: 1,
    construct: "classical variables (int)",
  },
  {
    name: "a delay",
    text: `${head3}qubit q;\ndelay[100ns] q;\n`,
    code: "Unsupported",
    line: 4,
    column: 1,
    construct: "delay",
  },
  {
    name: "a power of several gates that is broken",
    text: `${head3}gate g a, b { h a; cx a, b; }\nqubit[2] q;\npow(1/3) @ g q[0], q[1];\n`,
    code: "Unsupported",
    line: 5,
    column: 1,
    construct: "pow(0.3333333333333333) @ g",
  },
  {
    name: "native gates beside others",
    text: `${head3}qubit q;\ngpi(0.5) q;\nh q;\n`,
    code: "Unsupported",
    line: 5,
    column: 1,
    construct: "native gates beside others",
  },
  { name: "a version to come", text: "OPENQASM 4.0;\nqubit q;\n", code: "Unsupported", line: 1, column: 10 },
  {
    name: "a file that nobody has",
    text: 'OPENQASM 2.0;\ninclude "mylib.inc";\nqreg q[1];\n',
    code: "Unsupported",
    line: 2,
    column: 9,
  },
  {
    name: "gates within gates that double sixty times",
    text: `${head3}gate g0 a {}\n${Array.from({ length: 60 }, (_, i) => `gate g${i + 1} a { g${i} a; g${i} a; }`).join("\n")}\nqubit q;\ng60 q;\n`,
    code: "TooLarge",
    line: 65,
    column: 1,
  },
  {
    name: "an alias of aliases that doubles sixty times",
    text: `${head3}qubit[2] a0;\n${Array.from({ length: 60 }, (_, i) => `let a${i + 1} = a${i} ++ a${i};`).join("\n")}\n`,
    code: "TooLarge",
    line: 22,
    column: 1,
  },
  {
    name: "a register that is named without end",
    text: `${head3}qubit[10000] q;\n${"barrier q;\n".repeat(25_000)}`,
    code: "TooLarge",
    line: 20_004,
    column: 9,
  },
  {
    name: "brackets that are too deep",
    text: `${head3}qubit q;\nrx(${"(".repeat(100_000)}1${")".repeat(100_000)}) q;\n`,
    code: "TooLarge",
    line: 4,
    column: 205,
  },
  { name: "no qubits", text: "OPENQASM 3.0;\nbit c;\n", code: "Invalid", line: 3, column: 1 },
]
