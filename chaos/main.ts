/**
 * What the SDK promises when everything goes wrong, measured: `npm run chaos`. The seeds are fixed; `npm run chaos -- 7` takes
 * another first one, and `npm run chaos -- waiting` only the scenarios whose name begins so. Each scenario is a process of
 * its own, and two run at a time. A number after the name is the minutes of those that have a length. Exits with 1 when a promise is
 * broken.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { execFile } from "node:child_process"
import { Console, Effect } from "effect"
import { type Outcome, quietly } from "./cloud.ts"
import { costs, freezes, kills } from "./durable.ts"
import { emulatorKills } from "./emulatorKills.ts"
import { emulatorLoad, wholeLoad } from "./emulatorLoad.ts"
import { exits } from "./exits.ts"
import { freezing } from "./freezes.ts"
import { looks } from "./looks.ts"
import { outage, polling } from "./polling.ts"
import { submissionsOnPort } from "./port.ts"
import { runs } from "./runs.ts"
import { scans } from "./scans.ts"
import { scenes, schedules } from "./schedules.ts"
import { secrets } from "./secrets.ts"
import { sessions } from "./sessions.ts"
import { submissions } from "./submissions.ts"
import { twins, twinsOnPort } from "./twins.ts"

const [, main = "", ...words] = process.argv
const seed = /^\d+$/.test(words[0] ?? "") ? words.shift()! : "1"
const [only = "", minutes = "10"] = words
const first = Number(seed)

type Scenario = Effect.Effect<Outcome, unknown>

/** In virtual time: they take as long as they take. */
const virtual: Readonly<Record<string, Scenario>> = {
  ...Object.fromEntries(
    Object.entries(scenes).map(([name, scene]) => [
      `schedules, ${name}`,
      schedules(first, 1000, { [name]: scene }),
    ]),
  ),
  ...Object.fromEntries(
    [0, 1, 2, 3, 4].map((i) => [`submissions, seed ${first + i}`, submissions(first + i, 10_000)]),
  ),
  looks: looks(first, 50),
  twins: twins(first, 50),
  scans: scans(first, 100),
  freezes: freezing(first, 500, 5),
  waiting: polling(first, 1000),
  "an outage of 24 hours": outage,
  "servers that echo secrets": secrets(first, 100_000),
}

/** Over real connections and by the real clock: one at a time. */
const real: Readonly<Record<string, Scenario>> = {
  "on a port, submissions": submissionsOnPort(first, 2000),
  "on a port, twins": twinsOnPort(30),
  "emulator, under load": emulatorLoad(wholeLoad(Number(minutes))),
  "emulator, kills": emulatorKills(first, 30),
  exits: exits(3),
  sessions: sessions(first, 1000),
  "runs, detach": runs("detach", first, 1000),
  "runs, cancel": runs("cancel", first, 1000),
  "runs, cancelIfNotStarted": runs("cancelIfNotStarted", first, 1000),
  "durable, kills on SQLite": kills("sqlite", first, { circuits: 1000, kills: 100 }),
  "durable, kills on PostgreSQL": kills("postgres", first, { circuits: 1000, kills: 100 }),
  "durable, freezes": freezes(first, 1500, 10),
  "durable, costs": costs,
  "durable, control on SQLite without ids": kills("sqlite", first, {
    circuits: 100,
    kills: 10,
    control: true,
  }),
  "durable, control on PostgreSQL without ids": kills("postgres", first, {
    circuits: 100,
    kills: 10,
    control: true,
  }),
}

/** What CI runs of it; not among all. */
const small: Readonly<Record<string, Scenario>> = {
  "ci, durable kills on PostgreSQL": kills("postgres", first, { circuits: 120, kills: 10 }),
}

/** Plays one scenario; gives the number of promises that it broke. */
const play = Effect.fnUntraced(function* (name: string, scenario: Scenario) {
  const start = performance.now()
  const { figures, broken } = yield* quietly(scenario)
  yield* Console.log(
    [
      `${name} (${((performance.now() - start) / 1000).toFixed(0)} s)`,
      ...Object.entries(figures).map(([figure, value]) => `  ${figure}: ${value}`),
      ...broken.map((promise) => `  BROKEN: ${promise}`),
    ].join("\n"),
  )
  return broken.length === 0
})

/** The same in a process of its own. */
const delegate = (name: string): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) => {
    const child = execFile(
      process.execPath,
      [...process.execArgv, main, seed, `=${name}`, minutes],
      (error, stdout, stderr) => {
        process.stdout.write(stdout)
        process.stderr.write(stderr)
        resume(Effect.succeed(error === null))
      },
    )
    return Effect.sync(() => child.kill())
  })

const program = Effect.gen(function* () {
  const all = { ...virtual, ...real, ...small }
  const alone = only.startsWith("=") ? all[only.slice(1)] : undefined
  if (alone !== undefined) {
    if (!(yield* play(only.slice(1), alone))) process.exitCode = 1
    return
  }
  const names = (of: Readonly<Record<string, Scenario>>) =>
    Object.keys(of).filter((name) => name.startsWith(only))
  const kept = [
    ...(yield* Effect.forEach(names(virtual), delegate, { concurrency: 2 })),
    ...(yield* Effect.forEach([...names(real), ...(only === "" ? [] : names(small))], delegate)),
  ]
  if (kept.length === 0) return yield* Effect.fail(new Error(`No scenario begins with "${only}"`))
  const broken = kept.filter((whole) => !whole).length
  yield* Console.log(broken === 0 ? "every promise was kept" : `${broken} scenarios broke a promise`)
  if (broken > 0) process.exitCode = 1
})

NodeRuntime.runMain(program)
