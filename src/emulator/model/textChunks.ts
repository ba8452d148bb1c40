import { Effect, Stream } from "effect"

/**
 * A chunk ends at `chunkLength` characters or `mostPieces` pieces, so that it takes less than a millisecond. A new
 * request takes several turns of the event loop, and at each turn it may wait for a chunk of each result that is being
 * sent.
 */
const chunkLength = 2 ** 15
const mostPieces = 2 ** 5

/** Joins the pieces of a text into chunks. */
export function* chunks(pieces: Iterable<string>): Generator<string> {
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

/** The chunks of a text as a stream. Other fibers run between two chunks. */
export const inChunks = (pieces: Iterable<string>): Stream.Stream<string> =>
  Stream.mapEffect(Stream.fromIterable(chunks(pieces), { chunkSize: 1 }), (chunk) =>
    Effect.as(Effect.yieldNow, chunk),
  )
