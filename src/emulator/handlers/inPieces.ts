import { Effect, Stream } from "effect"
import { HttpServerResponse } from "effect/http"

/** A body up to this length is sent as a whole. In characters. */
const wholeLength = 2 ** 18
/** The characters of a chunk of a longer one, and the most pieces that it is made of: some milliseconds. */
const chunkLength = 2 ** 16
const mostPieces = 2 ** 13

/** The pieces of a text, put together to chunks. */
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

/** A response with a text that comes in pieces. A long one is made while it is sent, and others are answered in between. */
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
