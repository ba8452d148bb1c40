import { Schema } from "effect"

/**
 * Nothing was done, because the person did not agree.
 *
 * - `declined`, `canceled`: the person declined, or closed the question.
 * - `late`: the person did not answer in time.
 * - `gone`: the client closed the connection before the person answered.
 * - `unable`: the client does not support such questions, or the request for an answer failed.
 * - `invalid`: the client returned something other than an answer to a question of this server.
 */
export class ApprovalError extends Schema.TaggedError<ApprovalError>("effect-ionq/mcp/ApprovalError")(
  "ApprovalError",
  {
    reason: Schema.Literals(["declined", "canceled", "late", "gone", "unable", "invalid"]),
    message: Schema.String,
  },
) {}

const messages: Readonly<Record<ApprovalError["reason"], string>> = {
  declined: "The person declined: nothing was done",
  canceled: "The person closed the question without an answer: nothing was done",
  late: "The person did not answer in time: nothing was done",
  gone: "The client closed the connection before the person had answered: nothing was done",
  unable:
    "The person has to approve this, and the client cannot ask them: nothing was done. Whoever starts the server can allow " +
    "submissions below a price with --approve-under",
  invalid: "The approval is not an answer to a question of this server: nothing was done",
}

/** Creates the error for a reason, with its message. */
export const notApproved = (reason: ApprovalError["reason"]): ApprovalError =>
  new ApprovalError({ reason, message: messages[reason] })
