/** Submissions on the emulator, and what became of them. */
import { Effect, Layer, Stream } from "effect"
import { IonQ, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { inTime } from "effect-ionq/emulator"
import type { Fault } from "effect-ionq/emulator"
import type { SubmitOptions } from "effect-ionq/Jobs"
import type { Services } from "effect-ionq/Layer"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { expect } from "@effect/vitest"
import { bell, makeJob } from "./builders.ts"
import { withStub } from "./client.ts"
import type { StubAnswer } from "./stub.ts"

export const key = "effect-ionq.submission"
export const submit = (options?: SubmitOptions, request: JobRequest = bell) =>
  Effect.flatMap(Jobs, (jobs) => jobs.submit(request, options))

/** The jobs at the server: their ids and those of their submissions. */
export const atServer = Effect.flatMap(Jobs, (jobs) =>
  Stream.runCollect(Stream.map(jobs.list(), ({ id, metadata }) => ({ id, submission: metadata?.[key] }))),
)

export const onEmulator = <A, E>(
  use: Effect.Effect<A, E, Services>,
  faults: Fault.FaultPlan = {},
  timeout = "1 second",
) =>
  Effect.provide(
    use,
    Layer.provide(
      IonQ.layer({
        apiKey: Emulator.defaultApiKey,
        baseUrl: "http://localhost/v0.4",
        timeout: timeout as "1 second",
      }),
      Emulator.layer({ faults }),
    ),
  )

export const post = (fault: Fault.Fault, times = 1): Fault.FaultPlan => ({
  rules: [{ fault, method: "POST", path: "/jobs", times }],
})

/**
 * Submits where the first response is lost and the job of it is on the second page of the list, at a server with these
 * clocks: the job has to be found, with nothing sent again.
 */
export const findsOnSecondPage = (clocks: { readonly date: string; readonly submittedAt: string }) =>
  Effect.gen(function* () {
    let sent = 0
    let marked = ""
    const headers = { date: clocks.date }
    const page = (id: string, metadata: Readonly<Record<string, string>>, next: string | null) => ({
      status: 200,
      headers,
      body: { jobs: [makeJob({ id, metadata, submitted_at: clocks.submittedAt })], next },
    })
    yield* withStub(
      ({ method, body, path }): StubAnswer => {
        if (method === "POST") {
          marked ||= String((JSON.parse(body) as { metadata: Record<string, string> }).metadata[key])
          return ++sent === 1
            ? { code: "ECONNRESET" }
            : { status: 201, body: { id: "second", status: "ready" } }
        }
        return path.includes("next=") ? page("it", { [key]: marked }, null) : page("other", {}, "c")
      },
      () => Effect.map(inTime(submit()), ({ id }) => expect(id).toBe("it")),
    )
    expect(sent).toBe(1)
  })
