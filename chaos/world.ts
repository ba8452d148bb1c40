/**
 * A world in virtual time: processes whose fibers take turns in an order that a seed draws, whose clocks step and which
 * freeze. The same seed gives the same run.
 *
 * `TestClock` wakes one sleeper after another and has one time for all; here those who are due in the same moment may
 * run in any order, and each process has clocks of its own.
 */
import {
  Clock,
  Context,
  Duration,
  Effect,
  type Exit,
  type Fiber,
  Logger,
  Metric,
  Random,
  Scheduler,
} from "effect"
import { fromReadings } from "./clocks.ts"

/** How the fibers that can go on take turns. */
export interface Order {
  /**
   * How many operations a fiber runs before the others have their turn, at least 3: Effect counts two for the turn itself, and
   * a fiber that may run no more than those never goes on.
   */
  readonly maxOps: number
  /** How likely it is that a fiber gives way before an operation. */
  readonly yields: number
  /** Who is next: the first in line, anyone, or mostly the one with the highest rank, which is drawn. */
  readonly next: "first" | "any" | "ranked"
}

/** Effect's own order. */
export const usual: Order = { maxOps: 2048, yields: 0, next: "first" }

/** The order of a schedule: all numbers of operations from 3 to 64 in turn, in each of the ways. */
export const orderOf = (schedule: number): Order => ({
  maxOps: 3 + (schedule % 62),
  yields: [0, 0.01, 0.1][Math.floor(schedule / 62) % 3] ?? 0,
  next: (["first", "any", "ranked"] as const)[schedule % 3] ?? "first",
})

interface Task {
  readonly run: () => void
  readonly rank: number
  readonly process: Process
}

interface Sleep {
  at: number
  /** Of two that are due in the same moment the one that was started first comes first. */
  turn: number
  readonly process: Process
  readonly wake: () => void
  over: boolean
}

/** How a run in a world ended. */
export interface Ended<A, E> {
  /** Nothing where it hung. */
  readonly exit: Exit.Exit<A, E> | undefined
  /** Why it hung. */
  readonly hung: string | undefined
  readonly millis: number
  /** The processes that a fiber or a timer would still have kept alive when it was over. */
  readonly alive: ReadonlyArray<string>
  /** The fibers that were left a while later. */
  readonly fibers: number
}

/** Where virtual time starts. */
const epoch = Date.UTC(2026, 0, 1)

/** A fiber that takes this many turns while no time goes by does not end. */
const mostTurns = 5_000_000

/** How long is waited for what comes to its end by itself. */
const aWhile = 600_000

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** One program with its own order of fibers and its own clocks. */
export interface Process {
  readonly name: string
  /** What its fibers run with. */
  readonly context: Context.Context<never>
  /** Runs an effect in this process, whoever asks. */
  readonly run: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Steps the wall clock by so many milliseconds. The monotonic clock and the timers do not step. */
  readonly step: (millis: number) => void
  /**
   * Stops the process for so many milliseconds: nothing of it runs, and what it handed to its transport stays there. The
   * wall clock goes on. The monotonic clock and the timers `stand` still, as on Linux, or `go on`.
   */
  readonly freeze: (millis: number, monotonic: "stand" | "go on") => void
  /** How many timers would keep it alive now. */
  readonly timers: () => number
  frozenUntil: number
}

export interface World {
  /** The virtual time in epoch milliseconds, which no step moves. */
  readonly now: () => number
  /** A number from 0 to 1, drawn from the seed. */
  readonly draw: () => number
  /** A whole number from 0 up to, and without, the bound. */
  readonly pick: (bound: number) => number
  readonly process: (name: string) => Process
  /** Another that does not end with the programs: what it still does when they are over is its own. */
  readonly server: (name: string) => Process
  /** Runs an effect to its end, or until the virtual time is over. */
  readonly live: <A, E>(effect: Effect.Effect<A, E>, limit: Duration.Input) => Effect.Effect<Ended<A, E>>
}

const generator = (seed: number | string): (() => number) => {
  const random = Effect.runSync(
    Random.withSeed(
      Effect.map(Random.Random, (r) => r),
      seed,
    ),
  )
  return () => random.nextDoubleUnsafe()
}

