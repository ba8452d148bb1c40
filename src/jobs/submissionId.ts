import type { Job } from "../schema/Job.ts"

/** The key of a job's metadata under which the id of its submission travels. */
export const submissionKey = "effect-ionq.submission"

/** The id of the submission that made a job, if it was one of ours. */
export const submissionOf = ({ metadata }: Job): string | undefined => metadata?.[submissionKey]

/**
 * A new id: a random UUID of the platform. It is not drawn from Effect's `Random`, whose seed may come back and with it
 * an id that has a job already.
 */
export const newSubmissionId = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
