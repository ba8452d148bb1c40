/** Errors by their tags. Needs IONQ_API_KEY. */
import { Console, Effect } from "effect"
import { IonQ, Jobs } from "effect-ionq"

const program = Jobs.use((jobs) => jobs.get("00000000-0000-0000-0000-000000000000")).pipe(
  Effect.flatMap(({ status }) => Console.log(status)),
  Effect.catchTag("NotFoundError", ({ status, requestId }) => Console.log("No such job:", status, requestId)),
  Effect.catchTag("RateLimitError", ({ retryAfter }) => Console.log(`Again in ${retryAfter} s`)),
)
await Effect.runPromise(Effect.provide(program, IonQ.layerFetch()))
