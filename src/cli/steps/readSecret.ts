import { Effect, Redacted, Stdio, Stream } from "effect"
import { Prompt } from "effect/cli"
import { badInput } from "../terminal/CommandError.ts"
import { Process } from "../terminal/Process.ts"

/** A secret that is typed at a hidden prompt, or read from standard input if that is no terminal, without the newline at its end. */
export const readSecret = Effect.fnUntraced(function* (message: string) {
  const { isTerminal } = yield* Process
  if (isTerminal(0)) {
    return yield* Effect.catchTag(Prompt.run(Prompt.Hidden({ message })), "QuitError", () => Effect.interrupt)
  }
  const { stdin } = yield* Stdio.Stdio
  const text = yield* Effect.mapError(Stream.mkString(Stream.decodeText(stdin)), (error) =>
    badInput(`Standard input cannot be read: ${error.message}`),
  )
  return Redacted.make(text.replace(/\r?\n$/, ""))
})
