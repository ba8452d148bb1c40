import { Option } from "effect"
import { type Job, type JobSubmission, payloadOf } from "../schema/Job.ts"

/** The prefix of a submission id in a comment. */
const mark = "effect-ionq:"

const bytes = new TextEncoder()

/**
 * An id in characters that JSON, the server and its filters leave unchanged. Other characters become `~` and their
 * bytes in hexadecimal.
 */
const written = (submissionId: string): string =>
  submissionId.replaceAll(/[^A-Za-z0-9.:#@+=/-]/gu, (character) =>
    Array.from(bytes.encode(character), (byte) => `~${byte.toString(16).padStart(2, "0")}`).join(""),
  )

/** The text that identifies a submission. Its ending distinguishes it from the texts of longer ids. */
export const nonceOf = (submissionId: string): string => `${mark}${written(submissionId)};`

const commentOf = (submissionId: string): string => `// ${nonceOf(submissionId)}\n`

/**
 * A submission with an identifying comment at the end of its last circuit, the only place where the server stores
 * such a text.
 */
export const withNonce = (payload: JobSubmission, submissionId: string): JobSubmission => {
  const { circuits } = payload
  const last = circuits.at(-1) ?? circuits[0]
  const program = last.circuit.endsWith("\n") ? last.circuit : `${last.circuit}\n`
  const marked = { ...last, circuit: `${program}${commentOf(submissionId)}` }
  const [first, ...rest] = [...circuits.slice(0, -1), marked]
  return { ...payload, circuits: [first ?? marked, ...rest] }
}

/**
 * Whether a job belongs to a submission: its last circuit ends with the identifying comment. If a program is copied
 * from that job and submitted again, the comment is not at its end.
 */
export const isOf = (job: { readonly payload: unknown }, submissionId: string): boolean =>
  Option.exists(
    payloadOf(job),
    ({ circuits }) => circuits.at(-1)?.circuit.endsWith(commentOf(submissionId)) === true,
  )

/** The part of a payload that determines what is run, with the server's defaults. */
const contentOf = ({ payload }: { readonly payload: unknown }) =>
  Option.map(payloadOf({ payload }), ({ circuits, shots, meas_level, meas_return }) =>
    JSON.stringify([
      circuits.map((each) => [each.circuit, each.parameter_values ?? [], each.shots ?? 0]),
      shots ?? 1024,
      meas_level ?? 2,
      meas_return ?? "single",
    ]),
  )

/** Whether a job is known to differ from a submission in its contents or its processor. */
export const isAnother = (job: Job, submission: JobSubmission): boolean => {
  const [there, here] = [contentOf(job), contentOf({ payload: submission })]
  const differs = Option.isSome(there) && Option.isSome(here) && there.value !== here.value
  return differs || job.qpu_target !== (submission.qpu_target ?? "")
}