export const makeWorld = (seed: number, order: Order = usual): World => {
  const draw = generator(`world ${seed}`)
  const shuffle = generator(`order ${seed}`)
  const ready = new Line(order.next, shuffle)
  const sleeps = new Heap()
  const lives = new Map<Process, { readonly ends: boolean; fibers: number }>()
  let now = 0

  const start = (name: string, ends: boolean): Process => {
    const life = { ends, fibers: 0 }
    let offset = 0
    let stood = 0
    let held: Array<Task> = []

    const scheduler: Scheduler.Scheduler = {
      executionMode: "async",
      shouldYield: (fiber) =>
        fiber.currentOpCount >= order.maxOps || (order.yields > 0 && shuffle() < order.yields),
      makeDispatcher: () => {
        const rank = order.next === "ranked" ? shuffle() : 0
        return {
          scheduleTask: (run) => ready.add({ run, rank, process: self }),
          flush: () => {
            while (runOne());
          },
        }
      },
    }

    const clock = fromReadings({
      wallMillis: () => Math.floor(epoch + now + offset),
      monotonicNanos: () => BigInt(Math.round((now - stood) * 1e6)),
      sleep: (duration) => {
        const millis = Duration.toMillis(duration)
        if (millis <= 0) return Effect.yieldNow
        return Effect.callback<void>((resume) => {
          const sleep: Sleep = {
            at: now + millis,
            turn: 0,
            process: self,
            wake: () => ready.add({ run: () => resume(Effect.void), rank: shuffle(), process: self }),
            over: false,
          }
          if (Number.isFinite(millis)) sleeps.add(sleep)
          return Effect.sync(() => sleeps.drop(sleep))
        })
      },
    })

    const context = Context.empty().pipe(
      Context.add(Scheduler.Scheduler, scheduler),
      Context.add(Clock.Clock, clock),
      Context.add(Metric.FiberRuntimeMetrics, {
        recordFiberStart: () => void life.fibers++,
        recordFiberEnd: () => void life.fibers--,
      }),
    )

    const self: Process & { readonly hold: (task: Task) => void } = {
      name,
      context,
      timers: () => sleeps.of(self),
      frozenUntil: 0,
      run: (effect) => Effect.provideContext(Effect.andThen(Effect.yieldNow, effect), context),
      step: (millis) => {
        offset += millis
      },
      freeze: (millis, monotonic) => {
        self.frozenUntil = now + millis
        if (monotonic === "stand") {
          stood += millis
          sleeps.postpone(self, millis)
        }
        sleeps.add({
          at: now + millis,
          turn: 0,
          process: self,
          over: false,
          wake: () => {
            for (const task of held) ready.add(task)
            held = []
          },
        })
      },
      hold: (task) => void held.push(task),
    }
    holds.set(self, self.hold)
    lives.set(self, life)
    return self
  }

  const holds = new Map<Process, (task: Task) => void>()

  /** Runs one task, if there is one. */
  const runOne = (): boolean => {
    const task = ready.take()
    if (task === undefined) return false
    if (task.process.frozenUntil > now) holds.get(task.process)?.(task)
    else task.run()
    return true
  }

  /** Runs whatever can go on without time going by. */
  const settle = async (done: () => boolean): Promise<boolean> => {
    let turns = 0
    do {
      while (runOne()) {
        if (done()) return true
        if (++turns > mostTurns) return false
      }
      await turn()
    } while (ready.size > 0 && !done())
    return true
  }

  const drive = async (fiber: Fiber.Fiber<unknown, unknown>, limit: number): Promise<string | undefined> => {
    const done = () => fiber.pollUnsafe() !== undefined
    while (!done()) {
      if (!(await settle(done))) return "it turned without end"
      if (done()) break
      const next = sleeps.next()
      if (next === undefined) return "nothing was left to wake it"
      if (next > limit) return `${Math.round(now)} ms went by`
      now = Math.max(now, next)
      sleeps.wake(now)
    }
    return undefined
  }

  const world: World = {
    now: () => epoch + now,
    draw,
    pick: (bound) => Math.floor(draw() * bound),
    process: (name) => start(name, true),
    server: (name) => start(name, false),
    live: (effect, limit) =>
      Effect.promise(async () => {
        const begin = now
        const main = start("main", true)
        const random = Effect.runSync(
          Random.withSeed(
            Effect.map(Random.Random, (r) => r),
            `world ${seed}`,
          ),
        )
        const context = Context.add(main.context, Random.Random, random)
        const fiber = Effect.runForkWith(context)(Effect.provide(effect, Logger.layer([])))
        const end = begin + Duration.toMillis(Duration.fromInputUnsafe(limit))
        const hung = await drive(fiber, end)
        const exit = fiber.pollUnsafe()
        const millis = now - begin
        if (exit === undefined) {
          fiber.interruptUnsafe()
          await drive(fiber, now + aWhile)
        }
        await settle(() => false)
        const alive = [...lives].flatMap(([process, { ends, fibers }]) => {
          const timers = process.timers()
          return ends && fibers + timers > 0 ? [`${process.name}: ${fibers} fibers, ${timers} timers`] : []
        })
        await drive(Effect.runForkWith(start("idle", false).context)(Effect.sleep(aWhile)), Infinity)
        const fibers = [...lives.values()].reduce((sum, life) => sum + life.fibers, 0)
        return { exit, hung, millis, alive, fibers }
      }),
  }
  return world
}

