import { Runtime } from "effect"

/** The signals that end a program. */
const signals = ["SIGHUP", "SIGINT", "SIGTERM"] as const

/**
 * The time in milliseconds in which a repeated signal does not count as a second one. A terminal sends a signal to
 * `npm` and to its program, and `npm` forwards it again.
 */
const echoMillis = 500

const waiting =
  "Ending: open resources such as sessions are being closed. Another signal exits at once and may leave them open.\n"

/**
 * Runs the main program of a Node process: logs its error and exits with its exit code. Every scope is closed before
 * the process exits, also after `SIGINT`, `SIGTERM` and `SIGHUP`. Sessions that the program opened therefore end when
 * its terminal is closed.
 *
 * **Details**
 *
 * The exit code is 0, 1 after an error, or 128 plus the number of the signal: 129 (`SIGHUP`), 130 (`SIGINT`), 143
 * (`SIGTERM`). While scopes are closing, a second signal prints what the process is waiting for, and a third one
 * exits at once. The options are those of Effect's `NodeRuntime.runMain`, which ignores `SIGHUP` and exits with 130
 * after every signal.
 *
 * **Gotchas**
 *
 * `SIGKILL` and a second signal to a parent that kills its children leave sessions open: see `Sessions.reap`.
 *
 * **Example**
 *
 * ```ts
 * program.pipe(Effect.provide(IonQNode.layer()), IonQNode.runMain)
 * ```
 *
 * @category running
 * @since 0.2.0
 */
export const runMain = Runtime.makeRunMain(({ fiber, teardown }) => {
  let code: number | undefined
  let count = 0
  let last: { readonly signal: NodeJS.Signals; readonly at: number } | undefined

  const onSignal = (signal: NodeJS.Signals, number: number): void => {
    const at = performance.now()
    if (last?.signal === signal && at - last.at < echoMillis) return
    last = { signal, at }
    code ??= 128 + number
    count++
    if (count === 1) {
      // The terminal may be closed. Writing to it must not end the process before its scopes are closed.
      for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined)
      fiber.interruptUnsafe(fiber.id)
    } else if (count === 2) process.stderr.write(waiting)
    else process.exit(code)
  }

  for (const signal of signals) process.on(signal, onSignal)
  fiber.addObserver((exit) => {
    for (const signal of signals) process.removeListener(signal, onSignal)
    teardown(exit, (own) => {
      if (code !== undefined || own !== 0) process.exit(code ?? own)
    })
  })
})
