/** A stored record. */
export interface Row {
  readonly id: string
  readonly [field: string]: unknown
}

/** The caller. For collections an API token counts as anonymous. */
export type Caller =
  | { readonly kind: "guest" }
  | { readonly kind: "user" | "superuser"; readonly id: string; readonly tokenKey: string }

export const guest: Caller = { kind: "guest" }

export const idOf = (caller: Caller): string => (caller.kind === "guest" ? "" : caller.id)

/** A field as text, in PocketBase's format. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "")
