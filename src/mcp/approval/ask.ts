import { Duration, Effect, Option } from "effect"
import {
  ElicitRequestFormParams,
  type ElicitResult,
  InputRequired,
  McpRequestContext,
  McpServerClient,
} from "effect/ai/McpSchema"
import { scrub, Secrets } from "../../cli/terminal/scrub.ts"
import { steadyMillis } from "../../client/steadyClock.ts"
import type { Spending } from "../access/Access.ts"
import { Client } from "../access/Client.ts"
import { notApproved } from "./ApprovalError.ts"
import { seal, unseal } from "./seal.ts"

/** A question to the person who uses the client. */
export interface Question {
  readonly message: string
  /** A full description of what is approved. An approval of anything else does not count. */
  readonly about: string
  /** The price of what is approved. An approval also covers a lower price. */
  readonly price: number
}

/** The key of the question in the input requests of a call. */
const key = "approval"

const form = (message: string) => ({
  mode: "form" as const,
  message,
  requestedSchema: {
    type: "object" as const,
    properties: {
      approve: { type: "boolean" as const, title: "Approve", description: "Yes: do it." },
    },
    required: ["approve"],
  },
})

/** Reads an answer. Accepting the form is not enough: its checkbox has to be ticked. */
const verdict = (answer: { readonly action?: unknown; readonly content?: unknown }) => {
  if (answer.action === "cancel") return Effect.fail(notApproved("canceled"))
  const { content } = answer
  const approved =
    answer.action === "accept" &&
    typeof content === "object" &&
    content !== null &&
    "approve" in content &&
    content.approve === true
  return approved ? Effect.void : Effect.fail(notApproved("declined"))
}

/**
 * Asks the person for approval. Succeeds with undefined once the person has approved. A client with the protocol of
 * 2026-07-28 is not asked during a call: the result is then the question, which is the answer to the call, and the
 * client repeats the call with the person's answer.
 */
export const ask = Effect.fnUntraced(function* (question: Question, spending: Spending) {
  const { about, price } = question
  const message = scrub(question.message, yield* Secrets)
  const { clientCapabilities, inputResponses, requestState } = yield* McpRequestContext
  const { elicitation } = clientCapabilities
  // A client that names no mode supports forms.
  if (elicitation === undefined || (elicitation.form === undefined && elicitation.url !== undefined)) {
    return yield* notApproved("unable")
  }
  const session = Option.getOrUndefined(yield* Effect.serviceOption(McpServerClient))
  if (session !== undefined) {
    const asked = Effect.scoped(
      Effect.flatMap(session.getClient, (client): Effect.Effect<ElicitResult, unknown> =>
        client.elicit(new ElicitRequestFormParams(form(message))),
      ),
    )
    const { gone } = yield* Client
    const answer = yield* asked.pipe(
      Effect.timeoutOption(spending.approvalTimeout),
      Effect.catch(() => Effect.fail(notApproved("unable"))),
      Effect.raceFirst(Effect.andThen(gone, Effect.fail(notApproved("gone")))),
    )
    return yield* Option.match(answer, { onNone: () => Effect.fail(notApproved("late")), onSome: verdict })
  }
  const time = Math.floor(yield* steadyMillis)
  const until = time + Duration.toMillis(spending.approvalTimeout)
  const required = new InputRequired({
    inputRequests: { [key]: { method: "elicitation/create", params: form(message) } },
    requestState: seal(spending.signingKey, about, { until, price }),
  })
  const answer = inputResponses?.[key]
  if (requestState === undefined && answer === undefined) return required
  const terms = unseal(spending.signingKey, about, requestState ?? "")
  if (terms === undefined || answer === undefined) return yield* notApproved("invalid")
  if (time > terms.until) return yield* notApproved("late")
  if (price > terms.price) return required
  return yield* verdict(answer)
})
