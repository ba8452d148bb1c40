/** Durable runs whose processes are killed and frozen: real processes, a real database, by the real clock. */
import { Effect, Layer, Redacted, type Scope, Stream } from "effect"
import { Jobs } from "effect-ionq"
import { Durable } from "effect-ionq/durable"
import { HttpServer } from "effect/http"
import { SqlClient } from "effect/sql/SqlClient"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startPostgres } from "../scripts/postgres.ts"
import { onPort, type Outcome, outcome } from "./cloud.ts"
import { costOf, type Database, Runner, type RunnerWord } from "./durableRun.ts"

/** What the late requests take, and how long is waited for those of a dead process, in milliseconds. */
interface Delays {
  readonly late: number
  readonly settle: number
}
const short: Delays = { late: 300, settle: 1000 }
/** Those of freezes are longer, so that a run lasts as long as they do. */
const long: Delays = { late: 1500, settle: 2500 }

/** How long a runner that gives no sign of life keeps its chunks, in milliseconds. */
const lock = 6000

/** Jobs take a while, so that a process dies while it waits as well as while it submits. */
const timing = { submittedFor: "1 second", readyFor: "1 second", startedFor: "2 seconds" } as const

/** Every submission is late, and every other one is processed only then, also where its sender is gone. */
const faults = (seed: number, { late }: Delays) => ({
  random: {
    seed,
    rate: 1,
    method: "POST",
    path: "/jobs",
    faults: [
      { kind: "delay", millis: late, processed: true },
      { kind: "delay", millis: late, processed: false },
    ] as const,
  },
})

const sleep = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

const until = async (isSo: () => boolean, millis: number): Promise<boolean> => {
  const end = performance.now() + millis
  while (performance.now() < end) {
    if (isSo()) return true
    await sleep(50)
  }
  return isSo()
}

/** A database for as many processes. */
const databases = Effect.fnUntraced(function* (
  kind: Database["kind"],
  runners: number,
): Effect.fn.Return<ReadonlyArray<Database> | undefined, never, Scope.Scope> {
  if (kind === "sqlite") {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "durable-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true })),
    )
    return [{ kind, file: join(folder, "runs.sqlite") }]
  }
  const postgres = yield* Effect.acquireRelease(
    Effect.promise(() => startPostgres()),
    (postgres) => Effect.promise(async () => postgres?.stop()),
  )
  if (postgres === undefined) return undefined
  return Array.from({ length: runners }, (_, i) => ({
    kind,
    url: postgres.url,
    // Of this machine's ports that nobody is given unasked.
    port: 24_000 + ((process.pid * 7 + i) % 4000),
    lock,
  }))
})

const origin = Effect.map(HttpServer.HttpServer, ({ address }) => `${HttpServer.formatAddress(address)}/v0.4`)

interface Setup {
  readonly delays: Delays
  readonly kind: Database["kind"]
  readonly circuits: number
  readonly chunk: number
  readonly control?: boolean
}

/** Starts the processes of a run; `hear` gets what each says. */
const runnersOf = Effect.fnUntraced(function* (
  { kind, delays, circuits, chunk, control = false }: Setup,
  hear: (word: RunnerWord, runner: number) => void,
): Effect.fn.Return<ReadonlyArray<Runner> | undefined, never, Scope.Scope | HttpServer.HttpServer> {
  const all = yield* databases(kind, 2)
  if (all === undefined) return undefined
  const url = yield* origin
  return yield* Effect.acquireRelease(
    Effect.sync(() =>
      all.map(
        (database, i) =>
          new Runner({ database, url, circuits, chunk, settle: delays.settle, control }, (word) =>
            hear(word, i),
          ),
      ),
    ),
    (runners) => Effect.promise(() => Promise.all(runners.map((runner) => runner.kill()))),
  )
})

/** What stands at the emulator of a run. */
const counted = Effect.fnUntraced(function* (circuits: number) {
  const jobs = yield* Stream.runCollect((yield* Jobs).list({ pageSize: 100 }))
  const byCircuit = new Map<string, number>()
  const started = new Map<string, number>()
  for (const { name, status } of jobs) {
    byCircuit.set(name ?? "", (byCircuit.get(name ?? "") ?? 0) + 1)
    if (status === "completed" || status === "started") {
      started.set(name ?? "", (started.get(name ?? "") ?? 0) + 1)
    }
  }
  const more = (of: ReadonlyMap<string, number>) => [...of.values()].filter((count) => count > 1).length
  return {
    jobs: jobs.length,
    lost: circuits - byCircuit.size,
    doubled: more(byCircuit),
    "doubled and started": more(started),
  }
})

const none = outcome({ "skipped, there is no PostgreSQL": 1 }, {})

/** The longest that a run may take after the last disturbance, in milliseconds. */
const patience = 180_000

