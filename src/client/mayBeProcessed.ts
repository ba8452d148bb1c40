import type { CallFailure } from "../errors/call.ts"

/** Whether the server may have done what was asked although it did not say so. */
export const mayBeProcessed = (error: CallFailure): boolean => {
  switch (error._tag) {
    case "RequestTimeoutError":
    case "DecodeError":
      return true
    case "ConnectionError":
      return error.sent === "maybe"
    case "HookError":
      return error.processed === "maybe"
    case "RedirectError":
      // 303 says "done, the result is there"; a browser (0) does not say which redirect it was.
      return error.status === 303 || error.status === 0
    case "InvalidRequestError":
      return false
  }
}