/** The tasks that can run. */
class Line {
  readonly #next: Order["next"]
  readonly #draw: () => number
  #tasks: Array<Task> = []
  #head = 0

  constructor(next: Order["next"], draw: () => number) {
    this.#next = next
    this.#draw = draw
  }

  get size(): number {
    return this.#tasks.length - this.#head
  }

  add(task: Task): void {
    this.#tasks.push(task)
  }

  take(): Task | undefined {
    if (this.size === 0) return undefined
    if (this.#next === "first") {
      const first = this.#tasks[this.#head++]
      if (this.#head > 1000 && this.#head * 2 > this.#tasks.length) {
        this.#tasks = this.#tasks.slice(this.#head)
        this.#head = 0
      }
      return first
    }
    const at = this.#next === "ranked" && this.#draw() > 0.1 ? this.#highest() : this.#any()
    const task = this.#tasks[at]
    const last = this.#tasks.pop()
    if (last !== undefined && at < this.#tasks.length) this.#tasks[at] = last
    return task
  }

  #any(): number {
    return Math.floor(this.#draw() * this.#tasks.length)
  }

  #highest(): number {
    let best = 0
    for (let i = 1; i < this.#tasks.length; i++) {
      if ((this.#tasks[i]?.rank ?? 0) > (this.#tasks[best]?.rank ?? 0)) best = i
    }
    return best
  }
}

const isBefore = (a: Sleep, b: Sleep): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn)

/** The timers, the next one first. */
class Heap {
  #sleeps: Array<Sleep> = []
  #turns = 0

  /** How many timers of a process are not over. */
  of(process: Process): number {
    return this.#sleeps.filter((sleep) => !sleep.over && sleep.process === process).length
  }

  add(sleep: Sleep): void {
    sleep.turn = this.#turns++
    this.#push(sleep)
  }

  drop(sleep: Sleep): void {
    sleep.over = true
  }

  next(): number | undefined {
    while (this.#sleeps[0]?.over === true) this.#pop()
    return this.#sleeps[0]?.at
  }

  /** Wakes those whose time has come. */
  wake(now: number): void {
    for (let at = this.next(); at !== undefined && at <= now; at = this.next()) {
      const sleep = this.#pop()
      if (sleep === undefined) return
      this.drop(sleep)
      sleep.wake()
    }
  }

  postpone(process: Process, millis: number): void {
    const all = this.#sleeps
    this.#sleeps = []
    for (const sleep of all) {
      if (sleep.over) continue
      if (sleep.process === process) sleep.at += millis
      this.#push(sleep)
    }
  }

  #push(sleep: Sleep): void {
    const sleeps = this.#sleeps
    let at = sleeps.push(sleep) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = sleeps[above]
      if (parent === undefined || isBefore(parent, sleep)) break
      sleeps[at] = parent
      at = above
    }
    sleeps[at] = sleep
  }

  #pop(): Sleep | undefined {
    const sleeps = this.#sleeps
    const first = sleeps[0]
    const last = sleeps.pop()
    if (first === undefined || last === undefined || sleeps.length === 0) return first
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      const [left, right] = [sleeps[below], sleeps[below + 1]]
      if (left === undefined) break
      let child = left
      if (right !== undefined && isBefore(right, left)) {
        child = right
        below++
      }
      if (isBefore(last, child)) break
      sleeps[at] = child
      at = below
    }
    sleeps[at] = last
    return first
  }
}
