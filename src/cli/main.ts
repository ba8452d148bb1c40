import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Exit } from "effect"
import { runMain } from "../node/runMain.ts"
import { program } from "./program.ts"
import { exitCodeOfCause, exitCodes } from "./terminal/exitCodes.ts"

/** Runs the command in the arguments of this process, and exits with its exit code. */
export const main = (): void => {
  // The reader may stop reading, as `head` does. `write` detects this; the listener only keeps Node from crashing.
  process.stdout.on("error", () => undefined)
  process.stderr.on("error", () => undefined)

  runMain(Effect.provide(program(process.argv.slice(2)), NodeServices.layer), {
    disableErrorReporting: true,
    teardown: (exit, end) => {
      const code = Exit.match(exit, {
        onSuccess: (code) => (typeof code === "number" ? code : exitCodes.success),
        onFailure: exitCodeOfCause,
      })
      end(code)
      // Exits at once, because everything is written, and an idle connection would keep the process alive.
      process.exit(code)
    },
  })
}
