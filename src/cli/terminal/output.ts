import { Effect, Stream } from "effect"
import { CommandError } from "./CommandError.ts"
import { Json } from "./globals.ts"
import { jsonPieces } from "./json.ts"
import { Process } from "./Process.ts"
import { type Screen, stderrScreen, stdoutScreen, wrap } from "./screen.ts"
import { scrub, Secrets } from "./scrub.ts"

/** Writes to standard output, and waits until the reader accepts it. */
export const write = (text: string): Effect.Effect<void, CommandError> =>
  Effect.flatMap(Process, ({ stdout }) =>
    Effect.callback((resume) => {
      stdout.write(text, (error) =>
        resume(
          error === null || error === undefined
            ? Effect.void
            : Effect.fail(new CommandError({ reason: "closed", message: "Standard output was closed" })),
        ),
      )
    }),
  )

/** Writes to standard error, without a new line. */
export const prompt = (text: string): Effect.Effect<void> =>
  Effect.flatMap(Effect.all([Process, Secrets]), ([{ stderr }, secrets]) =>
    Effect.callback<void>((resume) => {
      stderr.write(scrub(text, secrets), () => resume(Effect.void))
    }),
  )

/** Writes a line for people to standard error. On a terminal it is wrapped between words. */
export const note = (text: string): Effect.Effect<void> =>
  Effect.flatMap(stderrScreen, ({ columns, isTerminal }) => {
    const lines = isTerminal ? text.split("\n").flatMap((line) => wrap(line, columns)) : [text]
    return prompt(`${lines.join("\n")}\n`)
  })

const json = (value: unknown): string => `${JSON.stringify(value)}\n`

/** The number of characters to write at once. */
const writeLength = 2 ** 16

/** Writes JSON in pieces, so that a large result is never one text. */
const writeJson = Effect.fnUntraced(function* (value: unknown) {
  let text = ""
  for (const piece of jsonPieces(value)) {
    text += piece
    if (text.length < writeLength) continue
    yield* write(text)
    text = ""
  }
  yield* write(`${text}\n`)
})

const lines = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`)

/** Prints a value: as JSON, or as `render` formats it for people. */
export const show = <A>(value: A, render: (value: A, screen: Screen) => string) =>
  Effect.flatMap(Effect.all([Json, stdoutScreen]), ([asJson, screen]) =>
    asJson ? writeJson(value) : write(lines(render(value, screen))),
  )

/** Prints the values of a stream as they arrive, each on a line or more. */
export const showEach = <A, E, R>(
  stream: Stream.Stream<A, E, R>,
  render: (value: A, screen: Screen) => string,
) =>
  Effect.flatMap(Effect.all([Json, stdoutScreen]), ([asJson, screen]) => {
    const text = (value: A) => (asJson ? json(value) : lines(render(value, screen)))
    // Values that arrive together are written at once, because a million shots would be a million writes.
    return Stream.runForEachArray(stream, (values) => write(values.map(text).join("")))
  })

/** Prints a streamed list: one line per item with `--json`, otherwise one table. */
export const showAll = <A, E, R>(
  stream: Stream.Stream<A, E, R>,
  render: (values: ReadonlyArray<A>, screen: Screen) => string,
) =>
  Effect.flatMap(Effect.all([Json, stdoutScreen]), ([asJson, screen]) =>
    asJson
      ? Stream.runForEach(stream, (value) => write(json(value)))
      : Effect.flatMap(Stream.runCollect(stream), (values) => write(lines(render(values, screen)))),
  )
