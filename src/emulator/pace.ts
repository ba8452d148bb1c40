import type { Readable } from "node:stream"

/** The number of bytes of each body that are not counted. */
const freeBytes = 250_000

/**
 * The number of counted bytes that are read without a delay, and the bytes per second after that. Both are for all
 * bodies together.
 */
const burst = 20_000_000
const bytesPerSecond = 8_000_000

/** The shortest delay for which a timer is started, in milliseconds. */
const leastDelay = 5

/** The current time, and a function that runs code after a delay. Both are in milliseconds. */
export interface Timer {
  readonly now: () => number
  readonly later: (run: () => void, delay: number) => void
}

const realTimer: Timer = {
  now: () => performance.now(),
  later: (run, delay) => void setTimeout(run, delay),
}

/**
 * Limits how fast large bodies are read, so that a server that gets many of them still has time for other requests.
 * While a body has to wait, it is not read, and TCP slows down its sender. Call the returned function for each body in
 * the same step of the event loop in which its reading starts.
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
