import { BadRequestError, ConflictError, NotFoundError, PayloadTooLargeError } from "../IonQError.ts"

/** The method and the URL of an error stay at the client; over the wire goes IonQ's body alone. */
const local = { method: "", url: "" }

export const badRequest = (message: string, keys: ReadonlyArray<string>, source: string): BadRequestError =>
  new BadRequestError({ ...local, status: 400, message, validation: { keys, source } })

export const notFound = (what: string, id: string): NotFoundError =>
  new NotFoundError({ ...local, status: 404, message: `${what} ${id} not found.` })

export const conflict = (message: string): ConflictError =>
  new ConflictError({ ...local, status: 409, message })

export const tooLarge = (message: string): PayloadTooLargeError =>
  new PayloadTooLargeError({ ...local, status: 413, message })
