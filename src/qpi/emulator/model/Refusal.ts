import type { FieldErrors } from "../../schema/Server.ts"

/** An error response. Handlers throw it, and `makeRespond` sends it as JSON. */
export class Refusal {
  readonly status: number
  readonly message: string
  readonly data: FieldErrors

  constructor(status: number, message: string, data: FieldErrors = {}) {
    this.status = status
    this.message = message
    this.data = data
  }
}

export const unauthorized = () => new Refusal(401, "Authentication required.")
export const notFound = () => new Refusal(404, "The requested resource wasn't found.")
export const badQuery = () => new Refusal(400, "Something went wrong while processing your request.")
export const badBody = () => new Refusal(400, "Invalid request body.")
export const superusersOnly = () => new Refusal(403, "Only superusers can perform this action.")
export const adminsOnly = () => new Refusal(403, "Admin access required.")

export const blank = { code: "validation_required", message: "Cannot be blank." }
export const notUnique = { code: "validation_not_unique", message: "Value must be unique." }
export const missingRelation = {
  code: "validation_missing_rel_records",
  message: "Failed to find all relation records with the provided ids.",
}
