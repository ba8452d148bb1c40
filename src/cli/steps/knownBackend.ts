import { Effect, Predicate } from "effect"
import { Backends } from "../../Backends.ts"
import { said } from "../render/humanUnits.ts"
import { CommandError } from "../terminal/CommandError.ts"
import { exitCodes } from "../terminal/exitCodes.ts"
import { note } from "../terminal/output.ts"
import { didYouMean } from "./didYouMean.ts"

/** The error for a backend that IonQ does not list, with the name that was probably meant; undefined if it is listed. */
const unlisted = Effect.fnUntraced(function* (backend: string) {
  // The list is only needed for the hint, so a failure to read it is not reported.
  const found = yield* Effect.orElseSucceed((yield* Backends).list, () => [])
  if (found.length === 0 || found.some((each) => each.backend === backend)) return undefined
  const names = found.filter(({ status }) => status !== "retired").map((each) => said(each.backend))
  return new CommandError({
    reason: "usage",
    message: `There is no backend ${backend}`,
    hint: didYouMean(backend, names) ?? `The backends are ${names.join(", ")}.`,
    exitCode: exitCodes.notFound,
  })
})

/** Whether an error of IonQ may be about the name of the backend. */
const isAbout = (error: unknown, backend: string): boolean => {
  if (!Predicate.hasProperty(error, "_tag")) return false
  if (error._tag === "NotFoundError") return true
  const message = Predicate.hasProperty(error, "message") ? String(error.message) : ""
  return error._tag === "BadRequestError" && (message.includes("backend") || message.includes(backend))
}

/** If IonQ rejects a backend that it does not list, fails with the name that was probably meant. */
export const withKnownBackend =
  (backend: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | CommandError, R | Backends> =>
    Effect.catchIf(
      effect,
      (error) => isAbout(error, backend),
      (error) =>
        Effect.flatMap(unlisted(backend), (instead): Effect.Effect<never, E | CommandError> =>
          Effect.fail(instead ?? error),
        ),
    )

/** A note below an empty list, because IonQ lists nothing for a backend that does not exist. */
export const noteUnlisted = Effect.fnUntraced(function* (backend: string) {
  const error = yield* unlisted(backend)
  if (error !== undefined) yield* note(`${error.message}\n  ${error.hint}`)
})
