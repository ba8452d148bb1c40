import { Effect, Result, Schema } from "effect"
import { amount, asSetting, count, duration } from "../../client/ranges.ts"
import { ConfigurationError } from "../../IonQError.ts"
import { FaultPlan } from "./Fault.ts"
import { generations } from "./Generation.ts"
import type { Options } from "./Options.ts"
import type { Timing } from "./timing.ts"

const refuse = (setting: string, words: string) =>
  Effect.fail(new ConfigurationError({ setting, message: `${setting} ${words}` }))

const checkTiming = Effect.fnUntraced(function* (timing: Timing) {
  if (timing === "instant" || timing === "realistic") return
  if (typeof timing !== "object") return yield* refuse("timing", "has to be instant, realistic or times")
  yield* asSetting(duration("timing.submittedFor", timing.submittedFor))
  yield* asSetting(duration("timing.readyFor", timing.readyFor))
  yield* asSetting(duration("timing.startedFor", timing.startedFor))
})

/** Rejects options of an emulator that are out of range. */
export const checkOptions = Effect.fnUntraced(function* ({
  timing = {},
  limits = {},
  maxQubits,
  maxMemory,
  generation,
  faults = {},
}: Options): Effect.fn.Return<void, ConfigurationError> {
  yield* checkTiming(timing)
  yield* asSetting(count("maxQubits", maxQubits, { min: 1 }))
  yield* asSetting(count("maxMemory", maxMemory, { min: 1 }))
  yield* asSetting(count("limits.controls", limits.controls))
  yield* asSetting(count("limits.gates", limits.gates))
  yield* asSetting(count("limits.shots", limits.shots))
  yield* asSetting(duration("limits.executionTime", limits.executionTime))
  yield* asSetting(amount("limits.spend", limits.spend))
  if (limits.contractEnds !== undefined && Number.isNaN(Date.parse(limits.contractEnds))) {
    return yield* refuse("limits.contractEnds", "has to be a date in ISO 8601")
  }
  if (generation !== undefined && !generations.includes(generation)) {
    return yield* refuse("generation", `has to be one of ${generations.join(", ")}`)
  }
  const plan = Schema.decodeUnknownResult(FaultPlan)(faults)
  if (Result.isFailure(plan))
    return yield* refuse("faults", `is not a plan of faults: ${plan.failure.message}`)
})
