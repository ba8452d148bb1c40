/** What of an answer is let through, refused and told as new, by the schema alone. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Logger, Result, Stream } from "effect"
import { Backends, IonQClient, Results } from "effect-ionq"
import type { Drift } from "effect-ionq/Drift"
import { variantsOf } from "effect-ionq/schema/JobOutput"
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

/** Reports come in the order of the fields, which does not matter. */
const sorted = (told: ReadonlyArray<ReadonlyArray<string>>) => told.map((each) => each.join(", ")).toSorted()

describe("what cannot be read where nothing depends on it", () => {
  const link = { url: "/v0.4/x" }
  const cases: ReadonlyArray<
    readonly [
      name: string,
      body: object,
      call: Effect.Effect<unknown, unknown, Services>,
      read: object,
      told: ReadonlyArray<readonly [path: string, value: string]>,
    ]
  > = [
    [
      "a text for a number",
      { ...makeJob(), stats: { qubits: "2", circuits: 1 } },
      getJob,
      { ...makeJob(), stats: { circuits: 1 } },
      [["stats.qubits", '"2"']],
    ],
    [
      "half a qubit, and too many",
      { ...makeJob(), stats: { qubits: 1.5, circuits: 2 ** 60 } },
      getJob,
      { ...makeJob(), stats: {} },
      [
        ["stats.qubits", "1.5"],
        ["stats.circuits", "1152921504606847000"],
      ],
    ],
    [
      "a list for an object",
      { id: "j", status: "ready", type: "ionq.circuit.v1", backend: "simulator", stats: [], output: "x" },
      getJob,
      { id: "j", status: "ready", type: "ionq.circuit.v1", backend: "simulator" },
      [
        ["stats", "a list"],
        ["output", '"x"'],
      ],
    ],
    [
      "a prediction",
      { ...makeJob(), predicted_wait_time_ms: "soon", predicted_execution_duration_ms: {} },
      getJob,
      makeJob(),
      [
        ["predicted_wait_time_ms", '"soon"'],
        ["predicted_execution_duration_ms", "an object"],
      ],
    ],
    [
      "a setting",
      { ...makeJob(), settings: { compilation: { opt: "1", precision: "1E-3" }, error_mitigation: 7 } },
      getJob,
      { ...makeJob(), settings: { compilation: { precision: "1E-3" } } },
      [
        ["settings.compilation.opt", '"1"'],
        ["settings.error_mitigation", "7"],
      ],
    ],
    [
      "an entry of a record",
      { ...makeJob(), stats: { gate_counts: { "1q": 1, "2q": "none" } } },
      getJob,
      { ...makeJob(), stats: { gate_counts: { "1q": 1 } } },
      [["stats.gate_counts.*", '"none"']],
    ],
    [
      "a variant, and a map with half a qubit's name",
      {
        ...makeJob(),
        output: {
          error_mitigation: {
            debiasing: {
              variants: [
                { variant_id: "a", qubit_map: [1, "2"], shots: 5 },
                { variant_id: 7, shots: 5 },
              ],
            },
          },
        },
      },
      getJob,
      {
        ...makeJob(),
        output: { error_mitigation: { debiasing: { variants: [{ variant_id: "a", shots: 5 }] } } },
      },
      [
        ["output.error_mitigation.debiasing.variants.qubit_map", '"2"'],
        ["output.error_mitigation.debiasing.variants.variant_id", "7"],
      ],
    ],
    [
      "a part of a job in a list",
      {
        jobs: [
          makeJob(),
          {
            ...makeJob({ id: "odd" }),
            results: { a: link, b: 7 },
            dry_run: "no",
            name: 7,
            metadata: { a: "1", b: 2 },
          },
        ],
        next: null,
      },
      list,
      {
        jobs: [
          makeJob(),
          Object.fromEntries(
            Object.entries({ ...makeJob({ id: "odd" }), results: { a: link }, metadata: { a: "1" } }).filter(
              ([key]) => key !== "dry_run",
            ),
          ),
        ],
        next: null,
      },
      [
        ["jobs.dry_run", '"no"'],
        ["jobs.metadata.*", "2"],
        ["jobs.results.*", "7"],
        ["jobs.name", "7"],
      ],
    ],
    [
      "jobs in a list without an id, a status, a type or a backend",
      {
        jobs: [
          { ...makeJob(), id: 7 },
          { ...makeJob(), status: null },
          makeJob({ id: "good" }),
          { ...makeJob(), type: undefined },
          { ...makeJob(), backend: [] },
          7,
        ],
        next: "c",
      },
      list,
      { jobs: [makeJob({ id: "good" })], next: "c" },
      [
        ["jobs.id", "7"],
        ["jobs.status", "null"],
        ["jobs.type", "nothing"],
        ["jobs.backend", "a list"],
        ["jobs", "7"],
      ],
    ],
    [
      "a backend in a list",
      [
        { backend: "simulator", status: "available", qubits: 29, kw: "much" },
        { backend: "qpu.new-1", status: "available" },
      ],
      backends,
      [{ backend: "simulator", status: "available", qubits: 29 }],
      [
        ["kw", '"much"'],
        ["qubits", "nothing"],
      ],
    ],
  ]
  it.effect.each(cases)("is left out, with a report: %s", ([, body, call, read, told]) =>
    Effect.gen(function* () {
      const seen = yield* seeing(JSON.stringify(body), call)
      expect(seen.result).toEqual(Result.succeed(read))
      const wanted = told.map(([path, value]) => ["unreadable value", path, value])
      expect(sorted(seen.told)).toEqual(sorted(wanted))
    }),
  )

  it.effect("is an error to a strict client", () =>
    Effect.gen(function* () {
      const error = yield* withStub(
        () => ({ status: 200, body: { ...makeJob(), stats: { qubits: "2" } } }),
        () => Effect.flip(getJob),
        { strict: true },
      ).pipe(Effect.provide(Logger.layer([])))
      expect(error).toMatchObject({
        _tag: "DecodeError",
        message: expect.stringContaining('unreadable value "2" at stats.qubits'),
      })
    }),
  )

  it.effect("with what is new beside it", () =>
    Effect.gen(function* () {
      const body = { ...makeJob(), stats: { qubits: "2", flux: 1 }, status: "paused" }
      const { result, told } = yield* seeing(body, getJob)
      expect(result).toMatchObject({ success: { stats: { flux: 1 }, status: "paused" } })
      expect(sorted(told)).toEqual([
        "unknown field, stats, flux",
        "unknown word, status, paused",
        'unreadable value, stats.qubits, "2"',
      ])
    }),
  )

  it.effect("debiasing that is off is no unreadable value", () =>
    Effect.gen(function* () {
      const body = { ...makeJob(), output: { compilation: {}, error_mitigation: { debiasing: false } } }
      const { result, told } = yield* seeing(body, getJob)
      expect(result).toMatchObject({ success: body })
      expect(told).toEqual([])
      expect(variantsOf(body.output)).toEqual([])
    }),
  )
})

