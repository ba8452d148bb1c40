import type { Job } from "../schema/Job.ts"

/** The metadata key that holds the submission id. */
export const submissionKey = "effect-ionq.submission"

/** The id of the submission that created a job, if the SDK submitted it. */
export const submissionOf = ({ metadata }: Job): string | undefined => metadata?.[submissionKey]

/**
 * A new id: a random UUID from the platform. Effect's `Random` is not used, because a repeated seed would repeat an
 * id that already has a job.
 */
export const newSubmissionId = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
