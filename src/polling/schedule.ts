import { Duration, Effect, Predicate, Schedule } from "effect"

/**
 * Starts at 1 second and grows by a factor of 1.5 up to 30 seconds, with a random variation of 20%. For a queued job,
 * the delay is a quarter of the wait that IonQ predicts if that is longer, up to 2 minutes.
 */
export const defaultSchedule: Schedule.Schedule<unknown> = Schedule.min([
  Schedule.exponential("1 second", 1.5),
  Schedule.spaced("30 seconds"),
]).pipe(
  Schedule.jittered,
  Schedule.setInputType<unknown>(),
  Schedule.modifyDelay(({ duration, input }) =>
    Effect.succeed(Duration.max(duration, partOfPrediction(input))),
  ),
)

const longestPart = Duration.minutes(2)

const partOfPrediction = (job: unknown): Duration.Duration =>
  Predicate.hasProperty(job, "predicted_wait_time_ms") && typeof job.predicted_wait_time_ms === "number"
    ? Duration.min(Duration.millis(Math.max(0, job.predicted_wait_time_ms / 4)), longestPart)
    : Duration.zero

/**
 * The time of the next poll: the delay from now, rounded down to a clock tick so that waiters poll in the same moment.
 * The poll is earlier than the delay by at most a quarter of the delay, and never later. Times are milliseconds of one
 * clock.
 */
export const onTick = (now: number, delay: Duration.Duration): number => {
  const millis = Duration.toMillis(delay)
  if (millis < 8 || !Number.isFinite(millis)) return now + millis
  const tick =
    millis >= 1000 ? 250 * 2 ** Math.floor(Math.log2(millis / 1000)) : 2 ** Math.floor(Math.log2(millis / 4))
  return Math.floor((now + millis) / tick) * tick
}
