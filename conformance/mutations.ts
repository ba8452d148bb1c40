/** Programs after some harm: whatever they say, they are read or refused with a place, and soon. */
import { Result } from "effect"
import { Circuit, Qasm } from "effect-ionq"

const words = [
  ...'qubit gate { } ( ) [ ] ; , @ ctrl pow(0.5) inv -> = measure q c - ** ^ 1e999 0x /* */ // " $1 \0 π'.split(
    " ",
  ),
  ..."__proto__ constructor toString include let input const gphase : ++ \n U -1 pow(-7)".split(" "),
  "999999999999999999999",
  "OPENQASM 3;",
  "OPENQASM 2.0;",
  "ctrl(100000000)",
  "pow(1e9)",
  "pow(1/3)",
  ..."for if else while def return break continue end opaque array switch box delay[1ns] ~ ! == && | << % ?".split(
    " ",
  ),
  "for int i in [0:3] {",
  "for int i in [0:1000000000]",
  "for float f in {0.5, 1}",
  "if (true) {",
  "if (1 == 2)",
  "def f(qubit a) {",
  "f(q[0]);",
  "array[int, 2] xs = {1, 2};",
  "int[32]",
  "1/0",
  "1 << 70",
  "q[0:-1:3]",
  "\u{1F600}",
] as const

/** A seeded generator (mulberry32). */
const generator = (seed: number) => {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number): number => Math.floor(next() * below)
  const pick = <A>(items: ReadonlyArray<A>): A => items[int(items.length)]!
  return { next, int, pick }
}

const harmed = (of: string, { next, int, pick }: ReturnType<typeof generator>): string => {
  let text = of
  for (let harms = 1 + int(3); harms > 0; harms--) {
    const places = [int(text.length + 1), int(text.length + 1)]
    const [from, to] = [Math.min(...places), Math.max(...places)]
    const word = pick(words)
    const lines = text.split("\n")
    text = pick([
      () => text.slice(0, from) + word + text.slice(from),
      () => text.slice(0, from) + text.slice(Math.min(to, from + 6)),
      () => text.slice(0, from),
      () => lines.toSpliced(int(lines.length), 1).join("\n"),
      () => lines.toSpliced(int(lines.length), 0, pick(lines)).join("\n"),
      () => text.replaceAll(/\w+/g, (found) => (next() < 0.02 ? word : found)),
    ])()
  }
  return text
}

/** What is wrong with how a text was treated; nothing where it was read, or refused with a place in it. */
const problemOf = (text: string, result: Result.Result<Qasm.Program, Qasm.QasmError>): string | undefined => {
  if (Result.isSuccess(result)) {
    return Result.isSuccess(Circuit.validate(result.success.circuit))
      ? undefined
      : "is read as a circuit that is not whole"
  }
  const { failure } = result
  if (!(failure instanceof Qasm.QasmError)) return `fails with ${String(failure)}`
  const lines = text.split("\n")
  const line = lines[failure.line - 1]
  return line !== undefined && failure.column >= 1 && failure.column <= line.length + 1
    ? undefined
    : `is refused outside of itself, at ${failure.line}:${failure.column}`
}

export interface Mutations {
  readonly read: number
  readonly refused: number
  /** The most CPU time that one took, in milliseconds: that of a clock would include what else the machine does. */
  readonly slowest: { readonly millis: number; readonly text: string }
  readonly problems: ReadonlyArray<string>
}

const cpuMillis = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Harms the texts so often, by a seed, and reads each. */
export const mutations = (texts: ReadonlyArray<string>, count: number, seed: number): Mutations => {
  const random = generator(seed)
  const ends = { read: 0, refused: 0 }
  let slowest = { millis: 0, text: "" }
  const problems: Array<string> = []
  for (let i = 0; i < count; i++) {
    const text = harmed(random.pick(texts), random)
    const start = cpuMillis()
    try {
      const result = Qasm.parse(text)
      const millis = cpuMillis() - start
      if (millis > slowest.millis) slowest = { millis, text }
      ends[Result.isSuccess(result) ? "read" : "refused"]++
      const problem = problemOf(text, result)
      if (problem !== undefined) problems.push(`${problem}:\n${text}`)
    } catch (error) {
      problems.push(`throws ${String(error)}:\n${text}`)
    }
  }
  return { ...ends, slowest, problems }
}
