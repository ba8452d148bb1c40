import type { Readable } from "node:stream"

/** The number of bytes of each body that are not counted. */
const freeBytes = 250_000

/** How many counted bytes are read without a delay, and how many per second after that, of all bodies together. */
const burst = 20_000_000
const bytesPerSecond = 8_000_000

/** Shorter delays are not worth a timer, in milliseconds. */
const leastDelay = 5

/** The time, and a way to wait, both in milliseconds. */
export interface Timer {
  readonly now: () => number
  readonly later: (run: () => void, delay: number) => void
}

const realTimer: Timer = {
  now: () => performance.now(),
  later: (run, delay) => void setTimeout(run, delay),
}

/**
 * Limits how fast large bodies are read, so that a server that gets many of them still has time for other requests. A body
 * that has to wait is not read meanwhile, and TCP delays its sender. Call the result in the step that starts to read the
 * body.
 */
export const makePace = ({ now, later }: Timer = realTimer): ((body: Readable) => void) => {
  /** The time at which the counted bytes would have been read at the limited speed. */
  let readAt = -Infinity
  return (body) => {
    let bytes = 0
    body.on("data", (piece: Uint8Array) => {
      bytes += piece.length
      if (bytes <= freeBytes) return
      const time = now()
      readAt =
        Math.max(readAt, time - (burst / bytesPerSecond) * 1000) + (piece.length / bytesPerSecond) * 1000
      const delay = readAt - time
      if (delay < leastDelay) return
      body.pause()
      later(() => body.resume(), delay)
    })
  }
}
