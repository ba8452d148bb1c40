/** The code of docs/deployment.md: a worker that answers with a Bell pair. */
// #region worker
import { Effect, Layer, ManagedRuntime } from "effect"
import { Circuit, Distribution, IonQ, Jobs } from "effect-ionq"
import { FetchHttpClient } from "effect/http"

interface Env {
  readonly IONQ_API_KEY: string
  readonly IONQ_API_URL?: string
}

const pair = Effect.gen(function* () {
  const jobs = yield* Jobs
  const request = yield* Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend: "simulator" }))
  const { probabilities } = yield* jobs.run(request, { timeout: "20 seconds" })
  return Response.json(Distribution.toBitstrings(probabilities, { qubit0: "left" }))
}).pipe(
  Effect.catchTag("JobTimeoutError", ({ jobId }) =>
    Effect.succeed(Response.json({ jobId, status: "running" }, { status: 202 })),
  ),
)

export default {
  async fetch(_request: Request, env: Env): Promise<Response> {
    const services = IonQ.layer({ apiKey: env.IONQ_API_KEY, baseUrl: env.IONQ_API_URL })
    const runtime = ManagedRuntime.make(Layer.provide(services, FetchHttpClient.layer))
    try {
      return await runtime.runPromise(pair)
    } finally {
      await runtime.dispose()
    }
  },
}
// #endregion
