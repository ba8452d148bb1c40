/** What holds for each endpoint of the contract, and for links of the server. */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { IonQClient } from "effect-ionq"
import { withOptions } from "effect-ionq/CallOptions"
import { IonQApi } from "effect-ionq/IonQApi"
import { HttpApi } from "effect/http-api"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob } from "./utils/builders.ts"
import { testKey, withStub } from "./utils/client.ts"

interface Endpoint {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly declared: ReadonlyArray<number>
}

const endpoints: Array<Endpoint> = []
HttpApi.reflect(IonQApi, {
  onGroup: () => undefined,
  onEndpoint: ({ group, endpoint, errors }) => {
    const { method, path } = endpoint
    const declared = [...errors.keys()]
    endpoints.push({ name: `${group.identifier}.${endpoint.identifier}`, method, path, declared })
  },
})

/** What an endpoint needs besides the ids in its path. */
const parts: Readonly<Record<string, object>> = {
  "jobs.create": { payload: bell },
  "jobs.estimate": { query: { backend: "simulator", "1q_gates": 1, "2q_gates": 1, qubits: 1, shots: 1 } },
  "jobs.deleteMany": { payload: { ids: ["a"] } },
  "jobs.cancelMany": { payload: { ids: ["a"] } },
  "jobs.clone": { payload: {} },
  "jobs.move": { payload: { backend: "qpu.forte-1" } },
  "sessions.create": { payload: { backend: "qpu.forte-1" } },
  "account.usage": {
    query: { start_date: "2026-07-01", end_date: "2026-07-02", group_by: "job", modality: "daily" },
  },
}

const call = ({ name, path }: Endpoint) =>
  Effect.flatMap(IonQClient, (client) => {
    const [group = "", method = ""] = name.split(".")
    // Every method takes this: the walk over the contract gave its name and its parameters.
    const methods = client as unknown as Record<
      string,
      Record<string, (request: object) => Effect.Effect<unknown, { readonly _tag: string }>>
    >
    const params = Object.fromEntries(
      path.split("/").flatMap((part) => (part.startsWith(":") ? [[part.slice(1), "a"]] : [])),
    )
    return methods[group]?.[method]?.({ params, ...parts[name] }) ?? Effect.die(name)
  })

describe("an endpoint", () => {
  it.effect("is asked again after 503, unless that could make a second job or session", () =>
    Effect.gen(function* () {
      const once: Array<string> = []
      for (const endpoint of endpoints) {
        yield* withStub(
          () => ({ status: 503 }),
          ({ requests }) =>
            Effect.gen(function* () {
              const error = yield* inTime(Effect.flip(call(endpoint)))
              expect({ endpoint, error }).toMatchObject({ error: { _tag: "ServerError" } })
              if (requests.length === 1) once.push(endpoint.name)
              else expect(requests).toHaveLength(3)
            }),
        )
      }
      expect(once.sort()).toEqual(["jobs.clone", "jobs.create", "jobs.move", "sessions.create"])
    }),
  )

  it.effect("has the errors that it declares, and takes others for unexpected", () =>
    Effect.gen(function* () {
      const tags: Readonly<Record<number, string>> = {
        400: "BadRequestError",
        401: "AuthenticationError",
        403: "PermissionDeniedError",
        404: "NotFoundError",
        409: "ConflictError",
        413: "PayloadTooLargeError",
        429: "RateLimitError",
      }
      for (const endpoint of endpoints) {
        for (const [status, tag] of Object.entries(tags)) {
          yield* withStub(
            () => ({ status: Number(status) }),
            () =>
              Effect.map(Effect.flip(call(endpoint)), ({ _tag }) => {
                const expected = endpoint.declared.includes(Number(status)) ? tag : "UnexpectedStatusError"
                expect([endpoint.name, status, _tag]).toEqual([endpoint.name, status, expected])
              }),
            { retries: 0 },
          )
        }
      }
    }),
  )

  it("is in the table of those that need more than ids", () => {
    expect(
      Object.keys(parts).filter((name) => !endpoints.some((endpoint) => endpoint.name === name)),
    ).toEqual([])
  })
})

describe("a link of the server", () => {
  const follow = (link: string) => Effect.flatMap(IonQClient, (client) => client.follow(link))

  it.effect("has the errors of a read, and is asked again", () =>
    Effect.gen(function* () {
      for (const [status, tag, asked] of [
        [400, "BadRequestError", 1],
        [401, "AuthenticationError", 1],
        [403, "PermissionDeniedError", 1],
        [404, "NotFoundError", 1],
        [409, "UnexpectedStatusError", 1],
        [413, "UnexpectedStatusError", 1],
        [429, "RateLimitError", 3],
        [503, "ServerError", 3],
      ] as const) {
        yield* withStub(
          () => ({ status }),
          ({ requests }) =>
            Effect.gen(function* () {
              expect(yield* inTime(Effect.flip(follow("/v0.4/jobs/j/results/shots?a=1")))).toMatchObject({
                _tag: tag,
                method: "GET",
                url: "https://api.ionq.co/v0.4/jobs/j/results/shots?a=1",
              })
              expect(requests).toHaveLength(asked)
            }),
        )
      }
    }),
  )

  it.effect("that is none is refused, and the key in it is not shown", () =>
    withStub(
      () => ({ status: 200 }),
      ({ requests }) =>
        Effect.gen(function* () {
          for (const [link, url] of [
            ["http://[", "http://["],
            [`https://evil.example/?key=${testKey}`, "https://evil.example/?key=<redacted>"],
          ] as const) {
            expect(yield* Effect.flip(follow(link))).toMatchObject({ _tag: "ForeignUrlError", url })
          }
          expect(requests).toEqual([])
        }),
    ),
  )

  it.effect("takes the headers and the query of the call", () =>
    withStub(
      () => ({ status: 200, body: makeJob() }),
      ({ requests }) =>
        Effect.gen(function* () {
          yield* withOptions({ headers: { "x-lab": "7" }, query: { b: "2" } })(follow("/v0.4/x?a=1"))
          expect(requests[0]).toMatchObject({ path: "/v0.4/x?b=2&a=1", headers: { "x-lab": "7" } })
        }),
    ),
  )
})
