/**
 * Runs the tests for a mutant. Stryker's own runner starts a thread for each mutant, which takes longer than most tests. This one
 * loads the tests once, in a thread that waits for mutants (`waiting.ts`). Stryker's runner still runs the mutants that take
 * effect while modules are loaded.
 */
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core"
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin"
import { MutantRunStatus } from "@stryker-mutator/api/test-runner"
import { createVitest } from "vitest/node"

const { VitestTestRunner } = await import(
  new URL("node_modules/@stryker-mutator/vitest-runner/dist/src/vitest-test-runner.js", import.meta.url).href
)

class Runner extends VitestTestRunner {
  #channel
  /** Takes what the thread says next. */
  #answer = () => undefined
  /** Whether a mutant has left something behind in the thread. */
  #isSpoiled = false

  /** Nothing limits the time of this, unlike that of a mutant. */
  async init() {
    await super.init()
    await this.#start()
  }

  async mutantRun(options) {
    const { activeMutant, hitLimit, mutantActivation, testFilter } = options
    // Stryker asks again in a new process.
    if (this.#isSpoiled) throw new Error("A mutant has spoiled the thread of the tests")
    if (mutantActivation === "static" || testFilter === undefined) return super.mutantRun(options)
    const answer = new Promise((resolve) => (this.#answer = resolve))
    this.#channel.postMessage({ mutant: activeMutant.id, hitLimit, tests: testFilter })
    const { failed, message, ran, isEndless, isSpoiled } = await answer
    if (isSpoiled) {
      this.#isSpoiled = true
      return super.mutantRun(options)
    }
    if (isEndless) return { status: MutantRunStatus.Timeout, reason: message }
    return failed === undefined
      ? { status: MutantRunStatus.Survived, nrOfTests: ran }
      : { status: MutantRunStatus.Killed, killedBy: [failed], failureMessage: message, nrOfTests: ran }
  }

  async #start() {
    this.#channel = new BroadcastChannel("mutants")
    const ready = new Promise((resolve) => (this.#answer = resolve))
    this.#channel.addEventListener("message", ({ data }) => this.#answer(data))
    const vitest = await createVitest("test", {
      config: this.options.vitest.configFile,
      runner: "./mutation/waiting.ts",
      pool: "threads",
      maxWorkers: 1,
      watch: false,
      reporters: [{}],
    })
    void vitest.start()
    const { leftOut } = await ready
    for (const test of leftOut) this.log.warn(`Left out, as it fails when it is run again: ${test}`)
  }

  /** The process is ended anyway, and the thread would not end by itself. */
  async dispose() {}
}

const factory = (injector) =>
  injector.provideValue("globalNamespace", INSTRUMENTER_CONSTANTS.NAMESPACE).injectClass(Runner)
factory.inject = tokens(commonTokens.injector)

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "kept", factory)]
