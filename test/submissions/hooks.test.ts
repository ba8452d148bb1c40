import { describe, expect, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import { Jobs, Polling } from "effect-ionq"
import { inTime } from "effect-ionq/emulator"
import { makeJob } from "../utils/builders.ts"
import { withStub } from "../utils/client.ts"
import type { StubAnswer, StubRequest } from "../utils/stub.ts"
import { submit } from "../utils/submissions.ts"

describe("a hook that fails after a job was accepted", () => {
  const strict = { strictHooks: true, onResponse: () => Effect.fail("no") }
  const id = "accepted"

  /** A server that accepts what is posted, and lists it afterwards. */
  const server = () => {
    const listed: Array<ReturnType<typeof makeJob>> = []
    return ({ method, path, body }: StubRequest): StubAnswer => {
      if (method === "POST") {
        listed.push(makeJob({ id, metadata: JSON.parse(body).metadata ?? null }))
        return { status: 201, body: { id, status: "submitted" } }
      }
      return path.startsWith("/v0.4/jobs/")
        ? { status: 200, body: makeJob() }
        : { status: 200, body: { jobs: listed } }
    }
  }
  const posts = (requests: ReadonlyArray<StubRequest>) => requests.filter(({ method }) => method === "POST")

  it.effect("does not hide it: the job is looked for, and given", () =>
    withStub(
      server(),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(submit())).toMatchObject({ id })
          expect(posts(requests)).toHaveLength(1)
        }),
      strict,
    ).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("does not hide that of a clone", () =>
    withStub(
      server(),
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* inTime(jobs.clone("j"))).toMatchObject({ id })
          expect(posts(requests)).toHaveLength(1)
        }),
      // The job that is cloned is read first; its hook may fail without harm.
      { ...strict, onResponse: ({ method }) => (method === "POST" ? Effect.fail("no") : Effect.void) },
    ).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("does not hide it where there is no id to look for: the error has the answer", () =>
    withStub(
      server(),
      ({ requests }) =>
        Effect.gen(function* () {
          const error = yield* inTime(Effect.flip(submit({ submissionId: false })))
          expect(error).toMatchObject({ _tag: "HookError", status: 201, processed: "maybe" })
          expect(error._tag === "HookError" && JSON.parse(error.body ?? "").id).toBe(id)
          expect(posts(requests)).toHaveLength(1)
        }),
      strict,
    ).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("breaks no wait, which many share", () =>
    withStub(
      ({ method }) =>
        method === "POST"
          ? { status: 201, body: { id, status: "submitted" } }
          : { status: 200, body: makeJob({ id }) },
      () =>
        Effect.gen(function* () {
          const polling = yield* Polling
          expect(yield* inTime(polling.await(id))).toMatchObject({ id, status: "completed" })
        }),
      strict,
    ).pipe(Effect.provide(Logger.layer([]))),
  )
})
