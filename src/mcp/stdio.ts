/**
 * Standard input for the transport, line by line. The transport drops all lines of a chunk if one of them is not JSON, so
 * such a line is answered here and the others are passed on.
 */
import { Context, Deferred, Effect, Layer, Predicate, Stdio, Stream } from "effect"
import { INVALID_REQUEST_ERROR_CODE, PARSE_ERROR_CODE } from "effect/ai/McpSchema"
import { Client } from "./access/Client.ts"

/** The largest number of characters of a line that the transport accepts. */
const longest = 16 * 1024 * 1024

const newline = new TextEncoder().encode("\n")

interface Flaw {
  readonly code: number
  readonly message: string
}

/** Why a line cannot be a message; undefined if it can. The server checks the contents of messages. */
const flawOf = (line: string): Flaw | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    if (Predicate.isObjectKeyword(value)) return undefined
    return { code: INVALID_REQUEST_ERROR_CODE, message: "Invalid request: the line is not an object" }
  } catch {
    return { code: PARSE_ERROR_CODE, message: "Parse error: the line is not JSON" }
  }
}

const tooLong: Flaw = {
  code: PARSE_ERROR_CODE,
  message: `Parse error: the line has more than ${longest} characters`,
}

/** Splits chunks into the lines to pass on and the flaws of the other lines. */
const splitter = () => {
  const decoder = new TextDecoder()
  let rest = ""
  let isSkipping = false
  return (chunk: Uint8Array) => {
    const flaws: Array<Flaw> = []
    let text = ""
    const take = (line: string): void => {
      if (line.trim() === "") return
      const flaw = line.length > longest ? tooLong : flawOf(line)
      if (flaw === undefined) text += `${line}\n`
      else flaws.push(flaw)
    }
    const [first = "", ...others] = decoder.decode(chunk, { stream: true }).split("\n")
    if (!isSkipping) rest += first
    for (const part of others) {
      if (!isSkipping) take(rest)
      isSkipping = false
      rest = part
    }
    if (rest.length > longest) {
      flaws.push(tooLong)
      rest = ""
      isSkipping = true
    }
    return { text, flaws }
  }
}

/** Error responses without an id, because the id in the line cannot be read. */
const answersTo = (flaws: ReadonlyArray<Flaw>): string =>
  flaws.map((error) => `${JSON.stringify({ jsonrpc: "2.0", id: null, error })}\n`).join("")

/** Standard input and output for the transport, and the client behind them. */
export const layer: Layer.Layer<Stdio.Stdio | Client, never, Stdio.Stdio> = Layer.effectContext(
  Effect.gen(function* () {
    const stdio = yield* Stdio.Stdio
    const closed = yield* Deferred.make<void>()
    const messages = Stream.suspend(() => {
      const split = splitter()
      const encoder = new TextEncoder()
      // The last line may have no newline.
      return Stream.concat(stdio.stdin, Stream.make(newline)).pipe(
        Stream.mapEffect((chunk) => {
          const { text, flaws } = split(chunk)
          const passed = encoder.encode(text)
          return flaws.length === 0
            ? Effect.succeed(passed)
            : Effect.as(Stream.run(Stream.make(answersTo(flaws)), stdio.stdout()), passed)
        }),
        Stream.filter(({ length }) => length > 0),
        Stream.onEnd(Deferred.succeed(closed, undefined)),
      )
    })
    return Context.make(Stdio.Stdio, Stdio.make({ ...stdio, stdin: messages })).pipe(
      Context.add(Client, { gone: Deferred.await(closed) }),
    )
  }),
)
