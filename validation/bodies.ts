/** Random bodies by the schemas of a document's responses, and whether the client reads each. */
import { Effect, Layer, Logger, Redacted } from "effect"
import { IonQ, IonQClient } from "effect-ionq"
import { HttpClient, HttpClientResponse } from "effect/http"
import { makeCheck, type Document } from "./document.ts"

export interface Bodies {
  readonly decoded: number
  /** Generated bodies that the document itself does not take: those of a schema that contradicts itself. */
  readonly invalid: number
  readonly refused: ReadonlyArray<string>
  readonly operations: number
}

type Call = (client: IonQClient["Service"]) => Effect.Effect<unknown, { readonly message: string }>

const job = { params: { uuid: "j" } }
const session = { params: { sessionId: "s" } }
const variant = { params: { uuid: "j", variantId: "v" } }

/** The methods of the client for the operations of all documents. */
const calls: Readonly<Record<string, Call>> = {
  "GET /whoami": (client) => client.account.whoami(),
  "GET /backends": (client) => client.backends.list(),
  "GET /backends/{backend}": (client) => client.backends.get({ params: { backend: "b" } }),
  "GET /backends/{backend}/characterizations": (client) =>
    client.backends.characterizations({ params: { backend: "b" } }),
  "GET /backends/{backend}/characterizations/{UUID}": (client) =>
    client.backends.characterization({ params: { backend: "b", uuid: "c" } }),
  "POST /jobs": (client) =>
    client.jobs.create({
      payload: { type: "ionq.qasm3.v1", backend: "simulator", input: { data: "" } },
    }),
  "GET /jobs": (client) => client.jobs.list(),
  "DELETE /jobs": (client) => client.jobs.deleteMany({ payload: { ids: ["j"] } }),
  "POST /jobs/{UUID}/clone": (client) => client.jobs.clone({ ...job, payload: {} }),
  "POST /jobs/{UUID}/move": (client) => client.jobs.move({ ...job, payload: {} }),
  "GET /jobs/{UUID}": (client) => client.jobs.get(job),
  "DELETE /jobs/{UUID}": (client) => client.jobs.delete(job),
  "GET /jobs/{UUID}/cost": (client) => client.jobs.cost(job),
  "PUT /jobs/{UUID}/status/cancel": (client) => client.jobs.cancel(job),
  "PUT /jobs/status/cancel": (client) => client.jobs.cancelMany({ payload: { ids: ["j"] } }),
  "GET /jobs/estimate": (client) => client.jobs.estimate({ query: { backend: "simulator" } }),
  "GET /jobs/{UUID}/results/probabilities": (client) => client.results.probabilities(job),
  "GET /jobs/{UUID}/circuits/{lang}": (client) =>
    client.results.compiled({ params: { uuid: "j", lang: "native" } }),
  "GET /jobs/{UUID}/variants/{variantId}/results/probabilities": (client) =>
    client.results.variantProbabilities(variant),
  "GET /jobs/{UUID}/variants/{variantId}/results/histogram": (client) =>
    client.results.variantHistogram(variant),
  "GET /jobs/{UUID}/variants/{variantId}/results/shots": (client) => client.results.variantShots(variant),
  "POST /sessions": (client) => client.sessions.create({ payload: { backend: "simulator" } }),
  "GET /sessions": (client) => client.sessions.list(),
  "POST /sessions/{session_id}/end": (client) => client.sessions.end(session),
  "GET /sessions/{session_id}": (client) => client.sessions.get(session),
  "GET /sessions/{session_id}/jobs": (client) => client.sessions.jobs(session),
  "GET /schemas/formats/{format}": (client) => client.results.format({ params: { format: "f" } }),
  "GET /organizations/{organization_id}/usage": (client) =>
    client.account.usage({
      params: { organizationId: "o" },
      query: { start_date: "2026-01-01", end_date: "2026-02-01", group_by: "job", modality: "daily" },
    }),
}

/** What an operation may answer besides: the artifact's body is anything. */
const isOfAnyShape = new Set(["GET /jobs/{UUID}/artifacts/{artifactId}"])

/** What is used of json-schema-faker; the tool has a lock file of its own. */
interface Faker {
  readonly createGeneratorSync: (options: object) => { readonly generate: (schema: unknown) => unknown }
}

const faker = new URL("tool/node_modules/json-schema-faker/dist/index.js", import.meta.url)

export const readBodies = async (document: Document, count: number, seed: number): Promise<Bodies> => {
  const { createGeneratorSync } = (await import(faker.href)) as Faker
  const check = makeCheck(document, { query: false })
  const generator = createGeneratorSync({ seed, optionalsProbability: 0.7, maxDepth: 12, refDepthMax: 12 })
  const known = document.operations.filter(({ method, path }) => !isOfAnyShape.has(`${method} ${path}`))
  let body: unknown
  const http = HttpClient.make((request) =>
    Effect.succeed(
      HttpClientResponse.fromWeb(
        request,
        new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } }),
      ),
    ),
  )
  const services = Layer.provide(
    IonQ.layer({ apiKey: Redacted.make("a-key-of-a-test"), retries: 0 }),
    Layer.succeed(HttpClient.HttpClient, http),
  )
  const program = Effect.gen(function* () {
    const client = yield* IonQClient
    const refused: Array<string> = []
    let [decoded, invalid] = [0, 0]
    for (let i = 0; decoded + refused.length < count && i < 3 * count; i++) {
      const operation = known[i % known.length]!
      const name = `${operation.method} ${operation.path}`
      const call = calls[name]
      if (call === undefined) return yield* Effect.die(`No method is known for ${name}`)
      const schema = [...operation.responses].find(([status]) => status.startsWith("2"))?.[1]
      body = generator.generate({ ...(schema as object), components: document.root["components"] })
      if (check(schema, body).length > 0) {
        invalid++
        continue
      }
      const outcome = yield* Effect.result(call(client))
      if (outcome._tag === "Success") decoded++
      else refused.push(`${name}: ${outcome.failure.message}\n    ${JSON.stringify(body).slice(0, 400)}`)
    }
    return { decoded, invalid, refused, operations: known.length }
  })
  return Effect.runPromise(program.pipe(Effect.provide(services), Effect.provide(Logger.layer([]))))
}
