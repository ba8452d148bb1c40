import { libraries } from "./library.ts"
import { constants } from "./value.ts"

/** Words that a register or a parameter cannot have as its name: words of the language, functions, gates. */
const reserved: ReadonlySet<string> = new Set([
  ..."OPENQASM include defcalgrammar def cal defcal gate opaque extern box let break continue if else end".split(
    " ",
  ),
  ..."stretch return for while in switch case default nop pragma input output const readonly mutable qreg qubit".split(
    " ",
  ),
  ..."creg bool bit int uint float angle complex array void duration stretch gphase inv pow ctrl negctrl".split(
    " ",
  ),
  ..."dim durationof nop popcount delay reset measure barrier im U CX sin cos tan arcsin arccos arctan exp ln log sqrt".split(
    " ",
  ),
  ..."floor ceiling mod popcount rotl rotr real imag sizeof gpi gpi2 ms zz rxx ryy rzz".split(" "),
  ...constants.keys(),
  ...Array.from(libraries.values(), (gates) => Array.from(gates.keys())).flat(),
])

const identifiers: Readonly<Record<2 | 3, RegExp>> = {
  2: /^[a-z]\w*$/,
  3: /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\d_]*$/u,
}

/** Whether a version takes a word as a name. OpenQASM 2 asks for a small letter first, and for no others than a to z. */
export const isName = (word: string, version: 2 | 3): boolean =>
  identifiers[version].test(word) && !reserved.has(word)

/** The names of a gate without controls, with one, two and so on, in a version. `z` with a rotation is `p`. */
export type Names = Readonly<Record<string, ReadonlyArray<string>>>

const both = {
  y: ["y", "cy"],
  z: ["z", "cz"],
  h: ["h", "ch"],
  s: ["s"],
  si: ["sdg"],
  t: ["t"],
  ti: ["tdg"],
  x: ["x", "cx", "ccx"],
  rz: ["rz", "crz"],
}

/** Those of stdgates.inc, and three that are defined where they are used. */
export const names3: Names = {
  ...both,
  p: ["p", "cp"],
  v: ["sx"],
  vi: ["inv @ sx"],
  rx: ["rx", "crx"],
  ry: ["ry", "cry"],
  swap: ["swap", "cswap"],
  xx: ["rxx"],
  yy: ["ryy"],
  zz: ["rzz"],
}

/** Those of the qelib1.inc of OpenQASM 2's paper, which every reader has: later ones differ, and refuse definitions. */
export const names2: Names = { ...both, p: ["u1", "cu1"], rx: ["rx"], ry: ["ry"] }

const definitions = new Map([
  ["rxx", "gate rxx(theta) a, b { h a; h b; cx a, b; rz(theta) b; cx a, b; h a; h b; }"],
  [
    "ryy",
    "gate ryy(theta) a, b { rx(pi/2) a; rx(pi/2) b; cx a, b; rz(theta) b; cx a, b; rx(-pi/2) a; rx(-pi/2) b; }",
  ],
  ["rzz", "gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }"],
])

/** The definitions of those gates that are used and that the library lacks. */
export const definitionsOf = (used: ReadonlySet<string>): ReadonlyArray<string> =>
  Array.from(definitions).flatMap(([name, definition]) => (used.has(name) ? [definition] : []))
