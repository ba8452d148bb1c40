import {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  NotFoundError,
  PayloadTooLargeError,
  PermissionDeniedError,
} from "../../IonQError.ts"

/** Placeholders for the method and the URL of an error. They are not sent; the client sets its own. */
const local = { method: "", url: "" }

/** The last part of IonQ's messages for 401 and 404. */
const help = "or email support@ionq.co for help."

export const badRequest = (message: string, keys: ReadonlyArray<string>, source: string): BadRequestError =>
  new BadRequestError({ ...local, status: 400, message, validation: { keys, source } })

/** The 400 for a backend that does not exist or is retired. `why` completes the message. */
export const badBackend = (name: string, why: string, source: string): BadRequestError =>
  badRequest(`"backend" was invalid: ${name} ${why}.`, ["backend"], source)

export const unauthorized = (): AuthenticationError =>
  new AuthenticationError({
    ...local,
    status: 401,
    message: `Invalid key provided. See https://docs.ionq.com/#authentication for details, ${help}`,
  })

export const forbidden = (): PermissionDeniedError =>
  new PermissionDeniedError({ ...local, status: 403, message: "This key is not allowed to do that." })

export const notFound = (what: string, id: string): NotFoundError =>
  new NotFoundError({ ...local, status: 404, message: `${what} ${id} not found.` })

export const conflict = (message: string): ConflictError =>
  new ConflictError({ ...local, status: 409, message })

export const tooLarge = (message: string): PayloadTooLargeError =>
  new PayloadTooLargeError({ ...local, status: 413, message })

/** The body of the response for an unknown path. */
export const noSuchPath = {
  error: "Not Found Error",
  message: `Resource not found. See https://docs.ionq.com/ for details, ${help}`,
  statusCode: 404,
}
