/**
 * A hash of 64 bits as 16 hexadecimal digits, the same on every machine: two FNV-1a hashes with different parameters.
 * The id of a job contains it, so that a reused id does not find the job of another request.
 */
const fingerprint = (text: string): string => {
  let [low, high] = [0x811c9dc5, 0x1b873593]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x85ebca6b)
    high ^= high >>> 15
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("")
}

/** The id of one job of a call: the caller's id, the number of the job, and a hash of its request. */
export const packId = (submissionId: string, number: number, request: unknown): string =>
  `${submissionId}#${number}-${fingerprint(JSON.stringify(request))}`
