import { existsSync, readFileSync } from "node:fs"

/** The possible first words of a write-ahead log. The word determines the byte order of the checksums. */
const logWords: ReadonlySet<number> = new Set([0x377f0682, 0x377f0683])

const [headerBytes, frameBytes] = [32, 24] as const

/**
 * Whether a write-ahead log of SQLite has lost transactions that were on disk. SQLite silently drops everything from the first damage
 * on. One transaction may be cut off at the end: it was being written when the process or the machine stopped.
 */
export const isDamagedLog = (file: string): boolean => {
  if (!existsSync(file)) return false
  const bytes = readFileSync(file)
  // The header is on disk before the first transaction. Without one, nothing can be lost.
  if (bytes.length <= headerBytes) return false
  if (!logWords.has(bytes.readUInt32BE(0))) return true
  const little = bytes.readUInt32BE(0) === 0x377f0682
  const word = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  // The checksums run through the whole log, as defined by SQLite's file format.
  let [first, second] = [0, 0]
  const add = (from: number, length: number) => {
    for (let at = from; at < from + length; at += 8) {
      first = (first + word(at) + second) >>> 0
      second = (second + word(at + 4) + first) >>> 0
    }
  }
  const isNext = (at: number) => first === bytes.readUInt32BE(at) && second === bytes.readUInt32BE(at + 4)
  add(0, headerBytes - 8)
  if (!isNext(headerBytes - 8)) return true
  const size = frameBytes + bytes.readUInt32BE(8)
  const salt = bytes.toString("hex", 16, 24)
  let isWhole = true
  /**
   * The number of transactions that end after the first damage. If there are two, the earlier one was on disk when the
   * later one began.
   */
  let lost = 0
  for (let at = headerBytes; at + size <= bytes.length; at += size) {
    // Frames of an earlier use of the file have another salt.
    const isOwn = bytes.toString("hex", at + 8, at + 16) === salt
    if (isWhole) {
      add(at, 8)
      add(at + frameBytes, size - frameBytes)
      isWhole = isOwn && isNext(at + 16)
    }
    if (!isWhole && isOwn && bytes.readUInt32BE(at + 4) !== 0) lost++
  }
  return lost > 1
}
