/** What of an answer is let through, refused and told as new, by the schema alone. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Logger, Stream } from "effect"
import { Backends, IonQClient, Results } from "effect-ionq"
import type { Drift } from "effect-ionq/Drift"
import { formats } from "effect-ionq/schema/Result"
import { makeJob, makeSession, whoami as whoamiBody } from "./utils/builders.ts"
import { getJob, whoami, withStub } from "./utils/client.ts"
import type { Services } from "effect-ionq/Layer"

/** What comes of a body, and what was new in it: kind, path and value. */
const seeing = <A, E>(body: unknown, call: Effect.Effect<A, E, Services>) =>
  Effect.suspend(() => {
    const told: Array<readonly string[]> = []
    const onDrift = ({ kind, path, value }: Drift) => Effect.sync(() => void told.push([kind, path, value]))
    return Effect.map(
      withStub(
        () => ({ status: 200, body: typeof body === "string" ? body : JSON.stringify(body) }),
        () => Effect.result(call),
        { onDrift, retries: 0 },
      ).pipe(Effect.provide(Logger.layer([]))),
      (result) => ({ result, told }),
    )
  })

const list = Effect.flatMap(IonQClient, (client) => client.jobs.list())
const session = Effect.flatMap(IonQClient, (client) => client.sessions.get({ params: { sessionId: "s" } }))
const record = Effect.flatMap(IonQClient, (client) => client.results.probabilities({ params: { uuid: "j" } }))
const backends = Effect.flatMap(IonQClient, (client) => client.backends.list())

describe("what is new in an answer", () => {
  const cases: ReadonlyArray<
    readonly [
      name: string,
      body: unknown,
      call: Effect.Effect<unknown, unknown, Services>,
      told: ReadonlyArray<readonly [kind: string, path: string, value: string]>,
    ]
  > = [
    ["nothing", makeJob(), getJob, []],
    ["a field", { ...makeJob(), a: 1 }, getJob, [["unknown field", "", "a"]]],
    [
      "a field below",
      { ...makeJob(), stats: { qubits: 1, a: 1 } },
      getJob,
      [["unknown field", "stats", "a"]],
    ],
    ["a word", { ...makeJob(), status: "paused" }, getJob, [["unknown word", "status", "paused"]]],
    [
      "a word in a list",
      { jobs: [makeJob(), { ...makeJob(), status: "paused" }], next: null },
      list,
      [["unknown word", "jobs.status", "paused"]],
    ],
    [
      "a field in a list",
      {
        jobs: [
          { ...makeJob(), a: 1 },
          { ...makeJob(), a: 2 },
        ],
        next: null,
      },
      list,
      [["unknown field", "jobs", "a"]],
    ],
    [
      "a field in a record",
      { ...makeJob(), results: { x: { id: "a", b: 1 } } },
      getJob,
      [["unknown field", "results.*", "b"]],
    ],
    ["a field of null", { ...makeJob(), stats: null }, getJob, []],
    ["a field of a session", { ...makeSession(), a: null }, session, [["unknown field", "", "a"]]],
  ]
  it.effect.each(cases)("is told with its path: %s", ([, body, call, told]) =>
    Effect.gen(function* () {
      const seen = yield* seeing(body, call)
      expect(seen.told).toEqual(told)
      expect(seen.result).toMatchObject({ _tag: "Success", success: body })
    }),
  )
})

describe("an answer", () => {
  const wrong: ReadonlyArray<
    readonly [name: string, body: unknown, call: Effect.Effect<unknown, unknown, Services>]
  > = [
    ["null", "null", getJob],
    ["a list for an object", "[]", whoami],
    ["an object for a list", "{}", backends],
    ["a text", '"job"', getJob],
    ["nothing in an object", "{}", whoami],
    ["a number for a text", { ...whoamiBody, key_id: 1 }, whoami],
    ["a text for a number", { ...makeJob(), stats: { qubits: "2" } }, getJob],
    ["half a qubit", { ...makeJob(), stats: { qubits: 1.5 } }, getJob],
    ["more qubits than a number can count", { ...makeJob(), stats: { qubits: 2 ** 60 } }, getJob],
    ["a text for yes or no", { ...makeJob(), dry_run: "no" }, getJob],
    ["a number for a word", { ...makeJob(), status: 7 }, getJob],
    ["null for a word", { ...makeJob(), status: null }, getJob],
    ["a wrong job in a list", { jobs: [makeJob(), { ...makeJob(), id: 7 }], next: null }, list],
    ["null for a list", { jobs: null, next: null }, list],
    ["an object for a list below", { jobs: {}, next: null }, list],
    ["a number too large for any", '{"0":1e999}', record],
    ["a number too small for any", '{"0":-1e999}', record],
    ["a text for a probability", { "0": "1" }, record],
    ["null for a probability", { "0": null }, record],
    ["a list of probabilities", [1], record],
    ["a wrong link in a record", { ...makeJob(), results: { x: { id: 7 } } }, getJob],
    ["a text for a record", { ...makeJob(), results: "x" }, getJob],
    ["a number in the metadata", { ...makeJob(), metadata: { a: 1 } }, getJob],
    ["cut JSON", '{"id":"j"', getJob],
  ]
  it.effect.each(wrong)("of the wrong shape is a DecodeError: %s", ([, body, call]) =>
    Effect.map(seeing(body, call), ({ result }) =>
      expect(result).toMatchObject({ _tag: "Failure", failure: { _tag: "DecodeError", status: 200 } }),
    ),
  )

  it.effect("that is cut or no JSON says so", () =>
    Effect.gen(function* () {
      for (const body of ['{"id":', "<html>", " "]) {
        expect((yield* seeing(body, getJob)).result).toMatchObject({
          failure: { message: "The response does not match the schema: not JSON, or cut" },
        })
      }
    }),
  )

  it.effect("of a new kind is let through as it is", () =>
    Effect.gen(function* () {
      const body = {
        id: "j",
        status: "ready",
        type: "ionq.new.v9",
        backend: "simulator",
        results: { x: [1] },
        a: { b: null },
      }
      expect((yield* seeing(body, getJob)).result).toMatchObject({ success: body })
    }),
  )

  it.effect("with a number that is none in an artifact is a DecodeError", () =>
    Effect.gen(function* () {
      for (const [format, body] of [
        [formats.probabilitiesV1, '{"0":1e999}'],
        [formats.probabilitiesV2, '{"probabilities":{"registers":{"output_all":{"0":1e999}}}}'],
      ] as const) {
        const job = makeJob({ id: "j", results: { [format]: { id: "a", format } } })
        const read = Effect.flatMap(Results, (results) => results.probabilities(job))
        expect((yield* seeing(body, read)).result).toMatchObject({ failure: { _tag: "DecodeError" } })
      }
    }),
  )
})

describe("pages of characterizations", () => {
  it.effect("end with an empty one, whatever it says of those that remain", () =>
    Effect.gen(function* () {
      for (const characterizations of [[], null]) {
        yield* withStub(
          () => ({ status: 200, body: { characterizations, pages: 5 } }),
          ({ requests }) =>
            Effect.gen(function* () {
              const service = yield* Backends
              expect(yield* Stream.runCollect(service.characterizations("qpu.forte-1"))).toEqual([])
              expect(requests).toHaveLength(1)
            }),
        )
      }
    }),
  )
})
