/**
 * Every name of the SDK's spans, their attributes, and metrics. `docs/telemetry.md` is generated from this list.
 * Other modules import only its types, so that it adds no code to programs.
 */

/** An attribute of spans, metrics or log records. Times are in seconds. */
export interface AttributeFacts {
  readonly type: "string" | "int" | "double" | "boolean"
  readonly what: string
}

/** The description and the attributes of a span. */
export interface SpanFacts {
  readonly what: string
  readonly attributes: ReadonlyArray<Attribute>
}

/** A metric. A counter that is `upDown` may decrease. */
export interface MetricFacts {
  readonly kind: "counter" | "upDown" | "histogram"
  /** The unit in UCUM's notation. Braces contain what is counted. */
  readonly unit: string
  readonly what: string
  readonly attributes: ReadonlyArray<Attribute>
}

const string = (what: string): AttributeFacts => ({ type: "string", what })
const int = (what: string): AttributeFacts => ({ type: "int", what })

/** The attributes: those of OpenTelemetry's convention for HTTP, and our own. */
export const attributes = {
  "http.request.method": string("The method of the request"),
  "http.request.resend_count": int("How often the request was sent before; missing the first time"),
  "http.response.status_code": int("The status of the response; missing if there was none"),
  "url.full": string("The URL, without secrets"),
  "url.template": string("The path of the contract below the base URL, e.g. `/jobs/:uuid`"),
  "server.address": string("The host of the base URL"),
  "server.port": int("The port of the base URL"),
  "error.type": string("The status of an error response, otherwise the tag of the error"),

  "ionq.job.id": string("The id of a job"),
  "ionq.job.type": string("The type of a job, e.g. `ionq.circuit.v1`"),
  "ionq.job.status": string("The status of a job, as last seen"),
  "ionq.job.circuits": int("The number of circuits of a multi-circuit job"),
  "ionq.backend": string("The backend, e.g. `qpu.forte-1`"),
  "ionq.shots": int("The number of shots"),
  "ionq.circuit.qubits": int("The number of qubits of a circuit"),
  "ionq.circuit.gates": int("The number of gates of a circuit, before compilation"),
  "ionq.submission.id": string("The id under which a submission is found again"),
  "ionq.submission.outcome": string(
    "What the search after a lost response found: `found` a job, `absent` none, `unknown` if it could not tell",
  ),
  "ionq.session.id": string("The id of a session"),
  "ionq.poll.jobs": int("The number of jobs that a poll asks for"),
  "ionq.cost.unit": string("The unit of a cost, e.g. `usd`"),
  "ionq.characterization.id": string("The id of a characterization"),
  "ionq.machine": string("The machine of a sampler or an estimator"),
  "ionq.sweep.points": int("The number of points of a sweep"),
  "ionq.run.name": string("The name of a durable run"),
  "ionq.run.id": string("The id of a durable run"),
  "ionq.run.chunk": int("The place of a chunk in its run"),

  "qpi.job.id": string("The id of a job of QPI"),
  "qpi.job.status": string("The status of a job of QPI, as last seen"),
  "qpi.qpu": string("A processor of QPI, by its name or id"),
  "qpi.submission.id": string("The nonce by which a submission to QPI is found again"),
  "qpi.record.id": string("The id of another record of QPI"),

  "simulator.tiles.helped": int("How many parts of a simulation other threads took over"),
} as const satisfies Record<string, AttributeFacts>

/** The name of an attribute. */
export type Attribute = keyof typeof attributes

const span = (what: string, ...attributes: ReadonlyArray<Attribute>): SpanFacts => ({ what, attributes })

const circuit = ["ionq.circuit.qubits", "ionq.circuit.gates"] as const

