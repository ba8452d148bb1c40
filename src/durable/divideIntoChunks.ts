import type { RunOptions } from "./options.ts"
import type { Platform } from "./Platform.ts"

/**
 * Consecutive requests of a run: the index of the first request, the total number of circuits, and the JSON of each.
 */
interface Chunk {
  readonly first: number
  readonly circuits: number
  readonly texts: ReadonlyArray<string>
}

/**
 * Divides the requests of a run into chunks. A chunk takes requests until it has at least `chunk` circuits. A
 * multi-circuit job is a chunk of its own.
 */
export const divideIntoChunks = <Request, E>(
  platform: Platform<Request, E>,
  requests: ReadonlyArray<{ readonly text: string; readonly request: Request }>,
  { chunk }: RunOptions,
): ReadonlyArray<Chunk> => {
  const all: Array<{ first: number; circuits: number; isFull: boolean; texts: Array<string> }> = []
  for (const [index, { text, request }] of requests.entries()) {
    const circuits = platform.circuits(request).length
    const isChunk = platform.isChunk(request)
    let last = all.at(-1)
    if (last === undefined || last.isFull || isChunk) {
      last = { first: index, circuits: 0, isFull: false, texts: [] }
      all.push(last)
    }
    last.texts.push(text)
    last.circuits += circuits
    last.isFull = isChunk || last.circuits >= chunk
  }
  return all
}
