import type { Credentials } from "./Accounts.ts"

/** A request, as handlers see it. */
export interface Incoming extends Credentials {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly contentType: string
  readonly text: string
  readonly origin: string | undefined
  readonly askedHeaders: string | undefined
}

/** A response. A text other than JSON has its own type. */
export interface Outgoing {
  readonly status: number
  readonly json?: unknown
  readonly text?: string
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const json = (value: unknown, status = 200): Outgoing => ({ status, json: value })
export const nothing: Outgoing = { status: 204 }
