import { Schema } from "effect"

/**
 * Nothing was done, because the person did not agree.
 *
 * - `declined`, `canceled`: they said no, or closed the question.
 * - `late`: they did not answer in time.
 * - `gone`: the client closed the connection while they were asked.
 * - `unable`: the client cannot ask, or failed to.
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

/** The error for a reason. */
export const notApproved = (reason: ApprovalError["reason"]): ApprovalError =>
  new ApprovalError({ reason, message: messages[reason] })
