import { Effect, Stream } from "effect"
import { type BrokenError, type Content, decodeError } from "../Content.ts"
import type { DecodeError } from "../IonQError.ts"

/** A value in a body and its key, which is a number in an array and a string in an object. */
export interface Entry {
  readonly key: string | number | undefined
  readonly value: unknown
}

/**
 * The entries at a path of a JSON body (`$.*` for the elements of an array), one after the other. The body is parsed
 * as it arrives and is never held in memory as a whole.
 */
export const entriesAt = (content: Content, path: string): Stream.Stream<Entry, BrokenError | DecodeError> =>
  Stream.unwrap(
    Effect.map(loadParser, (JSONParser) => {
      const found: Array<Entry> = []
      const parser = new JSONParser({ paths: [path], keepStack: false })
      let failure: Error | undefined
      parser.onValue = ({ key, value }) => void found.push({ key, value })
      parser.onError = (error) => {
        failure = error
      }
      const wrong = (message: string) => Effect.fail(decodeError(content, `The body is not JSON: ${message}`))
      const parsed = content.stream.pipe(
        Stream.mapEffect((bytes) => {
          if (!parser.isEnded) parser.write(bytes)
          return failure === undefined ? Effect.succeed(found.splice(0)) : wrong(failure.message)
        }),
        Stream.flatMap((entries) => Stream.fromIterable(entries)),
      )
      const end = Stream.fromEffectDrain(
        Effect.suspend(() => (parser.isEnded ? Effect.void : wrong("it is cut off"))),
      )
      return Stream.concat(parsed, end)
    }),
  )

/** The parser is loaded on demand, because few programs read single shots. */
const loadParser = Effect.promise(async () => (await import("@streamparser/json")).JSONParser)
