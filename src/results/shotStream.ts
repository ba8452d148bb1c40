import { JSONParser } from "@streamparser/json"
import { Effect, Stream } from "effect"
import { type BrokenError, type Content, decodeError } from "../Content.ts"
import type { DecodeError } from "../IonQError.ts"

/**
 * The values at a path of a JSON body (`$.*` for the elements of an array), one after the other. The body is parsed as
 * it comes and is never in memory as a whole.
 */
export const valuesAt = (content: Content, path: string): Stream.Stream<unknown, BrokenError | DecodeError> =>
  Stream.suspend(() => {
    const found: Array<unknown> = []
    const parser = new JSONParser({ paths: [path], keepStack: false })
    let failure: Error | undefined
    parser.onValue = ({ value }) => void found.push(value)
    parser.onError = (error) => {
      failure = error
    }
    const wrong = (message: string) => Effect.fail(decodeError(content, `The body is not JSON: ${message}`))
    const parsed = content.stream.pipe(
      Stream.mapEffect((bytes) => {
        if (!parser.isEnded) parser.write(bytes)
        return failure === undefined ? Effect.succeed(found.splice(0)) : wrong(failure.message)
      }),
      Stream.flatMap((values) => Stream.fromIterable(values)),
    )
    const end = Stream.fromEffectDrain(
      Effect.suspend(() => (parser.isEnded ? Effect.void : wrong("it is cut"))),
    )
    return Stream.concat(parsed, end)
  })
