/**
 * OpenQASM held against its grammars and against Qiskit, and values of observables against Qiskit's and against statistics: `npm run
 * conformance`. Exits with 1 when something is not as it
 * should be. What needs Python says so where there is none.
 */
import { preparePython } from "../scripts/python.ts"
import { skipped } from "../scripts/skipped.ts"
import { broken, programs } from "../test/qasm/programs.ts"
import { problemOf, unmarked } from "./check.ts"
import { constructs } from "./constructs.ts"
import { compareEstimates, zScores } from "./estimator.ts"
import { mutations } from "./mutations.ts"
import { type Comparison, compareExports, compareImports } from "./qiskit.ts"

/** No program may take longer, in milliseconds. */
const longest = 2_000

const report = (what: string, problems: ReadonlyArray<string>): void => {
  console.log(`${problems.length === 0 ? "ok" : "BROKEN"}: ${what}`)
  for (const problem of problems.slice(0, 5)) console.log(`  ${problem.replaceAll("\n", "\n  ")}`)
  if (problems.length > 5) console.log(`  and ${problems.length - 5} more`)
  if (problems.length > 0) process.exitCode = 1
}

const start = performance.now()
const wrong = constructs.flatMap((construct) => {
  const problem = problemOf(construct)
  return problem === undefined ? [] : [`${construct.name} ${problem}`]
})
report(`${constructs.length} constructs of OpenQASM 2 and 3 are read, or refused with code and place`, wrong)

const texts = [
  // Most of the others are refused before they are harmed.
  ...Array.from({ length: 12 }, () => programs).flat(),
  ...broken.filter(({ text }) => text.length < 5000),
  ...constructs.map(unmarked),
]
const harmed = mutations(
  texts.map(({ text }) => text),
  40_000,
  7,
)
const { millis, text } = harmed.slowest
report(
  `40,000 harmed programs: ${harmed.read} read, ${harmed.refused} refused, the slowest in ${millis.toFixed(0)} ms of CPU time`,
  [...harmed.problems, ...(millis < longest ? [] : [`one took ${millis} ms:\n${text}`])],
)

const pValues = await zScores(20, 1000, 4000)
const low = pValues.filter((p) => p < 0.05)
report(
  `z-scores of 1,000 values of 4,000 shots are normal, for seeds 1 to 20: ${low.length} of the p-values (Kolmogorov and Smirnov) ` +
    `below 0.05, the least ${Math.min(...pValues).toFixed(3)}`,
  low.length <= 1 ? [] : [`p-values: ${pValues.map((p) => p.toFixed(3)).join(", ")}`],
)

const prepared = preparePython()
if ("missing" in prepared) skipped("what is held against Qiskit", prepared.missing)
else {
  const compared = (what: string, { compared, farthest, problems }: Comparison) =>
    report(`${compared} ${what}, at most ${farthest.toExponential(1)} apart`, problems)
  compared("programs that we print have the same unitaries in Qiskit", compareExports(prepared.python, 150))
  compared(
    "random observables have the values of Qiskit's StatevectorEstimator",
    await compareEstimates(prepared.python, 100),
  )
  compared("programs that Qiskit writes have the same unitaries here", compareImports(prepared.python, 150))
}
console.log(`conformance took ${((performance.now() - start) / 60_000).toFixed(1)} minutes`)
