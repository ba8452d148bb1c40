import { Predicate, type Schema, type SchemaIssue } from "effect"
import { InvalidRequestError } from "../errors/call.ts"

/** An error for a request that does not match its schema. It names the field. */
export const invalidRequest = (error: Schema.SchemaError): InvalidRequestError =>
  new InvalidRequestError({ field: pathOf(error.issue) ?? "request", message: error.message })

/** The path of the first issue; undefined if it concerns the whole value. */
export const pathOf = (issue: SchemaIssue.Issue): string | undefined => {
  const path: Array<string> = []
  let current: unknown = issue
  while (Predicate.isObject(current)) {
    if (Predicate.hasProperty(current, "path") && Array.isArray(current.path)) {
      path.push(...current.path.map(String))
    }
    if (Predicate.hasProperty(current, "issues") && Array.isArray(current.issues)) current = current.issues[0]
    else current = Predicate.hasProperty(current, "issue") ? current.issue : undefined
  }
  return path.length === 0 ? undefined : path.join(".")
}
