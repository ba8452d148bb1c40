/**
 * The constructs of OpenQASM's grammars as small programs. One that is read has the same gates as a plain program; one that is
 * refused has a code and a place: `^` stands before it, and is no part of the program.
 */
import type { Qasm } from "effect-ionq"

export interface Construct {
  readonly name: string
  readonly text: string
  readonly expected:
    | { readonly same: string }
    | { readonly code: Qasm.QasmError["code"]; readonly construct?: string }
}

const three = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n'
const two = 'OPENQASM 2.0;\ninclude "qelib1.inc";\n'

const same =
  (head: string, register: string) =>
  (name: string, text: string, gates: string): Construct => ({
    name,
    text: head + text,
    expected: { same: `${head}${register}\n${gates}` },
  })

/** Read in version 3, as these gates on `qubit[4] q`. */
const read = same(three, "qubit[4] q;")
/** Read in version 2, as these gates on `qreg q[3]`. */
const read2 = same(two, "qreg q[3];")

const refusedIn =
  (head: string) =>
  (name: string, text: string, code: Qasm.QasmError["code"], construct?: string): Construct => ({
    name,
    text: head + text,
    expected: { code, ...(construct === undefined ? {} : { construct }) },
  })
const refused = refusedIn(three)
const refused2 = refusedIn(two)
const unsupported = (name: string, text: string, construct: string) =>
  refused(name, text, "Unsupported", construct)

const q = "qubit[4] q;\n"

