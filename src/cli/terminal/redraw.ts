import { Effect, Schedule, type Scope } from "effect"
import { prompt } from "./output.ts"
import { type Screen, stderrScreen } from "./screen.ts"

const clear = "\r\u001b[K"

/** Redraws a line on standard error until the scope closes, and then erases it. While there is no line, it does nothing. */
export const redraw = (
  line: (screen: Screen) => Effect.Effect<string | undefined>,
): Effect.Effect<void, never, Scope.Scope> => {
  const draw = Effect.flatMap(Effect.flatMap(stderrScreen, line), (text) =>
    text === undefined ? Effect.void : prompt(clear + text),
  )
  return Effect.andThen(
    Effect.addFinalizer(() => prompt(clear)),
    Effect.asVoid(Effect.forkScoped(Effect.repeat(draw, Schedule.spaced("120 millis")))),
  )
}
