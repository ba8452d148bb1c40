import type { Credentials } from "./Accounts.ts"

/** A request, as it is passed to the handlers. */
export interface Incoming extends Credentials {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly contentType: string
  readonly text: string
  readonly origin: string | undefined
  readonly askedHeaders: string | undefined
}

/** A response with a JSON body, with a text of the content type `type`, or without a body. */
export interface Outgoing {
  readonly status: number
  readonly json?: unknown
  readonly text?: string
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const json = (value: unknown, status = 200): Outgoing => ({ status, json: value })
export const nothing: Outgoing = { status: 204 }
