import { failureMayBeProcessed } from "../client/failureMayBeProcessed.ts"
import { isCallFailure } from "../errors/call.ts"

/** Whether IonQ may have processed a request although it did not confirm it. */
export const mayBeProcessed = (error: { readonly _tag: string; readonly status?: unknown }): boolean => {
  if (isCallFailure(error)) return failureMayBeProcessed(error)
  if (error._tag === "ServerError") return true
  const { status } = error
  return (
    error._tag === "UnexpectedStatusError" && typeof status === "number" && (status < 400 || status === 408)
  )
}