/** Kills the processes of a run as its jobs come to the emulator, and counts the jobs at its end. */
export const kills = (
  kind: Database["kind"],
  seed: number,
  { circuits, kills: wanted, control = false }: { circuits: number; kills: number; control?: boolean },
): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const known = new Set<string>()
    const runners = yield* runnersOf(
      { kind, delays: short, circuits, chunk: Math.max(5, Math.ceil(circuits / 10)), control },
      (word) => {
        if (word.kind === "submitted") known.add(word.jobId)
      },
    )
    if (runners === undefined) return none
    const start = performance.now()
    const killed = yield* Effect.promise(async () => {
      let count = 0
      const hasEnded = () => runners.some(({ ended }) => ended !== undefined)
      while (count < wanted) {
        const runner = runners[count % runners.length]!
        // As many jobs as belong before this kill, and then in the middle of the next ones.
        const due = (count * circuits) / (wanted + 1)
        const isDue = await until(() => hasEnded() || (runner.ready && known.size >= due), patience)
        if (!isDue || hasEnded()) break
        await sleep(((seed + count) * 7919) % (short.late + 200))
        await runner.restart()
        count++
      }
      await until(hasEnded, patience)
      return count
    })
    const seconds = (performance.now() - start) / 1000
    const ended = runners.map(({ ended }) => ended).find((ended) => ended !== undefined)
    const figures = yield* counted(circuits)
    return outcome(
      { seed, circuits, kills: killed, seconds: Math.round(seconds), ...figures, right: ended?.right ?? 0 },
      control
        ? { "without ids jobs double": figures.doubled > 0 }
        : {
            "all kills were made while it ran": killed === wanted,
            "no circuit is lost": figures.lost === 0,
            "no circuit is doubled": figures.doubled === 0,
            "all outcomes are right": ended?.outcomes === circuits && ended.right === circuits,
          },
    )
  }).pipe(Effect.scoped, Effect.provide(onPort({ timing, faults: faults(seed, short) })))

/** How long a runner is frozen, in milliseconds, and how many circuits its chunks have. */
const frozenFor = 16_000
const chunk = 20

/** How often each chunk was taken up, by the id that its submissions begin with. */
const takenUp = (url: string): Effect.Effect<ReadonlyMap<string, number>, unknown> =>
  Effect.flatMap(Effect.service(SqlClient), (sql) =>
    Effect.map(
      sql<{ readonly execution: string; readonly begun: number }>`SELECT execution, begun FROM ionq_chunks`,
      (rows) => new Map(rows.map(({ execution, begun }) => [execution, begun])),
    ),
  ).pipe(Effect.provide(Durable.layerPostgres({ url: Redacted.make(url), connections: 1 })))

/** Freezes one of two runners for longer than its lock, time and again. */
export const freezes = (seed: number, circuits: number, wanted: number): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    /** Who was heard of last for each chunk, and its jobs that are known. */
    const owners = new Map<string, number>()
    const jobsOf = new Map<string, Set<string>>()
    const known = new Set<string>()
    const started = yield* runnersOf({ kind: "postgres", delays: long, circuits, chunk }, (word, runner) => {
      if (word.kind !== "submitted") return
      const chunk = word.submission.slice(0, word.submission.indexOf("-"))
      known.add(word.jobId)
      owners.set(chunk, runner)
      jobsOf.set(chunk, (jobsOf.get(chunk) ?? new Set()).add(word.jobId))
    })
    const url = started?.[0]?.database.kind === "postgres" ? started[0].database.url : undefined
    if (started === undefined || url === undefined) return none
    const runners = started
    const hasEnded = () => runners.some(({ ended }) => ended !== undefined)
    /** The chunks that a runner has and has not submitted whole. */
    const openOf = (runner: number) =>
      [...owners].flatMap(([id, owner]) =>
        owner === runner && (jobsOf.get(id)?.size ?? 0) < chunk ? [id] : [],
      )
    /** How long until the other one has taken a chunk up, in milliseconds; nothing where it has not. */
    const freeze = Effect.fnUntraced(function* (frozen: number) {
      const { child } = runners[frozen]!
      const its = openOf(frozen)
      child.kill("SIGSTOP")
      const at = performance.now()
      const before = yield* takenUp(url)
      let taken: number | undefined
      while (performance.now() - at < frozenFor) {
        yield* Effect.sleep(200)
        const now = yield* takenUp(url)
        // What a runner said late of a chunk that the other one has had since the last freeze is corrected by that one's next word.
        const isTaken = (id: string) =>
          (now.get(id) ?? 0) > (before.get(id) ?? 0) || owners.get(id) !== frozen
        if (its.some(isTaken)) taken ??= performance.now() - at
      }
      child.kill("SIGCONT")
      return taken
    })
    const takeovers: Array<number | undefined> = []
    while (takeovers.length < wanted) {
      const frozen = takeovers.length % 2
      const due = (takeovers.length * circuits) / (wanted + 1)
      const isReady = () =>
        runners.every(({ ready }) => ready) && known.size >= due && openOf(frozen).length > 0
      yield* Effect.promise(() => until(() => hasEnded() || isReady(), patience))
      if (hasEnded()) break
      takeovers.push(yield* freeze(frozen))
      yield* Effect.sleep(2000)
    }
    yield* Effect.promise(() => until(hasEnded, patience))
    const ended = runners.map(({ ended }) => ended).find((ended) => ended !== undefined)
    const figures = yield* counted(circuits)
    const times = takeovers.flatMap((time) => (time === undefined ? [] : [time]))
    const slowest = Math.max(0, ...times)
    return outcome(
      {
        seed,
        circuits,
        freezes: takeovers.length,
        ...figures,
        right: ended?.right ?? 0,
        "freezes in which nothing was taken over": takeovers.length - times.length,
        "takeovers (ms)": times.map(Math.round).join(", "),
      },
      {
        "all freezes were made while it ran": takeovers.length === wanted,
        "the other runner took over in each": times.length === takeovers.length,
        "within the lock's time": slowest <= lock,
        "no circuit is lost": figures.lost === 0,
        "no doubled job started": figures["doubled and started"] === 0,
        "all outcomes are right": ended?.outcomes === circuits && ended.right === circuits,
      },
    )
  }).pipe(Effect.scoped, Effect.provide(onPort({ timing, faults: faults(seed, long) })))

