import { Effect, Stream } from "effect"
import { HttpServerResponse } from "effect/http"

/** The largest length of a body that is sent as a whole, in characters. */
const wholeLength = 2 ** 18
/**
 * The length of a chunk of a longer body in characters, and the largest number of pieces in a chunk: some
 * milliseconds.
 */
const chunkLength = 2 ** 16
const mostPieces = 2 ** 13

/** Joins the pieces of a text to chunks. */
function* chunks(pieces: Iterable<string>): Generator<string> {
  let [chunk, count] = ["", 0]
  for (const piece of pieces) {
    chunk += piece
    count++
    if (chunk.length < chunkLength && count < mostPieces) continue
    yield chunk
    ;[chunk, count] = ["", 0]
  }
  yield chunk
}

/**
 * A response with a text in pieces. A long text is created while it is sent, and other requests are answered in
 * between.
 */
export const inPieces = Effect.fnUntraced(function* (pieces: Iterable<string>, contentType: string) {
  const making = chunks(pieces)
  let begun = ""
  while (begun.length < wholeLength) {
    const { done, value } = making.next()
    if (done === true) return HttpServerResponse.text(begun, { contentType })
    begun += value
    yield* Effect.yieldNow
  }
  const rest = Stream.mapEffect(Stream.fromIterable(making, { chunkSize: 1 }), (chunk) =>
    Effect.as(Effect.yieldNow, chunk),
  )
  return HttpServerResponse.stream(Stream.encodeText(Stream.concat(Stream.succeed(begun), rest)), {
    contentType,
  })
})
