import { Effect, Stream } from "effect"
import { HttpServerResponse } from "effect/http"
import type { Pieces } from "../model/artifacts.ts"
import { chunks, inChunks } from "../model/textChunks.ts"

/** The largest length of a body that is sent as a whole, in characters. */
const wholeLength = 2 ** 18
/** The number of chunks of a stream that are sent at once. */
const together = 64

/**
 * A response with a text in pieces. A long text is created while it is sent, and other requests are answered in
 * between.
 */
export const inPieces = Effect.fnUntraced(function* (pieces: Pieces, contentType: string) {
  if (Stream.isStream(pieces)) {
    const joined = Stream.mapArray(Stream.rechunk(pieces, together), (texts) => [texts.join("")] as const)
    return HttpServerResponse.stream(Stream.encodeText(joined), { contentType })
  }
  const making = chunks(pieces)
  let begun = ""
  while (begun.length < wholeLength) {
    const { done, value } = making.next()
    if (done === true) return HttpServerResponse.text(begun, { contentType })
    begun += value
    yield* Effect.yieldNow
  }
  return HttpServerResponse.stream(
    Stream.encodeText(Stream.concat(Stream.succeed(begun), inChunks(making))),
    { contentType },
  )
})
