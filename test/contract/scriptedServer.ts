import type { Job } from "effect-ionq/schema/Job"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import type { Session } from "effect-ionq/schema/Session"
import { makeJob, makeSession } from "../utils/builders.ts"
import { makeStub, type Stub, type StubAnswer, type StubRequest } from "../utils/stub.ts"

interface Request {
  readonly type: JobRequest["type"]
  readonly backend: string
  readonly session_id?: string
  readonly settings?: { readonly error_mitigation?: { readonly debiasing?: boolean } }
  readonly input: {
    readonly circuit?: ReadonlyArray<{ readonly gate: string }>
    readonly circuits?: ReadonlyArray<{ readonly name: string }>
  }
}

const september = {
  estimate_context: { backend: "qpu.forte-1" },
  estimated_at: "2026-09-02T00:00:00Z",
  estimated_unit: "usd",
  rate_card: { id: "r", rates: [{ sku: "s", unit: "gates", cost_1q_gate: 1, cost_2q_gate: 1 }] },
  estimated_total_cost: 12.5,
  estimated_execution_time: 1,
  estimated_quantum_compute_time_us: 1,
  current_predicted_queue_time: 1,
}

const estimates = {
  "2026-05": {
    input_values: { backend: "qpu.forte-1" },
    estimated_at: "2026-05-15T00:00:00Z",
    cost_unit: "usd",
    rate_information: { job_cost_minimum: 12.5, cost_2q_gate: 1, cost_1q_gate: 1, organization: "o" },
    estimated_cost: 12.5,
    estimated_execution_time: 1,
    current_predicted_queue_time: 1,
  },
  "2026-09": september,
  "2026-10": september,
}

const characterizations = Array.from({ length: 23 }, (_, i) => ({
  id: `c${i}`,
  date: `2026-01-${String(31 - i).padStart(2, "0")}`,
  fidelity: { spam: { median: 0.99, stderr: null } },
}))

/** The state 1, so many times. */
const ofKind = (kind: string, shots: number): unknown => {
  if (kind === "shots") return Array.from({ length: shots }, () => "1")
  return { "1": kind === "histogram" ? shots : 1 }
}

/** The artifact of an id such as `shots-600`: the same in the second formats, where q[0] is leftmost. */
const artifact = (id: string): StubAnswer => {
  const [kind = "", what = ""] = id.split("-")
  const inRegister = (states: object) => ({ [kind]: { registers: { output_all: states } } })
  switch (kind) {
    case "native":
      return { status: 200, body: { qubits: 2, circuit: [{ gate: "gpi", target: 0, phase: 0.25 }] } }
    case "qasm3":
      return {
        status: 200,
        body: "OPENQASM 3.0;\ngpi(0.25) q[0];\n",
        headers: { "content-type": "text/plain" },
      }
    case "shots": {
      const shots = Array.from({ length: Number(what) }, () => ({ registers: { output_all: [1, 0] } }))
      return { status: 200, body: { shots } }
    }
    case "histogram":
      return { status: 200, body: inRegister({ "10": Number(what) }) }
    case "probabilities":
      return { status: 200, body: inRegister(what === "ideal" ? { "00": 0.5, "11": 0.5 } : { "10": 1 }) }
    default:
      return { status: 404 }
  }
}

/**
 * IonQ's documented answers by hand, without the contract: plain JSON for each method and path. What the suite sees
 * here does not depend on any schema of the SDK.
 */
