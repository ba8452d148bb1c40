/** The thread's side of `runner.mjs`: runs the tests of a room once, and then again those that are asked for, with a mutant each. */
import { relative } from "node:path"
import { setTimeout } from "node:timers/promises"
import { type RunnerTask, type RunnerTestCase, type RunnerTestSuite, TestRunner } from "vitest"
import { rooms } from "./rooms.ts"

interface Mutation {
  readonly mutant: string
  readonly hitLimit: number | undefined
  readonly tests: ReadonlyArray<string>
}

/** What Stryker's code in the sources reads and writes. */
interface Stryker {
  activeMutant?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
}

const { tests: files } = rooms[process.env["MUTATION_ROOM"] as keyof typeof rooms]
const state = globalThis as { __stryker__?: Stryker }
const stryker = (state.__stryker__ ??= {})
const known = new Map<string, RunnerTestCase>()
let loaded = 0

/** Stryker's name for a test. */
const idOf = (test: RunnerTestCase): string => {
  const names = [test.name]
  for (let { suite } = test; suite !== undefined; suite = suite.suite as typeof suite)
    names.unshift(suite.name)
  return `${relative(process.cwd(), test.file.filepath)}#${names.join(" > ").trim()}`
}

const testsOf = (task: RunnerTask): ReadonlyArray<RunnerTestCase> =>
  task.type === "test" ? [task] : task.tasks.flatMap(testsOf)

const hangs = "A test does not end"
const after = async (millis: number): Promise<string> => {
  await setTimeout(millis, undefined, { ref: false })
  return hangs
}

export default class Waiting extends TestRunner {
  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onAfterRunSuite(suite)
    if (suite.file !== suite) return
    for (const test of testsOf(suite)) known.set(idOf(test), test)
    loaded++
    if (loaded === files.length) await this.#wait()
  }

  async #wait(): Promise<never> {
    for (const { file } of known.values()) await this.onBeforeRunSuite(file)
    // A test that fails without a mutant, as it cannot run twice, would notice every mutant.
    const leftOut: Array<string> = []
    for (const [id, test] of known) {
      const message = await this.#failureOf(test)
      if (message === undefined) continue
      leftOut.push(`${id}: ${message}`)
      known.delete(id)
    }
    const channel = new BroadcastChannel("mutants")
    const answer = async (mutation: Mutation) => channel.postMessage(await this.#run(mutation))
    channel.addEventListener("message", ({ data }: MessageEvent<Mutation>) => void answer(data))
    // What is printed here reaches nobody.
    channel.postMessage({ leftOut })
    // The thread ends with its process.
    return new Promise(() => undefined)
  }

  /** Runs tests, the quick ones first, up to the first that fails. */
  async #run({ mutant, hitLimit, tests }: Mutation) {
    const length = (test: RunnerTestCase) => test.result?.duration ?? 0
    const wanted = tests
      .flatMap((id) => {
        const test = known.get(id)
        return test === undefined ? [] : [{ id, test }]
      })
      .toSorted((a, b) => length(a.test) - length(b.test))
    stryker.hitCount = 0
    stryker.hitLimit = hitLimit
    let ran = 0
    for (const { id, test } of wanted) {
      const outcome = () => Promise.race([this.#failureOf(test), after(3000 + 20 * length(test))])
      ran++
      stryker.activeMutant = mutant
      const message = await outcome()
      stryker.activeMutant = undefined
      const isEndless = message === hangs || (hitLimit !== undefined && stryker.hitCount > hitLimit)
      if (message === undefined && !isEndless) continue
      // Where it fails without the mutant, too, it may fail for what an earlier one has left behind.
      const isSpoiled = (await outcome()) !== undefined
      return { failed: id, message, ran, isEndless, isSpoiled }
    }
    return { ran }
  }

  /** Runs a test. */
  async #failureOf(test: RunnerTestCase): Promise<string | undefined> {
    try {
      this.onBeforeTryTask(test, { retry: 0, repeats: 0 })
      await TestRunner.getTestFn(test)()
      this.onAfterTryTask(test)
      return undefined
    } catch (error) {
      return String(error)
    }
  }
}