/** How often a run is measured both ways: others use this machine, too. */
const rounds = 5

const median = (figures: ReadonlyArray<number>): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN

/**
 * What being durable costs, as ratios to `runAll`: 1,000 circuits one way and the other in turn, each on an emulator of its
 * own, and 10,000.
 */
export const costs: Effect.Effect<Outcome, unknown> = Effect.gen(function* () {
  const measured = (circuits: number, isDurable: boolean) =>
    Effect.gen(function* () {
      const url = yield* origin
      const [database] = (yield* databases("sqlite", 1)) ?? []
      const file = isDurable && database?.kind === "sqlite" ? { file: database.file } : {}
      return yield* Effect.promise(() => costOf({ url, circuits, ...file }))
    }).pipe(Effect.scoped, Effect.provide(Layer.fresh(onPort({ timing }))))
  const pairs = yield* Effect.forEach(Array.from({ length: rounds }), () =>
    Effect.all({ plain: measured(1000, false), durable: measured(1000, true) }),
  )
  const large = yield* measured(10_000, true)
  const time = pairs.map(({ plain, durable }) => durable.seconds / plain.seconds)
  const cpu = pairs.map(({ plain, durable }) => durable.cpu / plain.cpu)
  const most = (of: (pair: (typeof pairs)[number]) => number) => Math.max(...pairs.map(of))
  const all = (figures: ReadonlyArray<number>) => figures.map((figure) => figure.toFixed(2)).join(", ")
  const messages = most(({ durable }) => durable.messages)
  const replies = most(({ durable }) => durable.replies)
  return outcome(
    {
      "1,000 circuits, runAll (s, CPU s)": `${median(pairs.map(({ plain }) => plain.seconds)).toFixed(1)}, ${median(pairs.map(({ plain }) => plain.cpu)).toFixed(1)}`,
      "1,000 circuits, durable (s, CPU s)": `${median(pairs.map(({ durable }) => durable.seconds)).toFixed(1)}, ${median(pairs.map(({ durable }) => durable.cpu)).toFixed(1)}`,
      "ratios of the times": all(time),
      "ratios of the CPU": all(cpu),
      "memory, runAll (MiB)": Math.round(most(({ plain }) => plain.mebibytes)),
      "memory, durable (MiB)": Math.round(most(({ durable }) => durable.mebibytes)),
      messages,
      replies,
      "10,000 circuits (s)": large.seconds.toFixed(1),
      "10,000 circuits, CPU (s)": large.cpu.toFixed(1),
      "10,000 circuits, memory (MiB)": Math.round(large.mebibytes),
    },
    {
      "all outcomes are there":
        pairs.every(({ plain, durable }) => plain.right === 1000 && durable.right === 1000) &&
        large.right === 10_000,
      "at most 1.3 times the time": median(time) <= 1.3,
      "at most 1.6 times the CPU": median(cpu) <= 1.6,
      "at most 30 messages and replies": messages <= 30 && replies <= 30,
      "10,000 circuits in less than 1.2 GB": large.mebibytes < 1.2e9 / 2 ** 20,
    },
  )
})
