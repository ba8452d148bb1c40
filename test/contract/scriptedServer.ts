import type { Job } from "effect-ionq/schema/Job"
import type { Session } from "effect-ionq/schema/Session"
import { makeJob, makeSession } from "../utils/builders.ts"
import { makeStub, type Stub, type StubAnswer, type StubRequest } from "../utils/stub.ts"

/**
 * IonQ's documented answers by hand, without the contract: plain JSON for each method and path. What the suite sees
 * here does not depend on any schema of the SDK.
 */
export const scriptedServer = (): Stub => {
  const jobs = new Map<string, Job>()
  const sessions = new Map<string, Session>()
  let counter = 0

  const nextId = () => `00000000-0000-4000-8000-${String(++counter).padStart(12, "0")}`
  const notFound = (what: string): StubAnswer => ({
    status: 404,
    body: { error: "Not Found Error", message: `${what} not found.`, statusCode: 404 },
  })
  const badBackend: StubAnswer = {
    status: 400,
    body: {
      error: "Bad Request",
      message: '"backend" was invalid.',
      statusCode: 400,
      validation: { keys: ["backend"], source: "payload" },
    },
  }

  const submit = (request: StubRequest): StubAnswer => {
    const { input, ...fields } = JSON.parse(request.body)
    if (fields.backend === "qpu.none") return badBackend
    const id = nextId()
    const bad = input.circuit.some(({ gate }: { readonly gate: string }) => gate === "warp")
    const ended: Partial<Job> = bad
      ? { status: "failed", failure: { code: "UnsupportedGate", message: "warp" } }
      : { status: "completed" }
    jobs.set(id, makeJob({ ...fields, ...ended, id }))
    const session = sessions.get(fields.session_id)
    if (session !== undefined) sessions.set(session.id, { ...session, status: "started" })
    return { status: 201, body: { id, status: "submitted", session_id: fields.session_id ?? null } }
  }

  const list = (query: URLSearchParams): StubAnswer => {
    const ids = query.get("ids")?.split(",")
    const targets = query.get("target")?.split(",")
    const all = [...jobs.values()]
      .reverse()
      .filter((job) => (ids?.includes(job.id) ?? true) && (targets?.includes(job.backend) ?? true))
    const limit = Number(query.get("limit") ?? 25)
    const start = Number(query.get("next") ?? 0)
    const next = start + limit < all.length ? String(start + limit) : null
    return { status: 200, body: { jobs: all.slice(start, start + limit), next } }
  }

  const answer = (request: StubRequest): StubAnswer => {
    const url = new URL(request.path, "https://api.ionq.co")
    const path = url.pathname.replace(/^\/v0\.4\//, "").split("/")
    const [root, id = ""] = path
    const job = jobs.get(id)
    const session = sessions.get(id)
    switch (`${request.method} ${[root, ...path.slice(2)].join("/")}${id === "" ? "" : " id"}`) {
      case "GET whoami":
        return { status: 200, body: { key_id: "e060759f-4348-4767-a645-8c0301265791", key_name: "emulator" } }
      case "GET backends":
        return { status: 200, body: [{ backend: "simulator", status: "available", qubits: 29 }] }
      case "GET backends id":
        return id === "qpu.forte-1"
          ? { status: 200, body: { backend: id, status: "available", qubits: 36, average_queue_time: 1 } }
          : notFound(`Backend ${id}`)
      case "POST jobs":
        return submit(request)
      case "GET jobs":
        return list(url.searchParams)
      case "GET jobs id":
        return job === undefined ? notFound("Job") : { status: 200, body: job }
      case "DELETE jobs id":
        return jobs.delete(id) ? { status: 200, body: { id, status: "deleted" } } : notFound("Job")
      case "PUT jobs/status/cancel id":
        return job === undefined ? notFound("Job") : { status: 200, body: { id, status: "canceled" } }
      case "GET jobs/results/probabilities id":
        return job === undefined ? notFound("Result") : { status: 200, body: { "0": 0.5, "3": 0.5 } }
      case "POST sessions": {
        const created = makeSession({ ...JSON.parse(request.body), id: nextId() })
        sessions.set(created.id, created)
        return { status: 201, body: created }
      }
      case "GET sessions id":
        return session === undefined ? notFound("Session") : { status: 200, body: session }
      case "POST sessions/end id": {
        if (session === undefined) return notFound("Session")
        const ended: Session = { ...session, status: "ended", active: false }
        sessions.set(id, ended)
        return { status: 200, body: ended }
      }
      default:
        return { status: 404 }
    }
  }
  return makeStub(answer)
}