/** The spans of services. A span of a method has its name. */
export const spans = {
  "Account.usage": span("What was used"),
  "Account.whoami": span("Whose key it is"),
  "Backends.characterization": span("One characterization", "ionq.backend", "ionq.characterization.id"),
  "Backends.characterizationsPage": span("A page of characterizations", "ionq.backend"),
  "Backends.get": span("One backend", "ionq.backend"),
  "Backends.latest": span("The newest characterization", "ionq.backend"),
  "Backends.list": span("All backends"),
  "Compiler.compileEffect": span("A compilation to native gates", ...circuit),
  "Durable.attach": span("A run that was started before", "ionq.run.name"),
  "Durable.chunk": span(
    "A chunk of a run, carried out by this process",
    "ionq.run.name",
    "ionq.run.id",
    "ionq.run.chunk",
  ),
  "Durable.forget": span("The removal of a run", "ionq.run.name"),
  "Durable.list": span("All runs"),
  "Durable.start": span("The start of a run", "ionq.run.name"),
  "Estimator.gradient": span("A gradient", "ionq.machine", ...circuit),
  "Estimator.plan": span("A plan for one circuit", "ionq.machine", ...circuit, "ionq.sweep.points"),
  "Estimator.planAll": span("A plan for many circuits", "ionq.machine"),
  "Estimator.planGradient": span("A plan for a gradient", "ionq.machine", ...circuit),
  "Estimator.run": span(
    "Values of observables of one circuit",
    "ionq.machine",
    ...circuit,
    "ionq.sweep.points",
  ),
  "Estimator.runAll": span("Values of observables of many circuits", "ionq.machine"),
  "Jobs.cancel": span("A cancellation", "ionq.job.id"),
  "Jobs.cancelMany": span("A cancellation of many jobs"),
  "Jobs.clone": span(
    "A submission of a clone; `ionq.job.id` is the new job",
    "ionq.job.id",
    "ionq.submission.id",
  ),
  "Jobs.complete": span("A submission, and the wait for its job", "ionq.job.id"),
  "Jobs.cost": span("What a job cost", "ionq.job.id"),
  "Jobs.delete": span("A deletion", "ionq.job.id"),
  "Jobs.deleteMany": span("A deletion of many jobs"),
  "Jobs.estimate": span("What a job would cost", "ionq.backend"),
  "Jobs.get": span("One job", "ionq.job.id"),
  "Jobs.listPage": span("A page of jobs"),
  "Jobs.move": span("A move of a job; `ionq.job.id` is the new job", "ionq.job.id", "ionq.submission.id"),
  "Jobs.quote": span("What a request would cost"),
  "Jobs.quoteClone": span("What a clone would cost", "ionq.job.id"),
  "Jobs.resume": span("The search for a submission", "ionq.submission.id", "ionq.job.id"),
  "Jobs.run": span(
    "A submission, the wait for its job, and its result",
    "ionq.job.id",
    "ionq.backend",
    "ionq.job.type",
  ),
  "Jobs.runAll": span("Many runs; the span ends with the stream"),
  "Jobs.search": span(
    "A search for submissions. It is a child of the first one's span and linked to the others'",
    "ionq.submission.id",
  ),
  "Jobs.submit": span(
    "A submission",
    "ionq.job.id",
    "ionq.submission.id",
    "ionq.job.type",
    "ionq.backend",
    "ionq.shots",
    ...circuit,
    "ionq.job.circuits",
    "ionq.session.id",
  ),
  "Jobs.submitAll": span("Many submissions; the span ends with the stream"),
  "Polling.await": span(
    "A wait for a job that has to complete",
    "ionq.job.id",
    "ionq.job.status",
    "ionq.backend",
  ),
  "Polling.awaitEnd": span("A wait for the end of a job", "ionq.job.id", "ionq.job.status", "ionq.backend"),
  "Polling.poll": span(
    "A poll for all jobs that are due. It is a child of the first wait and has links to the others, which get a link to the poll that ends them",
    "ionq.poll.jobs",
    "ionq.job.id",
  ),
  "Results.aggregation": span("A result aggregated by IonQ", "ionq.job.id"),
  "Results.circuits": span("The results of a multi-circuit job", "ionq.job.id"),
  "Results.compiledNative": span("A compiled circuit", "ionq.job.id"),
  "Results.compiledQasm3": span("A compiled circuit as OpenQASM", "ionq.job.id"),
  "Results.histogram": span("Counts", "ionq.job.id"),
  "Results.probabilities": span("Probabilities", "ionq.job.id"),
  "Results.qaoa": span("The result of a QAOA job", "ionq.job.id"),
  "Results.value": span("The value of a quantum function", "ionq.job.id"),
  "Sampler.plan": span("A plan for one circuit", "ionq.machine", ...circuit, "ionq.sweep.points"),
  "Sampler.planAll": span("A plan for many circuits", "ionq.machine"),
  "Sampler.run": span("Distributions of one circuit", "ionq.machine", ...circuit, "ionq.sweep.points"),
  "Sampler.runAll": span("Distributions of many circuits", "ionq.machine"),
  "Sessions.close": span("The end of a session that was opened here", "ionq.session.id"),
  "Sessions.create": span("A new session", "ionq.session.id", "ionq.backend"),
  "Sessions.end": span("The end of a session", "ionq.session.id"),
  "Sessions.get": span("One session", "ionq.session.id"),
  "Sessions.list": span("All sessions"),
  "Sessions.reap": span("The end of sessions that were left behind"),

  "Auth.changePassword": span("A new password at QPI"),
  "Auth.signUp": span("A new user of QPI"),
  "Auth.whoami": span("Who is logged in at QPI"),
  "Drivers.create": span("A new driver of QPI"),
  "Drivers.get": span("One driver", "qpi.record.id"),
  "Drivers.toggle": span("A driver, enabled or disabled", "qpi.record.id"),
  "Notifications.create": span("A new notification of QPI"),
  "Notifications.delete": span("A deletion", "qpi.record.id"),
  "Notifications.dismiss": span("A notification that was read", "qpi.record.id"),
  "QpiJobs.await": span("A wait for a job that has to complete", "qpi.job.id", "qpi.job.status"),
  "QpiJobs.awaitEnd": span("A wait for the end of a job", "qpi.job.id", "qpi.job.status"),
  "QpiJobs.cancel": span("A cancellation", "qpi.job.id"),
  "QpiJobs.cancelAndConfirm": span("A cancellation, and the wait for its effect", "qpi.job.id"),
  "QpiJobs.get": span("One job", "qpi.job.id"),
  "QpiJobs.results": span("The results of a job", "qpi.job.id"),
  "QpiJobs.run": span("A submission, the wait for its job, and its results", "qpi.job.id", "qpi.qpu"),
  "QpiJobs.submit": span("A submission", "qpi.job.id", "qpi.qpu", "qpi.submission.id"),
  "QpiUsers.addSeconds": span("More time for a user of QPI", "qpi.record.id"),
  "QpiUsers.delete": span("A deletion", "qpi.record.id"),
  "QpiUsers.get": span("One user", "qpi.record.id"),
  "QpiUsers.rename": span("A new name", "qpi.record.id"),
  "QpiUsers.setSeconds": span("The time of a user", "qpi.record.id"),
  "Qpus.byName": span("One processor by its name", "qpi.qpu"),
  "Qpus.create": span("A new processor of QPI"),
  "Qpus.get": span("One processor", "qpi.record.id"),
  "Qpus.online": span("All processors"),
  "Qpus.resolve": span("The id of a processor", "qpi.qpu"),
  "Qpus.toggle": span("A processor, enabled or disabled", "qpi.record.id"),
  "TimeRequests.approve": span("A request for time, approved", "qpi.record.id"),
  "TimeRequests.create": span("A new request for time"),
  "TimeRequests.delete": span("A deletion", "qpi.record.id"),
  "TimeRequests.get": span("One request for time", "qpi.record.id"),
  "TimeRequests.reject": span("A request for time, rejected", "qpi.record.id"),
  "TimeSlots.create": span("A new time slot"),
  "TimeSlots.delete": span("A deletion", "qpi.record.id"),
  "TimeSlots.get": span("One time slot", "qpi.record.id"),
  "TimeSlots.update": span("A time slot, moved", "qpi.record.id"),
  "Tokens.create": span("A new API token of QPI"),
  "Tokens.delete": span("A deletion", "qpi.record.id"),
  "Tokens.get": span("One API token", "qpi.record.id"),
  "Tokens.list": span("All API tokens"),
  "Tokens.update": span("An API token, renamed or prolonged", "qpi.record.id"),

  "Simulator.densityMatrix": span("A simulation with noise, as a density matrix"),
  "Simulator.fewOutcomes": span("The outcomes of a circuit with few of them"),
  "Simulator.measure": span("A simulation with noise, by trajectories"),
  "Simulator.sample": span("Samples of a wide circuit"),
  "Simulator.simulate": span("A simulation of all amplitudes", "simulator.tiles.helped"),
} as const satisfies Record<string, SpanFacts>

