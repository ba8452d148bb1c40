/** Every body that IonQ's specification of May 15, 2026 prints as an example, with the schema it is of. */
import type { Schema } from "effect"
import { UsagePeriod, Whoami } from "effect-ionq/schema/Account"
import { Backend } from "effect-ionq/schema/Backend"
import { Characterization } from "effect-ionq/schema/Characterization"
import { JobCost } from "effect-ionq/schema/Cost"
import { ErrorBody } from "effect-ionq/schema/ErrorBody"
import { Job, JobIds, JobPage, JobReceipt, JobsReceipt, SubmittedJob } from "effect-ionq/schema/Job"
import { CircuitJobRequest, WireJobRequest } from "effect-ionq/schema/JobRequest"
import { QaoaInput } from "effect-ionq/schema/QuantumFunction"
import { Session } from "effect-ionq/schema/Session"
import { exampleJob } from "../../bench/exampleJob.ts"

const id = "617a1f8b-59d4-435d-aa33-695433d7155e"
const jobId = exampleJob.id
const variantId = "069ce8f8-f437-7d75-8000-9f5f8c3d7897"
const variantPath = `/v0.4/jobs/${jobId}/variants/${variantId}/results`

const page = { jobs: [exampleJob], next: null }

export const examples: ReadonlyArray<{
  readonly name: string
  readonly schema: Schema.Top
  readonly body: object
}> = [
  { name: "GET /jobs", schema: JobPage, body: page },
  { name: "GET /sessions/:id/jobs", schema: JobPage, body: page },
  {
    name: "GET /jobs/:uuid",
    schema: Job,
    body: {
      ...exampleJob,
      child_job_ids: null,
      output: {
        compilation: {},
        error_mitigation: {
          debiasing: {
            variants: [
              {
                variant_id: variantId,
                qubit_map: [4, 12, 7],
                shots: 120,
                results: {
                  probabilities: { url: `${variantPath}/probabilities` },
                  histogram: { url: `${variantPath}/histogram` },
                  shots: { url: `${variantPath}/shots` },
                },
              },
            ],
          },
        },
      },
    },
  },
  {
    name: "POST /jobs of a QIS circuit",
    schema: CircuitJobRequest,
    body: {
      type: "ionq.circuit.v1",
      name: "Sample circuit",
      metadata: { fizz: "buzz", foo: "bar" },
      shots: 500,
      backend: "qpu.forte-1",
      settings: { error_mitigation: { debiasing: false } },
      input: { qubits: 2, gateset: "qis", circuit: [{ gate: "h", target: 0 }] },
    },
  },
  {
    name: "POST /jobs of mixed gatesets",
    schema: WireJobRequest,
    body: {
      type: "ionq.multi-circuit.v1",
      backend: "simulator",
      shots: 500,
      input: {
        gateset: "native",
        qubits: 2,
        circuits: [
          {
            name: "qis circuit override",
            gateset: "qis",
            circuit: [
              { gate: "h", target: 0 },
              { gate: "cnot", target: 0, control: 1 },
            ],
          },
          {
            name: "native circuit from parent",
            circuit: [
              { gate: "ms", targets: [0, 1], phases: [0, 0.25] },
              { gate: "gpi2", target: 0, phase: 0.75 },
            ],
          },
        ],
      },
    },
  },
  {
    name: "a job's payload",
    schema: WireJobRequest,
    body: {
      type: "ionq.circuit.v1",
      input: { qubits: 1, gateset: "qis", circuit: [{ gate: "h", target: 0 }] },
      backend: "qpu.forte-1",
      shots: 500,
      settings: { error_mitigation: { debiasing: false } },
    },
  },
  { name: "a created job", schema: SubmittedJob, body: { id, status: "submitted", session_id: null } },
  { name: "a canceled job", schema: JobReceipt, body: { id, status: "canceled" } },
  { name: "a deleted job", schema: JobReceipt, body: { id, status: "deleted" } },
  {
    name: "ids for a bulk operation",
    schema: JobIds,
    body: { ids: [id, "2ccf2773-4c28-468e-a290-2f8554808a25", "f92df2b6-d212-4f4a-b9ea-024b58c5c3e8"] },
  },
  {
    name: "canceled jobs",
    schema: JobsReceipt,
    body: { ids: [id, "617a1f8b-59d4-435d-aa33-695433d7155f"], status: "canceled" },
  },
  {
    name: "a job's cost",
    schema: JobCost,
    body: {
      dry_run: false,
      estimated_cost: { value: 24.83, unit: "usd" },
      cost: { value: 24.83, unit: "usd" },
    },
  },
  {
    name: "a QAOA problem",
    schema: QaoaInput,
    body: {
      problem_type: "maxcut",
      problem: {
        directed: false,
        multigraph: false,
        graph: [],
        nodes: [{ id: 0 }, { id: 1 }, { id: 2 }],
        adjacency: [
          [{ id: 1 }, { id: 2 }],
          [{ id: 0 }, { id: 2 }],
          [{ id: 0 }, { id: 1 }],
        ],
      },
    },
  },
  {
    name: "whoami",
    schema: Whoami,
    body: {
      key_id: "e060759f-4348-4767-a645-8c0301265791",
      key_name: "My First Key",
      project_id: "944904d6-2e30-4cfb-8bc4-04afaabcdd42",
    },
  },
  {
    name: "a backend",
    schema: Backend,
    body: {
      average_queue_time: 1181215,
      backend: "qpu.aria-1",
      characterization_id: id,
      kw: 4902.81,
      last_updated: "2025-06-16T00:00:00Z",
      location: "College Park, MD, USA",
      qubits: 25,
      status: "available",
    },
  },
  {
    name: "a characterization",
    schema: Characterization,
    body: {
      id: "aa54e783-0a9b-4f73-ad2f-63983b6aa4a8",
      connectivity: [
        [0, 1],
        [0, 2],
        [10, 9],
      ],
      date: "2025-06-16T00:00:00Z",
      fidelity: { spam: { median: 0.9962, stderr: null } },
      qubits: 25,
      timing: { t1: 10, t2: 1 },
    },
  },
  {
    name: "a day of usage",
    schema: UsagePeriod,
    body: {
      amount: 1614.23,
      from: "2023-07-01",
      job_count: 10,
      time_us: 5143166.13413,
      group_usages: [
        {
          amount: 144.39,
          group_id: "2bfd0fd5-5854-4916-917f-a907af586755",
          group_name: "Project Jumping Lemming",
          job_count: 9,
          time_us: 1566154.312523,
        },
      ],
    },
  },
  {
    name: "a session",
    schema: Session,
    body: {
      id,
      created_at: "2026-05-15T00:00:00Z",
      organization_id: "71d164e-6ebe-4126-8839-f1529bb01a00",
      backend: "qpu.forte-1",
      project_id: null,
      creator_id: null,
      ended_at: null,
      ender_id: null,
      settings: { job_count_limit: 3, cost_limit: { unit: "usd", value: 100 } },
      active: true,
      status: "started",
      started_at: "2026-05-15T00:00:00Z",
    },
  },
  {
    name: "400",
    schema: ErrorBody,
    body: {
      error: "Bad Request",
      message: '"some-parameter" was invalid.',
      statusCode: 400,
      validation: { keys: ["some-parameter"], source: "params" },
    },
  },
  {
    name: "401",
    schema: ErrorBody,
    body: {
      error: "Unauthorized Error",
      message:
        "Invalid key provided. See https://docs.ionq.com/#authentication for details, or email support@ionq.co for help.",
      statusCode: 401,
    },
  },
  {
    name: "404",
    schema: ErrorBody,
    body: {
      error: "Not Found Error",
      message:
        "Resource not found. See https://docs.ionq.com/ for details, or email support@ionq.co for help.",
      statusCode: 404,
    },
  },
  {
    name: "500",
    schema: ErrorBody,
    body: {
      error: "Internal Server Error",
      message: "Internal service outage. Visit https://status.ionq.co/ to track this incident.",
      statusCode: 500,
    },
  },
]
