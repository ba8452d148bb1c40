import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Redacted, Schema, Stream } from "effect"
import { IonQ, IonQClient, Results } from "effect-ionq"
import { isIonQError } from "effect-ionq/IonQError"
import { Job, JobPage } from "effect-ionq/schema/Job"
import { formats, Probabilities } from "effect-ionq/schema/Result"
import { Session } from "effect-ionq/schema/Session"
import { getJob, withStub } from "./utils/client.ts"
import { mutate, seeded } from "./utils/mutate.ts"
import { type StubAnswer, makeStub } from "./utils/stub.ts"
import { examples } from "./utils/examples.ts"
import { makeJob } from "./utils/builders.ts"
import { casesOf } from "./utils/cases.ts"

/** How many bodies are harmed, over all kinds. */
const runs = casesOf(1_000, 20_000)

const job = examples.find(({ name }) => name === "GET /jobs/:uuid")!.body
const bodies = {
  job: { body: job, schema: Job },
  page: { body: { jobs: [job, { ...makeJob(), type: "ionq.new.v1" }], next: "c" }, schema: JobPage },
  session: { body: examples.find(({ name }) => name === "a session")!.body, schema: Session },
  probabilities: { body: { "0": 0.5, "3": 0.5 }, schema: Probabilities },
} as const

const parse = (text: string): Exit.Exit<unknown, unknown> => {
  try {
    return Exit.succeed(JSON.parse(text))
  } catch (error) {
    return Exit.fail(error)
  }
}

describe("a harmed answer", () => {
  it.effect(
    `ends in a value or a typed error, ${runs} times, and as its schema says`,
    () =>
      Effect.gen(function* () {
        const random = seeded(20261121)
        let text = ""
        const stub = makeStub((): StubAnswer => ({ status: 200, body: text === "" ? " " : text }))
        const services = Layer.provide(IonQ.layer({ apiKey: Redacted.make("key"), retries: 0 }), stub.layer)
        const outcomes = { value: 0, error: 0, repaired: 0 }
        const strict = Layer.provide(
          IonQ.layer({ apiKey: Redacted.make("key"), retries: 0, strict: true }),
          stub.layer,
        )
        yield* Effect.gen(function* () {
          const callsOf = (
            client: IonQClient["Service"],
          ): Record<string, Effect.Effect<unknown, unknown>> => ({
            job: client.jobs.get({ params: { uuid: "j" } }),
            page: client.jobs.list(),
            session: client.sessions.get({ params: { sessionId: "s" } }),
            probabilities: client.results.probabilities({ params: { uuid: "j" } }),
          })
          const calls = callsOf(yield* IonQClient)
          const strictly = callsOf(yield* Effect.provide(IonQClient, strict))
          const kinds = ["job", "page", "session", "probabilities"] as const
          for (let i = 0; i < runs; i++) {
            const kind = kinds[i % kinds.length]!
            text = mutate(bodies[kind].body, random)
            const exit: Exit.Exit<unknown, unknown> = yield* Effect.exit(calls[kind]!)
            if (Exit.isSuccess(exit)) outcomes.value++
            else {
              const error = Cause.squash(exit.cause)
              if (!isIonQError(error)) expect.fail(`${text} ended in ${String(error)}`)
              outcomes.error++
            }
            const json = parse(text)
            const judge = Schema.decodeUnknownExit(bodies[kind].schema)
            const judged = Exit.isFailure(json) ? json : judge(json.value)
            if (Exit.isSuccess(judged) === Exit.isSuccess(exit)) continue
            // What the schema refuses may have been read without its unreadable parts, which a strict client does not do.
            const without = Exit.isSuccess(exit) ? judge(exit.value) : exit
            if (Exit.isFailure(without) || Exit.isSuccess(yield* Effect.exit(strictly[kind]!)))
              expect.fail(`the schema judges otherwise: ${text}`)
            outcomes.repaired++
          }
        }).pipe(Effect.provide(services))
        // Both ends are really reached.
        expect(outcomes.value).toBeGreaterThan(runs / 10)
        expect(outcomes.error).toBeGreaterThan(runs / 10)
        expect(outcomes.repaired).toBeGreaterThan(runs / 20)
        expect(outcomes.value + outcomes.error).toBe(runs)
      }),
    120_000,
  )

  it.effect("of a result, read as a distribution or shot by shot", () =>
    Effect.gen(function* () {
      const random = seeded(7)
      const count = casesOf(300, 1000)
      const valid = {
        [formats.probabilitiesV2]: { probabilities: { registers: { output_all: { "01": 0.5, "10": 0.5 } } } },
        [formats.shotsV2]: {
          shots: [{ registers: { output_all: [0, 1] } }, { registers: { output_all: [1, 1] } }],
        },
      }
      for (let i = 0; i < count; i++) {
        const [format, body] = Object.entries(valid)[i % 2]!
        const text = mutate(body, random)
        const artifact = makeJob({ results: { [format]: { id: "a", format } } })
        const exit = yield* withStub(
          () => ({ status: 200, body: text === "" ? " " : text }),
          () =>
            Effect.gen(function* () {
              const results = yield* Results
              return yield* Effect.exit<unknown, unknown, never>(
                format === formats.shotsV2
                  ? Stream.runCollect(results.shots(artifact))
                  : results.probabilities(artifact),
              )
            }),
        )
        if (Exit.isFailure(exit)) expect(isIonQError(Cause.squash(exit.cause)), text).toBe(true)
      }
    }),
  )
})

describe("a job", () => {
  const answered = (body: unknown) =>
    withStub(
      () => ({ status: 200, body }),
      () => getJob,
    )

  it.effect("of a new type decodes, and keeps what it has", () =>
    Effect.gen(function* () {
      const found = yield* answered({ ...makeJob(), type: "ionq.new.v9", results: { anything: [1] } })
      expect(found).toMatchObject({ type: "ionq.new.v9", results: { anything: [1] } })
    }),
  )

  it.effect("of a known type that is malformed is an error, and no job of a new type", () =>
    Effect.gen(function* () {
      for (const harm of [{ results: { probabilities: "url" } }, { id: 7 }]) {
        expect(yield* Effect.flip(answered({ ...makeJob(), ...harm }))).toMatchObject({ _tag: "DecodeError" })
      }
    }),
  )

  it.effect("may have null or nothing wherever a field may be absent", () =>
    Effect.gen(function* () {
      const least = { id: "j", status: "ready", type: "ionq.circuit.v1", backend: "simulator" }
      expect(yield* answered(least)).toEqual(least)
      const nulls = Object.fromEntries(Object.keys(makeJob()).map((key) => [key, null]))
      expect(yield* answered({ ...nulls, ...least })).toMatchObject(least)
    }),
  )
})

describe("the examples of IonQ's specification", () => {
  for (const { name, schema, body } of examples) {
    it(`${name} decodes, encodes back and decodes to the same value`, () => {
      const codec = schema as unknown as Schema.Codec<unknown>
      const first = Schema.decodeUnknownSync(codec)(body)
      const back = Schema.encodeUnknownSync(codec)(first)
      expect(back).toEqual(body)
      expect(Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(back)))).toEqual(first)
    })
  }
})