export const scriptedServer = (generation: keyof typeof estimates): Stub => {
  const newest = generation !== "2026-05"
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

  /** A job of any kind as it ends: with URLs in May 2026, with artifacts since September. */
  const ended = (id: string, { input, type, ...fields }: Request): Job => {
    const link = (kind: string, shots: number | "ideal", path = "") => {
      const format = `ionq.result.${kind}.json.v2`
      return newest
        ? { [format]: { id: `${kind}-${shots}`, format, media_type: "application/json" } }
        : { [kind]: { url: `/v0.4/jobs/${id}${path}/results/${kind}` } }
    }
    const all = (shots: number, path = "") => ({
      ...link("probabilities", shots, path),
      ...link("histogram", shots, path),
      ...link("shots", shots, path),
    })
    const base = { ...makeJob(), ...fields, id }
    switch (type) {
      case "quantum-function":
        return { ...base, type, results: { value: -1.5, variance: 0.25 } }
      case "qctrl.qaoa.v1": {
        const qaoa_results = { optimal_cost: -2, optimal_bitstring: "100", processing_status: "complete" }
        return { ...base, type, results: { qaoa_results } }
      }
    }
    if (input.circuit?.some(({ gate }) => gate === "warp")) {
      return makeJob({
        ...fields,
        type,
        id,
        status: "failed",
        failure: { code: "UnsupportedGate", message: "warp" },
      })
    }
    const variants = [600, 400].map((shots, i) => ({
      variant_id: `v${i}`,
      shots,
      results: all(shots, `/variants/v${i}`),
    }))
    const off = generation === "2026-10" ? { error_mitigation: { debiasing: false } } : {}
    const debiased = fields.settings?.error_mitigation?.debiasing === true
    const children = (input.circuits ?? []).map(({ name }, i) => {
      const child = `${id.slice(0, -1)}${"ab"[i]}`
      jobs.set(
        child,
        makeJob({ id: child, name, parent_job_id: id, results: { probabilities: { url: `/v0.4/${i}` } } }),
      )
      return child
    })
    const aggregated = { id: "histogram-1000", format: "ionq.result.histogram.json.v2" }
    const aggregations = newest ? { average: aggregated, voting: aggregated, dnl: aggregated } : null
    const compiled_circuits = { "ionq.native.v1": { id: "native" }, "ionq.qasm3.v1": { id: "qasm3" } }
    const together = { "ionq.result.probabilities-aggregate.json.v1": { id: "children" } }
    const own = fields.backend === "simulator" ? link("probabilities", "ideal") : all(1000)
    return makeJob({
      ...fields,
      type,
      id,
      child_job_ids: children,
      results: newest && children.length > 0 ? together : own,
      output: {
        compilation: newest ? { compiled_circuits } : {},
        ...(debiased ? { error_mitigation: { debiasing: { variants }, aggregations } } : off),
      },
    })
  }

  const submit = (request: StubRequest): StubAnswer => {
    const body: Request = JSON.parse(request.body)
    if (body.backend === "qpu.none" || (body.type === "ionq.qasm3.v1" && !newest)) return badBackend
    const id = nextId()
    jobs.set(id, ended(id, body))
    const session = sessions.get(body.session_id ?? "")
    if (session !== undefined) sessions.set(session.id, { ...session, status: "started" })
    return { status: 201, body: { id, status: "submitted", session_id: body.session_id ?? null } }
  }

  const list = (query: URLSearchParams, sessionId?: string): StubAnswer => {
    const ids = query.get("ids")?.split(",")
    const targets = query.get("target")?.split(",")
    const [parent, session] = [query.get("parent_job_id"), sessionId ?? query.get("session_id")]
    const all = [...jobs.values()]
      .reverse()
      .filter(
        (job) =>
          (ids?.includes(job.id) ?? (job.parent_job_id ?? null) === parent) &&
          (targets?.includes(job.backend) ?? true) &&
          (session === null || job.session_id === session),
      )
    const limit = Number(query.get("limit") ?? 25)
    const start = Number(query.get("next") ?? 0)
    const next = start + limit < all.length ? String(start + limit) : null
    return { status: 200, body: { jobs: all.slice(start, start + limit), next } }
  }

  const answer = (request: StubRequest): StubAnswer => {
    const url = new URL(request.path, "https://api.ionq.co")
    const path = url.pathname.replace(/^\/v0\.4\//, "").split("/")
    const [root, id = "", third, variant, , kind] = path
    if (root === "jobs" && third === "variants") {
      const shots = variant === "v0" ? 600 : 400
      return { status: 200, body: ofKind(kind ?? "", shots) }
    }
    if (root === "0" || root === "1") return { status: 200, body: { [root === "0" ? "1" : "2"]: 1 } }
    if (root === "backends" && third === "characterizations" && variant !== undefined) {
      const found = characterizations.find((each) => each.id === variant)
      return found === undefined ? notFound("Characterization") : { status: 200, body: found }
    }
    if (root === "jobs" && id === "estimate") return { status: 200, body: estimates[generation] }
    const job = jobs.get(id)
    if (newest && job !== undefined && third === "artifacts") {
      const [first = "", second = ""] = job.child_job_ids ?? []
      return variant === "children"
        ? { status: 200, body: { [second]: { "2": 1 }, [first]: { "1": 1 } } }
        : artifact(variant ?? "")
    }
    if (newest && root === "schemas") return { status: 200, body: { $id: third, type: "object" } }
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
        if (job === undefined) return notFound("Result")
        return { status: 200, body: job.backend === "simulator" ? { "0": 0.5, "3": 0.5 } : { "1": 1 } }
      case "GET jobs/results/probabilities/aggregated id": {
        const [first = "", second = ""] = job?.child_job_ids ?? []
        return { status: 200, body: { [first]: { "1": 1 }, [second]: { "2": 1 } } }
      }
      case "GET jobs/results/histogram id":
      case "GET jobs/results/shots id":
        return { status: 200, body: ofKind(path[3] ?? "", 1000) }
      case "GET jobs/circuits/native id":
        return {
          status: 200,
          body: JSON.stringify('{"qubits":2,"circuit":[{"gate":"gpi","target":0,"phase":0.25}]}'),
        }
      case "GET jobs/circuits/qasm3 id":
        return { status: 200, body: JSON.stringify("OPENQASM 3.0;\ngpi(0.25) q[0];\n") }
      case "GET jobs/cost id": {
        const amount = { value: 12.5, unit: "usd" }
        return { status: 200, body: { dry_run: false, estimated_cost: amount, cost: amount } }
      }
      case "POST jobs/clone id": {
        if (!newest || job === undefined) return notFound("Job")
        const clone = { ...job, ...JSON.parse(request.body), id: nextId() }
        jobs.set(clone.id, clone)
        return { status: 201, body: { id: clone.id, status: "submitted", session_id: null } }
      }
      case "POST jobs/move id":
        return newest
          ? { status: 409, body: { message: "It is completed.", statusCode: 409 } }
          : notFound("Job")
      case "PUT jobs/cancel id":
        return { status: 200, body: { ids: JSON.parse(request.body).ids, status: "canceled" } }
      case "DELETE jobs": {
        const { ids } = JSON.parse(request.body)
        for (const each of ids) jobs.delete(each)
        return { status: 200, body: { ids, status: "deleted" } }
      }
      case "GET organizations/usage id": {
        if (id === "none") return notFound("Organization")
        const used = { amount: 12.5, job_count: 1, time_us: 10 }
        const usage_data = [{ from: "1970-01-01", ...used, group_usages: [{ ...used, group_id: "p" }] }]
        const fixed = { group_type: "project", modality: "daily", usage_unit: "USD", amount_total: 12.5 }
        return { status: 200, body: { ...fixed, usage_data, usage_from: "1970-01-01T00:00:00Z" } }
      }
      case "GET backends/characterizations id": {
        if (id === "simulator") return { status: 200, body: { characterizations: null } }
        const [limit, page] = [
          Number(url.searchParams.get("limit") ?? 10),
          Number(url.searchParams.get("page") ?? 1),
        ]
        const pages = Math.max(0, Math.ceil(characterizations.length / limit) - page)
        const some = characterizations.slice((page - 1) * limit, page * limit)
        return { status: 200, body: { characterizations: some, pages } }
      }
      case "GET sessions": {
        const active = url.searchParams.get("active")
        const some = [...sessions.values()].filter(
          (each) => active === null || String(each.active) === active,
        )
        return { status: 200, body: { organization_id: "o", sessions: some } }
      }
      case "GET sessions/jobs id":
        return session === undefined ? notFound("Session") : list(url.searchParams, id)
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