/** The span of each attempt of a request, of kind client. Its name is `{method} {url.template}`. */
export const requestSpan = span(
  "One attempt of a request",
  "http.request.method",
  "http.request.resend_count",
  "http.response.status_code",
  "url.full",
  "url.template",
  "server.address",
  "server.port",
  "error.type",
)

/** The span of a command, named `cli.` and the command's words. */
export const commandSpan = span("A command, e.g. `cli.jobs.get`")

/** The event of a wait's span when the status of its job changes. */
export const statusEvent = {
  name: "ionq.job.status",
  attributes: ["ionq.job.status"],
} as const satisfies { readonly name: string; readonly attributes: ReadonlyArray<Attribute> }

const metric = (
  kind: MetricFacts["kind"],
  unit: string,
  what: string,
  ...attributes: ReadonlyArray<Attribute>
): MetricFacts => ({ kind, unit, what, attributes })

const kind = ["ionq.backend", "ionq.job.type"] as const

/** The metrics. Their attributes are never ids, because each value of an attribute is a series of its own. */
export const metrics = {
  "http.client.request.duration": metric(
    "histogram",
    "s",
    "How long an attempt of a request took, to the end of its response",
    "http.request.method",
    "url.template",
    "http.response.status_code",
    "error.type",
    "server.address",
    "server.port",
  ),
  "ionq.client.retries": metric(
    "counter",
    "{request}",
    "Requests that were sent again",
    "http.request.method",
    "url.template",
  ),
  "ionq.job.queue.duration": metric("histogram", "s", "How long a job was queued, by IonQ's times", ...kind),
  "ionq.job.execution.duration": metric("histogram", "s", "How long a job ran, by IonQ's times", ...kind),
  "ionq.job.ended": metric(
    "counter",
    "{job}",
    "Jobs that were waited for and ended",
    ...kind,
    "ionq.job.status",
  ),
  "ionq.job.shots": metric("counter", "{shot}", "Shots of completed jobs", ...kind),
  "ionq.job.cost": metric(
    "counter",
    "{cost}",
    "What ended jobs cost, by IonQ's figures. It is read for jobs under a budget",
    "ionq.cost.unit",
  ),
  "ionq.budget.spent": metric(
    "upDown",
    "{cost}",
    "What all budgets have spent or reserved",
    "ionq.cost.unit",
  ),
  "ionq.polls": metric("counter", "{poll}", "Polls for jobs"),
  "ionq.poll.jobs": metric("histogram", "{job}", "Jobs that a poll asks for"),
  "ionq.session.open": metric("upDown", "{session}", "Sessions that this process holds open"),
  "ionq.submission.doubts": metric(
    "counter",
    "{submission}",
    "Searches for a submission whose response was lost",
    "ionq.submission.outcome",
  ),
  "qpi.client.retries": metric(
    "counter",
    "{request}",
    "Requests to QPI that were sent again",
    "http.request.method",
    "url.template",
  ),
  "qpi.job.ended": metric("counter", "{job}", "Jobs of QPI that were waited for and ended", "qpi.job.status"),
  "qpi.polls": metric("counter", "{poll}", "Polls for jobs of QPI"),
} as const satisfies Record<string, MetricFacts>

/** The name of a metric. */
export type MetricName = keyof typeof metrics