/** What is read in OpenQASM 3. */
const reads: ReadonlyArray<Construct> = [
  read("a version with a minor number", `${q}x q[0];`, "x q[0];"),
  read("old registers", "qreg q[4]; creg c[2];\nx q[0];\nmeasure q[0] -> c[0];", "x q[0];"),
  read("single qubits in order", "qubit a; qubit b; qubit[2] c;\ncx a, b; x c[1];", "cx q[0], q[1]; x q[3];"),
  read(
    "a broadcast",
    `${q}h q; cx q[0], q[1:3];`,
    "h q[0]; h q[1]; h q[2]; h q[3]; cx q[0], q[1]; cx q[0], q[2]; cx q[0], q[3];",
  ),
  read("a set of indices", `${q}x q[{0, 2}];`, "x q[0]; x q[2];"),
  read("a range with a step", `${q}x q[3:-2:0];`, "x q[3]; x q[1];"),
  read("a range without ends", `${q}x q[1:]; x q[:1];`, "x q[1]; x q[2]; x q[3]; x q[0]; x q[1];"),
  read("a negative index", `${q}x q[-1];`, "x q[3];"),
  read("an alias of parts", `${q}let a = q[2:3] ++ q[0];\nx a[2]; x a[0];`, "x q[0]; x q[2];"),
  read(
    "a barrier, with and without qubits",
    `${q}x q[0]; barrier; barrier q; barrier q[0], q[1:2];`,
    "x q[0];",
  ),
  read("a reset of what nothing touched", `${q}reset q; x q[0];`, "x q[0];"),
  read("nop", `${q}x q[0];`, "x q[0];"),
  read("comments", `// one\n/* two\n lines */ ${q}x q[0]; // last`, "x q[0];"),
  read("an annotation of any content", `${q}@tool.note ? \` 'half a string\nx q[0];`, "x q[0];"),
  read("pragmas", `pragma a ? b\n#pragma c ? d\n${q}x q[0];`, "x q[0];"),
  read("empty statements", `${q};;x q[0];;`, "x q[0];"),
  read(
    "constants of each type",
    `const int[8] i = 1; const uint u = 2; const float[64] f = 0.5; const angle[16] a = pi; const bool b = true;\n${q}rx(i + u + f + a) q[0]; x q[b];`,
    "rx(3.5 + pi) q[0]; x q[1];",
  ),
  read(
    "numbers in every notation",
    `${q}rx(0x1F + 0b101 + 0o17 + 1_000 + 1. + .5 + 2e1 + 1.5E-1) q[0];`,
    "rx(1072.65) q[0];",
  ),
  read(
    "pi, tau and euler in both spellings",
    `${q}rx(π - pi + τ - tau + ℇ - euler + 0.25) q[0];`,
    "rx(0.25) q[0];",
  ),
  read("the order of signs", `${q}rx(-2 ** 2 + 7 % 4 * 2.0 - 2 ** 3 ** 0) q[0];`, "rx(0.0) q[0];"),
  read(
    "functions",
    `${q}rx(sin(0) + cos(0) + tan(0) + arcsin(0) + arccos(1) + arctan(0) + exp(0) + log(1) + sqrt(4) + floor(1.5) + ceiling(0.5) + mod(7, 4) + pow(2, 3)) q[0];`,
    "rx(17.0) q[0];",
  ),
  read(
    "casts, with and without a size",
    `${q}rx(float(3) / 2 + float[64](1) / 2 + int[8](2.9) / 2 + uint(3.9) + bool(0.1) + angle[8](0.5)) q[0];`,
    "rx(7.5) q[0];",
  ),
  read(
    "integers divided by integers",
    `const int n = 7;\n${q}rx(3/2) q[0]; rx(n/2) q[1]; rx(-7/2) q[2]; rx(1/2*pi) q[3];`,
    "rx(1.0) q[0]; rx(3.0) q[1]; rx(-3.0) q[2]; rx(0.0) q[3];",
  ),
  read(
    "real numbers divided",
    `const float f = 3;\n${q}rx(3/2.0) q[0]; rx(f/2) q[1]; rx(pi/2) q[2]; rx(3*pi/4) q[3];`,
    "rx(1.5) q[0]; rx(1.5) q[1]; rx(pi/2) q[2]; rx(2.356194490192345) q[3];",
  ),
  read(
    "powers and remainders of integers",
    `${q}rx(pow(2, -1) / 2) q[0]; rx(pow(2, 2) / 3) q[1]; rx(2 ** -1 / 2) q[2]; rx(mod(7, 4) / 2) q[3];`,
    "rx(0.25) q[0]; rx(1.0) q[1]; rx(0.25) q[2]; rx(1.0) q[3];",
  ),
  read("a half as a power", `${q}pow(1/2) @ x q[0]; pow(0.5) @ x q[1];`, "sx q[0]; sx q[1];"),
  read(
    "comparisons and logic",
    `${q}if ((1 < 2 && !(3 <= 2)) || false) x q[0];\nif (1 == 2 || 2 != 2 || 1 > 2 || 1 >= 2) x q[1];`,
    "x q[0];",
  ),
  read("signs of bits", `${q}x q[(5 & 3) | (1 << 1)]; x q[(6 ^ 5) >> 1];`, "x q[3]; x q[1];"),
  read(
    "modifiers",
    `${q}ctrl @ x q[0], q[1]; negctrl @ x q[0], q[1]; inv @ s q[0]; pow(2) @ s q[0]; ctrl(2) @ inv @ t q[0], q[1], q[2];`,
    "cx q[0], q[1]; x q[0]; cx q[0], q[1]; x q[0]; sdg q[0]; s q[0]; s q[0]; ctrl(2) @ tdg q[0], q[1], q[2];",
  ),
  read("global phases", `${q}gphase(pi/2); ctrl @ gphase(pi/4) q[0];`, "p(pi/4) q[0];"),
  read(
    "a gate of gates",
    `gate g(a, b) x0, y0 { rx(a) x0; ;barrier x0; cx x0, y0; gphase(b); }\n${q}g(1.5, 2) q[0], q[1]; ctrl @ g(0.5, 2) q[2], q[0], q[1];`,
    "rx(1.5) q[0]; cx q[0], q[1]; crx(0.5) q[2], q[0]; ctrl @ cx q[2], q[0], q[1]; p(2) q[2];",
  ),
  read(
    "a gate with empty brackets, and one without gates",
    `gate g() a { x a; }\ngate e a {}\n${q}g() q[0]; e q[1];`,
    "x q[0];",
  ),
  read(
    "a gate in the program's own words",
    `gate p2(θ) _θ_0_ { p(θ) _θ_0_; p(θ) _θ_0_; }\n${q}p2(0.5) q[0];`,
    "p(0.5) q[0]; p(0.5) q[0];",
  ),
  read(
    "names of other letters",
    "const float Größe = 0.5; qubit[4] 量子; rx(Größe) 量子[0];",
    "rx(0.5) q[0];",
  ),
  read(
    "a gate that is called as before it is defined anew",
    `include "qelib1.inc";\ngate twice a, b { rzz(1) a, b; }\ngate rzz(t) a, b { }\n${q}twice q[0], q[1]; rzz(1) q[0], q[1];`,
    'include "qelib1.inc"; rzz(1) q[0], q[1];',
  ),
  read(
    "a loop over a range",
    `const int n = 4;\n${q}for int i in [0:n-1] { h q[i]; rx(i*pi) q[i]; }`,
    "h q[0]; rx(0*pi) q[0]; h q[1]; rx(pi) q[1]; h q[2]; rx(2*pi) q[2]; h q[3]; rx(3*pi) q[3];",
  ),
  read("a loop over a range with a step", `${q}for uint[8] i in [3:-2:0] x q[i];`, "x q[3]; x q[1];"),
  read("a loop over an empty range", `${q}for int i in [1:0] x q[i];\ny q[0];`, "y q[0];"),
  read("a loop over a set", `${q}for int i in {0, 3} { x q[i]; }`, "x q[0]; x q[3];"),
  read(
    "a loop over real numbers",
    `${q}for float f in {0.5, 1, pi/2} rx(f/2) q[0];`,
    "rx(0.25) q[0]; rx(0.5) q[0]; rx(pi/4) q[0];",
  ),
  read(
    "a loop over an array",
    `array[float[64], 3] angles = {0.5, 1/2, pi};\n${q}for angle a in angles { rx(a) q[0]; }`,
    "rx(0.5) q[0]; rx(0.0) q[0]; rx(pi) q[0];",
  ),
  read(
    "an element of an array",
    `const array[int[32], 3] places = {3, 1, 2};\n${q}x q[places[0]]; x q[places[-1]];`,
    "x q[3]; x q[2];",
  ),
  read(
    "loops within loops, with names of their own",
    `const int i = 3;\n${q}for int i in [0:1] { for int j in [i+1:2] { const int k = i + j; cx q[i], q[j]; rx(k) q[0]; } }\nx q[i];`,
    "cx q[0], q[1]; rx(1) q[0]; cx q[0], q[2]; rx(2) q[0]; cx q[1], q[2]; rx(3) q[0]; x q[3];",
  ),
  read(
    "break and continue",
    `${q}for int i in [0:100] { if (i == 1) continue; if (i == 3) { break; } x q[i]; }`,
    "x q[0]; x q[2];",
  ),
  read(
    "a measurement in a loop",
    `${q}bit[4] c;\nx q[0];\nfor int i in [0:3] { c[i] = measure q[i]; }`,
    "x q[0];",
  ),
  read(
    "a gate that sees no name of a loop",
    `const int i = 2;\ngate g a { rx(i) a; }\n${q}for int i in [0:1] { g q[i]; }`,
    "rx(2) q[0]; rx(2) q[1];",
  ),
  read("a branch that is taken", `const int n = 2;\n${q}if (n == 2) { x q[0]; } else { x q[1]; }`, "x q[0];"),
  read("a branch that is not", `const bool never = false;\n${q}if (never) x q[0]; else x q[1];`, "x q[1];"),
  read(
    "a chain of branches",
    `const float f = 0.5;\n${q}if (f > 1) x q[0]; else if (f > 0.25) x q[1]; else x q[2];`,
    "x q[1];",
  ),
  read("a block", `${q}{ const int i = 1; x q[i]; }\nconst int i = 2; x q[i];`, "x q[1]; x q[2];"),
  read("the end of the program", `${q}x q[0];\nend;\nfrobnicate q;`, "x q[0];"),
  read(
    "a subroutine",
    `def f(qubit a, qubit[2] b, float t, int n) { rx(t * n) a; cx a, b[1]; }\n${q}f(q[3], q[0:1], 0.5, 2);`,
    "rx(1.0) q[3]; cx q[3], q[1];",
  ),
  read(
    "a subroutine that calls another, and loops",
    `def g(qubit a, int n) { for int i in [1:n] x a; }\ndef f(qubit[4] r) { g(r[1], 2); if (sizeOf > 2) { return; } x r[0]; }\nconst int sizeOf = 3;\n${q}f(q);`,
    "x q[1]; x q[1];",
  ),
  read(
    "a subroutine that calls itself",
    `def f(qubit[4] r, int n) { x r[n]; if (n > 0) f(r, n - 1); }\n${q}f(q, 2);`,
    "x q[2]; x q[1]; x q[0];",
  ),
  read(
    "a subroutine with an old register, and a type that nobody reads",
    `def f(qreg r[2]) -> bit { x r; }\n${q}f(q[1:2]);`,
    "x q[1]; x q[2];",
  ),
  read(
    "a subroutine that is never called, with a measurement",
    `def f(qubit a) -> bit { return measure a; }\ndef g(qubit a) { reset a; measure a; }\n${q}x q[0];`,
    "x q[0];",
  ),
  read("an opaque gate that is never used", `opaque mystery(a, b) x0, y0;\n${q}x q[0];`, "x q[0];"),
  read("hardware qubits", "x $3; cx $0, $2; barrier $1; reset $1;", "x q[3]; cx q[0], q[2];"),
  read(
    "hardware qubits that are measured, and given to subroutines",
    "bit[2] c; def f(qubit a) { x a; x $3; }\nf($0); c[0] = measure $0; measure $3 -> c[1];",
    "x q[0]; x q[3];",
  ),
  read(
    "measurements in both notations",
    `${q}bit[2] c; bit d = measure q[3];\nx q[0]; measure q[0:1] -> c; measure q[2];`,
    "x q[0];",
  ),
  read("an output of bits", `output bit[2] c;\n${q}x q[0]; c = measure q[0:1];`, "x q[0];"),
]

