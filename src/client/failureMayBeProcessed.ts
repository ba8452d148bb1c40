import type { CallFailure } from "../errors/call.ts"

/** Whether the server may have processed a request although it did not confirm it. */
export const failureMayBeProcessed = (error: CallFailure): boolean => {
  switch (error._tag) {
    case "RequestTimeoutError":
    case "DecodeError":
      return true
    case "ConnectionError":
      return error.sent === "maybe"
    case "HookError":
      return error.processed === "maybe"
    case "RedirectError":
      // A 303 means that the request is done and that the result is at another location. A browser (status 0) does
      // not show which redirect it was.
      return error.status === 303 || error.status === 0
    case "InvalidRequestError":
      return false
  }
}
