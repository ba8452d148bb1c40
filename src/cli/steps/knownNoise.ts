import { Effect, Predicate } from "effect"
import { Noise } from "../../schema/JobRequest.ts"
import { wordsOf } from "../../schema/wire.ts"
import { CommandError } from "../terminal/CommandError.ts"
import { exitCodes } from "../terminal/exitCodes.ts"
import { didYouMean } from "./didYouMean.ts"

/** The model that was probably meant, or all models; undefined if this version knows the model. */
export const noiseHint = (model: string): string | undefined => {
  const known = wordsOf(Noise.fields.model.ast) ?? []
  return known.includes(model)
    ? undefined
    : (didYouMean(model, known) ?? `The noise models are ${known.join(", ")}.`)
}

/** Whether a request was rejected or a job failed because of its noise model. */
const isAbout = (error: unknown, model: string): boolean => {
  if (!Predicate.hasProperty(error, "_tag") || !Predicate.hasProperty(error, "message")) return false
  const message = String(error.message)
  return error._tag === "BadRequestError"
    ? message.includes("noise") || message.includes(model)
    : error._tag === "JobFailedError" && message.includes(model)
}

/** If IonQ rejects a noise model that this version does not know, fails with the name that was probably meant. */
export const withKnownNoise =
  (model: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | CommandError, R> => {
    const hint = noiseHint(model)
    if (hint === undefined) return effect
    return Effect.catchIf(
      effect,
      (error) => isAbout(error, model),
      () =>
        Effect.fail(
          new CommandError({
            reason: "usage",
            message: `There is no noise model ${model}`,
            hint,
            exitCode: exitCodes.notFound,
          }),
        ),
    )
  }