/** What is valid and has no place in a circuit, and what is wrong. */
const refusals: ReadonlyArray<Construct> = [
  unsupported("a branch on a measurement", `${q}bit c;\nc = measure q[0];\n^if (c == 1) x q[1];`, "if"),
  unsupported("a branch on a bit of a register", `${q}bit[2] c;\nx q[0];\n  ^if (c[1]) { x q[1]; }`, "if"),
  unsupported("a branch on an input", `input float t;\n${q}^if (t) x q[1];`, "if"),
  unsupported(
    "a branch on a measurement itself",
    `${q}if (^measure q[0]) x q[1];`,
    "a measurement in an expression",
  ),
  unsupported("while", `${q}^while (true) { x q[0]; }`, "while"),
  unsupported("while in a block", `${q}for int i in [0:1] {\n  ^while (false) x q[0];\n}`, "while"),
  unsupported("switch", `const int i = 1;\n${q}^switch (i) { case 1 { x q[0]; } default { } }`, "switch"),
  unsupported("box", `${q}^box { x q[0]; }`, "box"),
  unsupported("box with a duration", `${q}^box[100ns] { x q[0]; }`, "box"),
  unsupported("delay", `${q}^delay[100 ns] q[0];`, "delay"),
  unsupported("duration", "^duration d = 100ns;", "duration"),
  unsupported("stretch", "^stretch s;", "stretch"),
  unsupported("a constant duration", "const ^duration d = 100ns;", "the type duration"),
  unsupported("a time as a number", `${q}rx(^100ns) q[0];`, "durations"),
  unsupported("a time with a space", `${q}rx(1 + ^2.5 us) q[0];`, "durations"),
  unsupported("the duration of a block", `${q}rx(^durationof({x q[0];})) q[0];`, "durations"),
  unsupported("a gate with a duration", `${q}x^[100ns] q[0];`, "durations of gates"),
  unsupported("a gate with numbers and a duration", `${q}rx(0.5)^[100ns] q[0];`, "durations of gates"),
  unsupported("a reset of what was used", `${q}x q[1];\n^reset q;`, "reset"),
  unsupported(
    "a gate after a measurement",
    `${q}bit c;\nc = measure q[0];\n^x q[0];`,
    "mid-circuit measurement",
  ),
  unsupported(
    "a gate after a measurement, in a loop",
    `${q}for int i in [0:1] {\n  ^x q[0];\n  measure q[0];\n}`,
    "mid-circuit measurement",
  ),
  unsupported(
    "a broken power of a gate of several",
    `gate g a, b { h a; cx a, b; }\n${q}x q[0];\n^pow(0.5) @ g q[0], q[1];`,
    "pow(0.5) @ g",
  ),
  unsupported(
    "the same within a gate",
    `gate g a, b { h a; cx a, b; }\ngate f a, b {\n  ^pow(1/2) @ g a, b;\n}\n${q}f q[0], q[1];`,
    "pow(0.5) @ g",
  ),
  unsupported("a power of an input", `input float t;\n${q}pow(^t) @ x q[0];`, "an input as an exponent"),
  unsupported("a product of inputs", `input float t;\n${q}rx(^t * t) q[0];`, "this expression of an input"),
  unsupported(
    "a function of an input",
    `input float t;\n${q}rx(1 + ^sin(t)) q[0];`,
    "this expression of an input",
  ),
  unsupported("one divided by an input", `input angle t;\n${q}rx(^1/t) q[0];`, "this expression of an input"),
  unsupported("an input compared", `input float t;\n${q}rx(^t < 1) q[0];`, "this expression of an input"),
  unsupported("an input of an integer", `^input int[32] n;`, "input of whole numbers"),
  unsupported("an input of bits", "input ^bit[2] b;", "the type bit"),
  unsupported("an output of a number", "output ^float[64] f;", "output float"),
  unsupported(
    "a subroutine that measures",
    `def f(qubit a) {\n  x a;\n  ^measure a;\n}\n${q}f(q[0]);`,
    "a measurement in a subroutine",
  ),
  unsupported(
    "a subroutine that gives something back",
    `def f(qubit a) -> bit {\n  ^return measure a;\n}\n${q}f(q[0]);`,
    "return",
  ),
  unsupported(
    "a subroutine in an assignment",
    `def f(qubit a) -> bit { return measure a; }\n${q}bit c;\n^c = f(q[0]);`,
    "classical assignments",
  ),
  unsupported("a subroutine of bits", `def f(^bit[2] b) { }`, "bit as a parameter"),
  unsupported(
    "a subroutine of arrays",
    `def f(^readonly array[int[8], #dim = 1] a) { }`,
    "readonly as a parameter",
  ),
  unsupported(
    "a subroutine with a register of two parts",
    `def f(qubit[2] a) { x a; }\n${q}f(q[0:0] ^++ q[1:1]);`,
    "concatenation",
  ),
  unsupported("an opaque gate that is used", `opaque mystery a;\n${q}x q[0];\n^mystery q[0];`, "opaque"),
  unsupported(
    "an opaque gate that is used in a gate",
    `opaque mystery a;\ngate g a {\n  ^mystery a;\n}\n${q}g q[0];`,
    "opaque",
  ),
  unsupported("extern", "^extern f(int[32]) -> int[32];", "extern"),
  unsupported("a classical variable", "^int[32] i = 3;", "classical variables (int)"),
  unsupported("a classical variable without a value", "^float f;", "classical variables (float)"),
  unsupported("a complex variable", "^complex[float[64]] z = 1 + 2im;", "complex"),
  unsupported("a complex number", `${q}rx(^2im) q[0];`, "complex numbers"),
  unsupported("a complex number with a space", `${q}rx(1 + ^2 im) q[0];`, "complex numbers"),
  unsupported("bits with a value", 'bit[4] b = ^"0101";', "classical values"),
  unsupported("bits in a block", `${q}if (true) {\n  ^bit c;\n}`, "classical variables (bit)"),
  unsupported("bits as a number", `${q}bit[2] c;\nrx(^c) q[0];`, "classical values"),
  unsupported("bits as a constant", `${q}bit[2] c;\nconst int n = ^c[0];`, "classical values"),
  unsupported("a bitstring as a number", `${q}rx(^"01") q[0];`, "bitstrings"),
  unsupported("a cast to bits", `${q}x q[^bit[2](1)];`, "bitstrings"),
  unsupported("the bits of a number", `const int n = 5;\n${q}x q[^n[0]];`, "the bits of a number"),
  unsupported("an assignment", `${q}bit c; ^c = 1;`, "classical assignments"),
  unsupported(
    "an assignment to an element",
    `array[int, 2] a = {1, 2};\n^a[0] = 2;`,
    "classical assignments",
  ),
  unsupported("an assignment with a sign", `const int i = 1;\n^i += 1;`, "classical assignments"),
  unsupported("an array without values", "^array[int[8], 3] a;", "arrays without values"),
  unsupported(
    "an array of several dimensions",
    "^array[int[8], 2, 2] a = {{1, 2}, {3, 4}};",
    "arrays of several dimensions",
  ),
  unsupported(
    "an array of another",
    "array[int, 2] a = {1, 2};\narray[int, 2] b = ^a;",
    "arrays of other arrays",
  ),
  unsupported("an array of bits", "array[^bit, 2] a = {1, 0};", "the type bit"),
  unsupported("an alias of bits", `${q}bit[4] c;\nlet d = ^c[0:1];`, "aliases of classical registers"),
  unsupported("the operator ~", `${q}rx(^~1) q[0];`, "the operator ~"),
  unsupported("functions of bits", `${q}rx(^popcount(3)) q[0];`, "the function popcount"),
  unsupported(
    "the size of an array",
    `array[int, 2] a = {1, 2};\n${q}rx(^sizeof(a)) q[0];`,
    "the function sizeof",
  ),
  unsupported("an expression as a statement", `${q}^1 + 2;`, "expressions that are statements"),
  unsupported("a cast as a statement", `${q}^int[8](2.5);`, "expressions that are statements"),
  unsupported("a loop over bits", `${q}bit[2] c;\n^for int i in c { x q[i]; }`, "for"),
  unsupported("a loop in a gate", `gate g a {\n  ^for int i in [0:1] { x a; }\n}`, "for"),
  unsupported("a branch in a gate", `gate g a { ^if (true) x a; }`, "if"),
  unsupported("a measurement in a gate", `gate g a { ^measure a; }`, "measure in a gate"),
  unsupported("a reset in a gate", `gate g a { ^reset a; }`, "reset in a gate"),
  unsupported("calibrations", `^cal { ? anything; }`, "cal"),
  unsupported("a calibration of a gate", `^defcal x $0 { play(drive, \`?\`); }`, "defcal"),
  unsupported("a grammar of calibrations", `^defcalgrammar "openpulse";`, "defcalgrammar"),
  unsupported("hardware qubits beside others", `${q}x q[0];\nx ^$0;`, "hardware qubits"),
  unsupported("others beside hardware qubits", "x $0;\nqubit ^q;", "hardware qubits"),
  unsupported("native gates beside others", `${q}gpi(0.5) q[0];\n^x q[0];`, "native gates beside others"),
  unsupported("a file of one's own", 'include ^"mine.inc";', 'include "mine.inc"'),
  refused("a hardware qubit with an index", "x ^$0[0];", "Invalid"),
  refused("a hardware qubit that is too high", "x ^$10000;", "TooLarge"),
  refused("a loop that has no end", `${q}^for int i in [0:1000000000] { x q[0]; }`, "TooLarge"),
  refused("a subroutine that calls itself for ever", `def f(qubit a) { ^f(a); }\n${q}f(q[0]);`, "TooLarge"),
  refused("a loop with a step of 0", `${q}for int i in [0:^0:3] x q[i];`, "Invalid"),
  refused("a loop with a broken bound", `${q}for int i in [0:^1.5] x q[i];`, "Invalid"),
  refused("a loop over a register that is not there", `${q}for int i in ^xs x q[i];`, "Undefined"),
  refused("a variable of a loop, after it", `${q}for int i in [0:1] x q[i];\nx q[^i];`, "Undefined"),
  refused("a qubit that is not there, in a loop", `${q}for int i in [0:4] {\n  x q[^i];\n}`, "Invalid"),
  refused("an array with too many values", "^array[int, 2] a = {1, 2, 3};", "Invalid"),
  refused("an element that is not there", `array[int, 2] a = {1, 2};\n${q}x q[^a[2]];`, "Invalid"),
  refused("a subroutine that is not there", `${q}^f(q[0]);`, "Undefined"),
  refused("a subroutine with too few arguments", `def f(qubit a, int n) { x a; }\n${q}^f(q[0]);`, "Invalid"),
  refused("a subroutine with a number for a qubit", `def f(qubit a) { x a; }\n${q}f(^1);`, "Invalid"),
  refused(
    "a subroutine with a register of another size",
    `def f(qubit[2] a) { x a; }\n${q}f(^q);`,
    "Invalid",
  ),
  refused(
    "a subroutine with the same qubit twice",
    `def f(qubit a, qubit b) { cx a, b; }\n${q}^f(q[0], q[0]);`,
    "Invalid",
  ),
  refused(
    "a subroutine that names the program's qubits",
    `${q}def f(qubit a) { x ^q[1]; }\nf(q[0]);`,
    "Undefined",
  ),
  refused("a subroutine twice", `def f(qubit a) { }\ndef ^f(qubit a) { }`, "Redefined"),
  refused("a gate with an operand too few, and brackets", `${q}^rx(0.5);`, "Invalid"),
  refused("a gate of the library defined anew", `gate ^swap a, b { }`, "Redefined"),
  refused("a constant of the language defined anew", `const float ^pi = 3;`, "Redefined"),
  refused("a break outside of loops", `${q}^break;`, "Invalid"),
  refused("a gate in a block", `if (true) {\n  ^gate g a { }\n}`, "Syntax"),
  refused("a qubit in a loop", `for int i in [0:1] { ^qubit q; }`, "Syntax"),
  refused("a block without an end", `${q}for int i in [0:1] ^{ x q[i];`, "Syntax"),
  refused("a branch without brackets", `${q}if ^true x q[0];`, "Syntax"),
  refused("an else alone", `${q}else ^{ }`, "Syntax"),
  refused("a loop without what it goes through", `${q}for int i in ^;`, "Syntax"),
  refused("a loop whose range has one end", `${q}for int i in ^[0:] x q[i];`, "Syntax"),
  refused("bits in a whole number's place", `${q}x q[^0.5];`, "Invalid"),
  refused("signs of bits between real numbers", `${q}rx(^1.5 & 1) q[0];`, "Invalid"),
  refused("signs of bits beside a broken power", `${q}rx(^pow(2, -1) & 1) q[0];`, "Invalid"),
  refused(
    "signs of bits of an integer that is not exact",
    `${q}rx(^99999999999999999999 & 1) q[0];`,
    "Invalid",
  ),
  refused("an integer divided by 0", `${q}rx(^1 / 0) q[0];`, "Invalid"),
  refused("a character that has no meaning", `${q}x q[0]; ^? x q[1];`, "Syntax"),
  refused("a comment without an end", `${q}^/* x q[0];`, "Syntax"),
  refused("a number with letters", `${q}rx(^1abc) q[0];`, "Syntax"),
]

