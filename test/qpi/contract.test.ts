import { describe, expect, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { QpiApi, QpiError } from "effect-ionq/qpi"
import { Change } from "effect-ionq/qpi/schema/Realtime"
import { JobRecord } from "effect-ionq/qpi/schema/Job"
import { HttpApi } from "effect/http-api"
import { type Recorded, recorded, recordedFrames } from "./recorded/recorded.ts"

interface Endpoint {
  readonly name: string
  readonly method: string
  readonly pattern: RegExp
  /** What a query with `fields` is for. */
  readonly picks: boolean
  readonly literal: boolean
  readonly statuses: ReadonlySet<number>
  readonly success: Schema.Top
}

const endpoints: Array<Endpoint> = []
HttpApi.reflect(QpiApi.QpiApi, {
  onGroup: () => undefined,
  onEndpoint: ({ group, endpoint, errors, successes }) => {
    endpoints.push({
      name: `${group.identifier}.${endpoint.identifier}`,
      method: endpoint.method,
      pattern: new RegExp(`^${endpoint.path.replaceAll(/:\w+/g, "[^/]+")}$`),
      picks: ["pick", "pickOne", "glance"].includes(endpoint.identifier),
      literal: !endpoint.path.includes(":"),
      statuses: new Set(errors.keys()),
      success: [...successes.values()].flat()[0]!,
    })
  },
})

const endpointOf = ({ method, path }: Recorded): Endpoint | undefined => {
  const url = new URL(path, "http://localhost")
  const fields = url.searchParams.get("fields")
  const fit = endpoints.filter(
    (endpoint) =>
      endpoint.method === method &&
      endpoint.pattern.test(url.pathname) &&
      endpoint.picks === (fields !== null) &&
      // A glance is at certain fields.
      (endpoint.name !== "jobs.glance" || fields === "id,status"),
  )
  return fit.find(({ literal }) => literal) ?? fit[0]
}

/** Requests that no method of the client makes. */
const foreign: Readonly<Record<string, string>> = {
  batch: "a path that there is not, which gives a page",
  "batch-disabled": "batches are switched off",
  "collections-admin-as-user": "the administration of PocketBase",
  "collections-superuser": "the administration of PocketBase",
  "cors-preflight": "a browser's question",
  "jobs-cancel-with-get": "a method that the path does not take",
  "jobs-delete-unsupported": "a method that the path does not take",
  "jobs-trailing-slash": "an empty id",
  "op-qpus-connect-removed": "gone in 0.1.2",
  "qpus-trailing-slash": "an empty id",
  "records-unknown-collection": "a collection that there is not",
  "tokens-trailing": "an empty id",
  "unknown-get-path": "a path that there is not",
  "unknown-post-path": "a path that there is not",
}

/** The recorded fields of a glance are fewer than those that the client asks for. */
const partial = new Set(["jobs-get-fields"])

describe("the contract", () => {
  it("has each recorded request but those that no client makes", () => {
    const unmatched = recorded.filter((each) => endpointOf(each) === undefined).map((each) => each.case)
    expect([...unmatched].sort()).toEqual(Object.keys(foreign).sort())
    expect(recorded).toHaveLength(299)
  })

  it("decodes each recorded success to its type, and leaves nothing out", () => {
    let decoded = 0
    for (const each of recorded) {
      const endpoint = endpointOf(each)
      if (endpoint === undefined || each.status >= 300) continue
      if (each.status === 204 || each.type !== "application/json") continue
      const result = Schema.decodeUnknownResult(Schema.toType(endpoint.success), {
        onExcessProperty: "error",
        errors: "all",
      })(each.answer)
      if (partial.has(each.case)) expect(Result.isFailure(result)).toBe(true)
      else expect(Result.isSuccess(result) ? "" : `${each.case}: ${String(result.failure)}`).toBe("")
      decoded++
    }
    expect(decoded).toBeGreaterThan(120)
  })

  it("gives each recorded refusal its error, which the endpoint declares", () => {
    let refused = 0
    for (const each of recorded) {
      const endpoint = endpointOf(each)
      if (each.status < 300) continue
      const error = QpiError.fromStatus(each.status, QpiError.readErrorBody(JSON.stringify(each.answer)))
      expect(error.message, each.case).toBe((each.answer as { message: string }).message)
      expect(error.data, each.case).toEqual((each.answer as { data: unknown }).data)
      if (endpoint === undefined) continue
      // A refused record is a 500 here and there; what it says of a field makes it a refusal.
      const isServers =
        error._tag === "QpiServerError" || (each.status === 500 && error._tag === "QpiValidationError")
      expect(isServers || endpoint.statuses.has(each.status), `${each.case} ${each.status}`).toBe(true)
      refused++
    }
    expect(refused).toBeGreaterThan(120)
  })

  it("takes a 500 that names a field for a refusal, and one that does not for a failure", () => {
    const errorOf = (name: string) => {
      const found = recorded.find((each) => each.case === name)!
      return QpiError.fromStatus(found.status, QpiError.readErrorBody(JSON.stringify(found.answer)))
    }
    const target = errorOf("jobs-submit-target-name")
    expect(target._tag).toBe("QpiValidationError")
    expect(target.status).toBe(500)
    expect(target.isRetryable).toBe(false)
    expect(errorOf("jobs-list-sort-bad")._tag).toBe("QpiServerError")
    expect(errorOf("jobs-submit-no-balance")._tag).toBe("InsufficientQpuSecondsError")
    expect(errorOf("op-version-as-user")._tag).toBe("QpiForbiddenError")
  })

  it.effect("decodes the recorded frames", () =>
    Effect.gen(function* () {
      const data = recordedFrames
        .split("\n")
        .flatMap((line) => (line.startsWith("data:") ? [line.slice(5)] : []))
      const [first, ...changes] = data
      expect(JSON.parse(first!)).toEqual({ clientId: "<40 chars>" })
      const statuses: Array<string> = []
      for (const each of changes) {
        const change = yield* Schema.decodeUnknownEffect(Change)(JSON.parse(each))
        const record = yield* Schema.decodeUnknownEffect(JobRecord)(change.record)
        statuses.push(`${change.action} ${record.status}`)
      }
      expect(statuses).toEqual(["create pending", "update running", "update completed"])
    }),
  )

  it("decodes a job that runs again with the results of its last run", () => {
    const record = {
      ...(recorded.find((each) => each.case === "records-job-completed")!.answer as object),
      status: "running",
    }
    expect(Schema.is(JobRecord)(record)).toBe(true)
  })
})
