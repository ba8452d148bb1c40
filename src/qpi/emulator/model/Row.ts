/** A stored record. */
export interface Row {
  readonly id: string
  readonly [field: string]: unknown
}

/** The caller of a request. For collections, an API token counts as anonymous. */
export type Caller =
  | { readonly kind: "guest" }
  | { readonly kind: "user" | "superuser"; readonly id: string; readonly tokenKey: string }

export const guest: Caller = { kind: "guest" }

export const idOf = (caller: Caller): string => (caller.kind === "guest" ? "" : caller.id)

/** The value of a text field, or an empty string for a value that is not a string. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "")
