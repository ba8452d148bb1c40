import { Effect, Schema } from "effect"
import { limits } from "../text/limits.ts"
import { lazily, register } from "../tool/Tool.ts"
import * as field from "./fields.ts"

const backends = () => import("../actions/backends.ts")
const jobs = () => import("../actions/jobs.ts")

/** The actions of the tools. Each one is loaded when it is called. */
const does = {
  listBackends: lazily(
    backends,
    ({ list }) =>
      () =>
        list,
  ),
  getBackend: lazily(backends, ({ get }) => get),
  estimate: lazily(
    () => import("../actions/estimate.ts"),
    ({ estimate }) => estimate,
  ),
  listJobs: lazily(jobs, ({ list }) => list),
  getJob: lazily(jobs, ({ get }) => get),
  results: lazily(
    () => import("../actions/results.ts"),
    ({ results }) => results,
  ),
}

/** The tools read from IonQ and change nothing. */
const hints = { readOnly: true, openWorld: true }

const listBackends = register({
  name: "list_backends",
  title: "List the machines",
  description: "Lists IonQ's machines and simulators with their status, qubits and queue.",
  input: Schema.Struct({}),
  output: Schema.Struct({ backends: Schema.Array(field.Backend) }),
  hints,
  run: does.listBackends,
})

const getBackend = register({
  name: "get_backend",
  title: "Show a machine",
  description:
    "Shows a machine: its status, queue and gates, and the fidelities and times of its latest characterization.",
  input: Schema.Struct({ backend: field.backend }),
  output: Schema.Struct({
    backend: field.Backend,
    characterization: Schema.optionalKey(
      Schema.Struct({
        date: Schema.optionalKey(Schema.String),
        oneQubitFidelity: Schema.optionalKey(Schema.Finite),
        twoQubitFidelity: Schema.optionalKey(Schema.Finite),
        spamFidelity: Schema.optionalKey(Schema.Finite),
        oneQubitGateSeconds: Schema.optionalKey(Schema.Finite),
        twoQubitGateSeconds: Schema.optionalKey(Schema.Finite),
        readoutSeconds: Schema.optionalKey(Schema.Finite),
        t1Seconds: Schema.optionalKey(Schema.Finite),
        t2Seconds: Schema.optionalKey(Schema.Finite),
      }),
    ),
  }),
  hints,
  run: does.getBackend,
})

const estimate = register({
  name: "estimate_job",
  title: "Estimate a price",
  description:
    "Asks IonQ what a circuit would cost on a machine, and how long it would take. Submits nothing and costs nothing.",
  input: Schema.Struct({
    circuit: field.circuit,
    backend: field.backend,
    shots: Schema.optionalKey(field.shots),
    debiasing: Schema.optionalKey(
      field.flag("Whether debiasing is used. IonQ's default: from 500 shots on."),
    ),
  }),
  output: Schema.Struct({
    backend: Schema.String,
    free: Schema.Boolean,
    shots: Schema.optionalKey(Schema.Int),
    price: Schema.optionalKey(field.Amount),
    runMillis: Schema.optionalKey(Schema.Finite),
    queueMillis: Schema.optionalKey(Schema.Finite),
    counted: Schema.optionalKey(
      Schema.Struct({ qubits: Schema.Int, oneQubitGates: Schema.Int, twoQubitGates: Schema.Int }),
    ),
    budget: Schema.optionalKey(field.Budget),
  }),
  hints,
  run: does.estimate,
})

const listJobs = register({
  name: "list_jobs",
  title: "List jobs",
  description: "Lists the jobs that the key may see, newest first.",
  input: Schema.Struct({
    status: Schema.optionalKey(
      field.choice(["submitted", "ready", "started", "completed", "failed", "canceled"], "Only such jobs."),
    ),
    backend: Schema.optionalKey(field.text("Only jobs of this backend.")),
    limit: Schema.optionalKey(field.count(1, limits.jobs, "The most jobs. Default: 10.")),
  }),
  output: Schema.Struct({ jobs: Schema.Array(field.Job) }),
  hints,
  run: does.listJobs,
})

const waitSeconds = Schema.optionalKey(
  field.count(
    0,
    50,
    "How long to wait for the end of the job, at most 50 s. Default: 0. A queue may take days.",
  ),
)

const getJob = register({
  name: "get_job",
  title: "Show a job",
  description: "Shows the status of a job, and what it cost once it has ended.",
  input: Schema.Struct({ job: field.jobId, waitSeconds }),
  output: Schema.Struct({
    job: field.Job,
    cost: Schema.optionalKey(field.Amount),
    budget: Schema.optionalKey(field.Budget),
  }),
  hints,
  run: does.getJob,
})

const getResults = register({
  name: "get_results",
  title: "Show the result of a job",
  description: `Shows what a completed job measured: a histogram, and the ${limits.states} states with the largest values.`,
  input: Schema.Struct({ job: field.jobId, waitSeconds, qubit0: field.qubit0, picture: field.picture }),
  output: Schema.Struct({ job: field.Job, ...field.outcome }),
  hints,
  run: does.results,
})

/** The tools that read from IonQ. */
export const cloud = Effect.all([listBackends, getBackend, estimate, listJobs, getJob, getResults], {
  discard: true,
})