describe("the metadata of a job", () => {
  const types = ["ionq.circuit.v1", "quantum-function", "qctrl.qaoa.v1", "ionq.new.v1"]
  it.effect.each(types)("is what can be read of it, and the rest is drift: %s", (type) =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<
        readonly [metadata: unknown, read: unknown, told: ReadonlyArray<ReadonlyArray<string>>]
      > = [
        ["a text", undefined, [["unreadable value", "metadata", '"a text"']]],
        [["a"], undefined, [["unreadable value", "metadata", "a list"]]],
        [{ a: 1, b: "2" }, { b: "2" }, [["unreadable value", "metadata.*", "1"]]],
        [null, null, []],
      ]
      for (const [metadata, read, told] of cases) {
        const found = yield* seeing({ ...makeJob(), type, metadata }, getJob)
        expect(found.told).toEqual(told)
        expect(found.result).toMatchObject({ success: { type } })
        expect(Result.getOrThrow(found.result).metadata).toEqual(read)
      }
    }),
  )
})

describe("a DecodeError of a job", () => {
  it.effect("names the field and what was there", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [harm: object, words: string]> = [
        [{ results: { probabilities: "url" } }, 'results.probabilities is "url", expected an object'],
        [{ results: { shots: { url: 7 } } }, "results.shots.url is 7, expected a string"],
        [{ id: 7 }, "id is 7, expected a string"],
        [{ status: null }, "status is null, expected a string"],
        [{ type: ["ionq.circuit.v1"] }, "type is a list, expected a string"],
        [{ shots: 1.5 }, "shots is 1.5, expected an integer"],
        [{ child_job_ids: ["a", 7] }, "child_job_ids.1 is 7, expected a string"],
        [{ failure: { message: "m" } }, "failure.code is missing, expected a string"],
        [{ dry_run: "x".repeat(100) }, `dry_run is "${"x".repeat(59)}..., expected true or false`],
      ]
      for (const [harm, words] of cases) {
        const { result } = yield* seeing({ ...makeJob(), ...harm }, getJob)
        expect(result).toMatchObject({
          failure: { message: `The response does not match the schema: ${words}` },
        })
      }
      expect((yield* seeing("[]", getJob)).result).toMatchObject({
        failure: {
          message: "The response does not match the schema: the body is a list, expected an object",
        },
      })
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
    ["a text for a number", { ...makeJob(), shots: "2" }, getJob],
    ["half a shot", { ...makeJob(), shots: 1.5 }, getJob],
    ["more shots than a number can count", { ...makeJob(), shots: 2 ** 60 }, getJob],
    ["a text for yes or no", { ...makeJob(), dry_run: "no" }, getJob],
    ["a number for a word", { ...makeJob(), status: 7 }, getJob],
    ["null for a word", { ...makeJob(), status: null }, getJob],
    ["null for a list", { jobs: null, next: null }, list],
    ["an object for a list below", { jobs: {}, next: null }, list],
    ["a number too large for any", '{"0":1e999}', record],
    ["a number too small for any", '{"0":-1e999}', record],
    ["a text for a probability", { "0": "1" }, record],
    ["null for a probability", { "0": null }, record],
    ["a list of probabilities", [1], record],
    ["a wrong link in a record", { ...makeJob(), results: { x: { id: 7 } } }, getJob],
    ["a text for a record", { ...makeJob(), results: "x" }, getJob],
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
          failure: { message: "The response does not match the schema: not JSON, or cut off" },
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
