import { qis, type WireRow } from "../GateTable.ts"
import { library } from "./gateLibrary.ts"
import { constants } from "./evaluate.ts"

/** Words that cannot name a register or a parameter: keywords, functions and gates. */
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
  ..."floor ceiling mod popcount rotl rotr real imag sizeof".split(" "),
  ...constants.keys(),
  ...library.builtIn["3.0"].keys(),
  ...Array.from(library.files.values(), (gates) => Array.from(gates.keys())).flat(),
  ...Object.values<WireRow>(qis).flatMap(({ qasm }) => qasm?.defined?.[0] ?? []),
])

const identifiers: Readonly<Record<2 | 3, RegExp>> = {
  2: /^[a-z]\w*$/,
  3: /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\d_]*$/u,
}

/** Whether a version accepts a word as a name. OpenQASM 2 requires a lowercase ASCII letter first. */
export const isName = (word: string, version: 2 | 3): boolean =>
  identifiers[version].test(word) && !reserved.has(word)