/** OpenQASM 2. */
const old: ReadonlyArray<Construct> = [
  read2("division", "qreg q[3];\nrx(3/2) q[0]; u1(1/4) q[1];", "rx(1.5) q[0]; u1(0.25) q[1];"),
  read2("powers", "qreg q[3];\nrx(2^3) q[0];", "rx(8) q[0];"),
  read2(
    "words that OpenQASM 3 keeps for itself",
    "gate box a { x a; }\ngate end a { box a; }\nqreg for[3];\nend for[0];",
    "x q[0];",
  ),
  ...[
    "cu(a,b,c,d) e, f",
    "p(a) b",
    "sx a",
    "sxdg a",
    "cp(a) b, c",
    "swap a, b",
    "cswap a, b, c",
    "crx(a) b, c",
    "cry(a) b, c",
    "csx a, b",
    "u(a,b,c) d",
    "u0(a) b",
    "rxx(a) b, c",
    "rzz(a) b, c",
    "rccx a, b, c",
    "c3x a, b, c, d",
    "phase(a) b",
    "cphase(a) b, c",
  ].map((signature) => {
    const [name = ""] = signature.split(/[ (]/)
    const qubits = signature.slice(signature.lastIndexOf(")") + 1 || name.length).trim()
    const first = qubits.split(",")[0] ?? ""
    const numbers = /\((.*)\)/.exec(signature)?.[1]?.replaceAll(/[a-z]/g, "1") ?? ""
    const places = qubits.split(",").map((_, i) => `q[${i}]`)
    const register = "qreg q[5];"
    return {
      name: `its own gate ${name}`,
      text: `${two}gate ${signature} { h ${first}; }\n${register}\n${name}(${numbers}) ${places.join(", ")};`,
      expected: { same: `${two}${register}\nh q[0];` },
    }
  }),
  read2("an opaque gate that is never used", "opaque mystery(a) b, c;\nqreg q[3];\nx q[0];", "x q[0];"),
  refused2(
    "an opaque gate that is used",
    "opaque mystery(a) b, c;\nqreg q[3];\n^mystery(1) q[0], q[1];",
    "Unsupported",
    "opaque",
  ),
  refused2("if", "qreg q[1]; creg c[1];\nmeasure q -> c;\n^if (c == 1) x q[0];", "Unsupported", "if"),
  refused2("a published gate defined anew", "gate ^cu3(a, b, c) d, e { }", "Redefined"),
  refused2("a reset of what was used", "qreg q[1];\nx q[0];\n^reset q[0];", "Unsupported", "reset"),
  refused2(
    "a gate after a measurement",
    "qreg q[1]; creg c[1];\nmeasure q -> c;\n^x q[0];",
    "Unsupported",
    "mid-circuit measurement",
  ),
  refused2("a register without a size", "qreg q^;", "Syntax"),
  refused2("a loop", "qreg q[2];\nfor int^ i in [0:1] x q[i];", "Syntax"),
]

/** Gates within gates in less than 1.2 kB that come to more than anybody can write out. */
const bomb = Array.from({ length: 40 }, (_, i) => `gate g${i + 1} a{g${i} a;g${i} a;}`).join("\n")

const bombs: ReadonlyArray<Construct> = [
  refused("gates within gates that double", `gate g0 a{x a;}\n${bomb}\nqubit q;\n^g40 q;`, "TooLarge"),
  refused2("the same in version 2", `gate g0 a{x a;}\n${bomb}\nqreg q[1];\n^g40 q;`, "TooLarge"),
  refused(
    "powers of powers",
    `gate g a { pow(1000) @ x a; }\ngate f a { pow(1000) @ g a; }\ngate e a { pow(1000) @ f a; }\n${q}^e q[0];`,
    "TooLarge",
  ),
  refused(
    "loops within loops",
    `${q}^for int i in [0:9999] { for int j in [0:9999] { for int k in [0:9999] { x q[0]; } } }`,
    "TooLarge",
  ),
]

export const constructs: ReadonlyArray<Construct> = [...reads, ...refusals, ...old, ...bombs]
