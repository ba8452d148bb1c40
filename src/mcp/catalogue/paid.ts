import { Effect, Schema } from "effect"
import { lazily, register } from "../tool/Tool.ts"
import * as field from "./fields.ts"

/** The actions of the tools. Each one is loaded when it is called. */
const does = {
  submit: lazily(
    () => import("../actions/submit.ts"),
    ({ submit }) => submit,
  ),
  cancel: lazily(
    () => import("../actions/cancel.ts"),
    ({ cancel }) => cancel,
  ),
}

const submit = register({
  name: "submit_job",
  title: "Submit a job",
  description:
    "Submits a circuit to IonQ. A job on a machine costs money: the server asks IonQ for the price, keeps its budget, and asks " +
    "the person for approval. It does not wait: use get_results with the job's id. To repeat a call whose answer was lost, use " +
    "the same requestId: then there is one job. Use a new requestId for every new job.",
  input: Schema.Struct({
    circuit: field.circuit,
    backend: field.backend,
    shots: field.shots,
    requestId: Schema.String.check(Schema.isPattern(/^[\w.:-]{8,64}$/)).annotate({
      description:
        "An id of your choice for this job, 8 to 64 letters, digits and . _ : -, e.g. a UUID. A repeated id makes no second job.",
    }),
    name: Schema.optionalKey(
      Schema.String.check(Schema.isMaxLength(100)).annotate({ description: "A name for the job." }),
    ),
    noise: Schema.optionalKey(field.noise),
    seed: Schema.optionalKey(field.seed),
    debiasing: Schema.optionalKey(field.flag("Whether to use debiasing. IonQ's default: from 500 shots on.")),
    dryRun: Schema.optionalKey(
      field.flag("Whether IonQ only checks and compiles the job, which costs nothing. Default: false."),
    ),
  }),
  output: Schema.Struct({
    job: field.Job,
    requestId: Schema.String,
    repeated: Schema.Boolean.annotate({ description: "Whether the job was there before this call." }),
    price: Schema.optionalKey(field.Amount),
    budget: field.Budget,
  }),
  hints: { readOnly: false, destructive: false, idempotent: true, openWorld: true },
  run: does.submit,
})

const cancel = register({
  name: "cancel_job",
  title: "Cancel a job",
  description:
    "Cancels a job that has not ended. A job that this server did not submit needs the approval of the person.",
  input: Schema.Struct({ job: field.jobId }),
  output: Schema.Struct({ job: field.Job }),
  hints: { readOnly: false, destructive: true, idempotent: true, openWorld: true },
  run: does.cancel,
})

/** The tools that change something at IonQ. They are registered only if the server has a budget. */
export const paid = Effect.all([submit, cancel], { discard: true })
