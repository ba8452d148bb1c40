/**
 * What the SDK promises when everything goes wrong, measured: `npm run chaos`. The seeds are fixed; `npm run chaos -- 7` takes
 * another first one, and `npm run chaos -- 1 waiting` only the scenarios whose name begins so. Exits with 1 when a promise
 * is broken.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { type Outcome, quietly } from "./cloud.ts"
import { exits } from "./exits.ts"
import { freezing } from "./freezes.ts"
import { looks } from "./looks.ts"
import { outage, polling } from "./polling.ts"
import { submissionsOnPort } from "./port.ts"
import { runs } from "./runs.ts"
import { scenes, schedules } from "./schedules.ts"
import { secrets } from "./secrets.ts"
import { sessions } from "./sessions.ts"
import { submissions } from "./submissions.ts"
import { twins, twinsOnPort } from "./twins.ts"

const first = Number(process.argv[2] ?? 1)
const only = process.argv[3] ?? ""

const scenarios: ReadonlyArray<readonly [string, Effect.Effect<Outcome, unknown>]> = [
  ...Object.entries(scenes).map(
    ([name, scene]) => [`schedules, ${name}`, schedules(first, 1000, { [name]: scene })] as const,
  ),
  ...[0, 1, 2, 3, 4].map((i) => [`submissions, seed ${first + i}`, submissions(first + i, 10_000)] as const),
  ["submissions on a port", submissionsOnPort(first, 2000)],
  ["looks", looks(first, 50)],
  ["twins", twins(first, 50)],
  ["twins on a port", twinsOnPort(30)],
  ["freezes", freezing(first, 500, 5)],
  ["waiting", polling(first, 1000)],
  ["exits", exits(3)],
  ["sessions", sessions(first, 1000)],
  ["runs, detach", runs("detach", first, 1000)],
  ["runs, cancel", runs("cancel", first, 1000)],
  ["runs, cancelIfNotStarted", runs("cancelIfNotStarted", first, 1000)],
  ["an outage of 24 hours", outage],
  ["servers that echo secrets", secrets(first, 100_000)],
]

const program = Effect.gen(function* () {
  let broken = 0
  for (const [name, scenario] of scenarios.filter(([name]) => name.startsWith(only))) {
    const start = performance.now()
    const outcome = yield* quietly(scenario)
    yield* Console.log(`${name} (${((performance.now() - start) / 1000).toFixed(0)} s)`)
    for (const [figure, value] of Object.entries(outcome.figures)) yield* Console.log(`  ${figure}: ${value}`)
    for (const promise of outcome.broken) yield* Console.log(`  BROKEN: ${promise}`)
    broken += outcome.broken.length
  }
  yield* Console.log(broken === 0 ? "every promise was kept" : `${broken} promises were broken`)
  if (broken > 0) process.exitCode = 1
})

NodeRuntime.runMain(program)
