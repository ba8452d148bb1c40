import { Effect, Predicate } from "effect"
import type { Needs } from "../auth/access.ts"
import type { Session } from "../auth/session.ts"
import type { QpiCallError } from "./errors.ts"

type Method = (request?: object) => Effect.Effect<unknown, { readonly _tag: string } | QpiCallError>
type Methods = Readonly<Record<string, Readonly<Record<string, Method>>>>

const isEmpty = (page: unknown): boolean =>
  Predicate.hasProperty(page, "items") && Array.isArray(page.items) && page.items.length === 0

/**
 * Wraps the methods that list records. The server returns an empty list for a revoked JWT, so an empty page is followed
 * by a check of the session. If the session is a new one afterwards, the list is read again.
 */
export const checkedLists = <M extends object>(methods: M, session: Session | undefined, needs: Needs): M => {
  if (session === undefined) return methods
  const checked = (name: string, method: Method): Method =>
    needs.access.get(name) !== "jwt"
      ? method
      : (request) =>
          Effect.suspend(() => {
            const before = session.current()
            return Effect.flatMap(method(request), (page) =>
              isEmpty(page)
                ? Effect.flatMap(session.check(before), (isNew) =>
                    isNew ? method(request) : Effect.succeed(page),
                  )
                : Effect.succeed(page),
            )
          })
  // Methods of the contract, by group and name. Only `list` and `pick` are wrapped, and their types do not change.
  const groups = methods as unknown as Methods
  return Object.fromEntries(
    Object.entries(groups).map(([group, byName]) => [
      group,
      Object.fromEntries(
        Object.entries(byName).map(([name, method]) => [
          name,
          name === "list" || name === "pick" ? checked(`${group}.${name}`, method) : method,
        ]),
      ),
    ]),
  ) as unknown as M
}
