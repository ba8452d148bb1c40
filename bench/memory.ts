/**
 * How much memory do long streams hold? A million shots of the second format out of one body, and 10,000 jobs out of
 * pages of 100. The heap is collected before each look at it, so what is seen is held and not garbage.
 */
import { Effect, Layer, Redacted, Stream } from "effect"
import { IonQ, Jobs, Results } from "effect-ionq"
import { formats } from "effect-ionq/schema/Result"
import { HttpClient, HttpClientResponse } from "effect/http"
import { exampleJob } from "./exampleJob.ts"
import { megabytes } from "./measure.ts"

const shots = 1_000_000
const jobs = 10_000
const pageSize = 100

/** The shots' body in chunks of 64 kB or so, made as it is read. */
const shotsBody = () => {
  let made = 0
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      let text = made === 0 ? '{"shots":[' : ""
      const end = Math.min(shots, made + 1000)
      for (; made < end; made++) {
        const bits = Array.from({ length: 10 }, (_, i) => (made >> i) & 1)
        text += `${made === 0 ? "" : ","}{"registers":{"output_all":[${bits.join(",")}]}}`
      }
      controller.enqueue(new TextEncoder().encode(made === shots ? `${text}]}` : text))
      if (made === shots) controller.close()
    },
  })
}

const shotsJob = {
  ...exampleJob,
  results: { [formats.shotsV2]: { id: "shots", format: formats.shotsV2, media_type: "application/json" } },
}

const server = HttpClient.make((request, url) =>
  Effect.sync(() => {
    const json = (body: unknown) => HttpClientResponse.fromWeb(request, Response.json(body))
    if (url.pathname.endsWith("/artifacts/shots")) {
      return HttpClientResponse.fromWeb(
        request,
        new Response(shotsBody(), { headers: { "content-type": "application/json" } }),
      )
    }
    if (url.pathname.endsWith("/jobs")) {
      const start = Number(url.searchParams.get("next") ?? 0)
      const next = start + pageSize < jobs ? String(start + pageSize) : null
      const page = Array.from({ length: pageSize }, (_, i) => ({ ...exampleJob, id: `job-${start + i}` }))
      return json({ jobs: page, next })
    }
    return json(shotsJob)
  }),
)

const services = Layer.provide(
  IonQ.layer({ apiKey: Redacted.make("key") }),
  Layer.succeed(HttpClient.HttpClient, server),
)

const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Runs a stream to its end and gives the most that the heap held above its start, looking every so many elements. */
const held = <A, E, R>(stream: Stream.Stream<A, E, R>, every: number) =>
  Effect.suspend(() => {
    const before = heap()
    let [count, most] = [0, 0]
    const look = () => {
      count++
      if (count % every === 0) most = Math.max(most, heap() - before)
    }
    return Effect.map(
      Stream.runForEach(stream, () => Effect.sync(look)),
      () => ({ count, most }),
    )
  })

const program = Effect.gen(function* () {
  const results = yield* Results
  const service = yield* Jobs
  const cases = [
    { name: "shots", stream: results.shots("job"), every: 50_000, expected: shots, limit: 64e6 },
    { name: "jobs", stream: service.list({ pageSize }), every: 500, expected: jobs, limit: 20e6 },
  ] as const
  for (const { name, stream, every, expected, limit } of cases) {
    const { count, most } = yield* held<unknown, unknown, never>(stream, every)
    console.log(`${count} ${name}: the heap held ${megabytes(most)} more (at most ${megabytes(limit)})`)
    if (count !== expected || most > limit) process.exitCode = 1
  }
})

await Effect.runPromise(Effect.provide(program, services))
