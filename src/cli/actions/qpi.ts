import { Effect, Layer, Redacted, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import * as Distribution from "../../Distribution.ts"
import { Auth } from "../../qpi/Auth.ts"
import * as Credentials from "../../qpi/Credentials.ts"
import * as Qpi from "../../qpi/Layer.ts"
import { QpiJobs } from "../../qpi/QpiJobs.ts"
import type { Results } from "../../qpi/QpiResults.ts"
import { Qpus } from "../../qpi/Qpus.ts"
import { type Job, JobStatus } from "../../qpi/schema/Job.ts"
import { given } from "../inputs/flags.ts"
import type * as Input from "../inputs/qpi.ts"
import type { Format } from "../render/formats.ts"
import { type Column, details, table } from "../render/table.ts"
import { said } from "../render/humanUnits.ts"
import { readInput, readText } from "../steps/input.ts"
import { knownStatus } from "../steps/didYouMean.ts"
import { atQpi, serverUrl } from "../steps/qpi.ts"
import { readSecret } from "../steps/readSecret.ts"
import { checkParts, formatOf, writeParts } from "../steps/showOutcome.ts"
import { badInput, usage } from "../terminal/CommandError.ts"
import { show, showAll } from "../terminal/output.ts"
import { variable } from "../terminal/Process.ts"
import { readProfile, writeProfile } from "../terminal/storedProfile.ts"
import { plain, type Screen, styled } from "../terminal/screen.ts"
import { Secrets } from "../terminal/scrub.ts"

const password = Effect.flatMap(variable("QPI_PASSWORD"), (known) =>
  known === undefined ? readSecret("Password") : Effect.succeed(Redacted.make(known)),
)

export const login = Effect.fn("cli.qpi.login")(function* (flags: Input.LoginInput) {
  const email = given(flags.email) ?? (yield* variable("QPI_EMAIL"))
  if (email === undefined || email === "") return yield* usage("The email is missing: pass --email EMAIL")
  const url = yield* serverUrl
  const secret = yield* password
  ;(yield* Secrets).add(Redacted.value(secret))
  const sign = flags.superuser ? Credentials.superuserPassword : Credentials.userPassword
  const { me, jwt } = yield* Effect.gen(function* () {
    const auth = yield* Auth
    return { me: yield* auth.whoami, jwt: Redacted.value(yield* auth.jwt) }
  }).pipe(
    Effect.provide(
      Layer.provide(Qpi.layer({ url, credentials: sign(email, secret) }), FetchHttpClient.layer),
    ),
  )
  ;(yield* Secrets).add(jwt)
  const profile = yield* writeProfile({ ...(yield* readProfile), qpi: { url, jwt } })
  yield* show({ profile, ...me }, () => `${said(me.email)} is signed in. The JWT is stored in ${profile}`)
})

/** The id of the named processor, or of the only one that is online. Fails if no processor or several are online. */
const processor = Effect.fnUntraced(function* (named: string | undefined) {
  const qpus = yield* Qpus
  if (named !== undefined) return (yield* qpus.resolve(named)).id
  const [only, ...others] = yield* qpus.online
  if (only === undefined) return yield* usage("No processor is online: pass --qpu QPU")
  if (others.length > 0) {
    const names = [only, ...others].map(({ name }) => said(name)).join(", ")
    return yield* usage(`Several processors are online: pass --qpu with one of ${names}`)
  }
  return only.id
})

/** The contents of a file: an OpenQASM program as text, or circuits. */
const programs = Effect.fnUntraced(function* (file: string) {
  const input = yield* readInput(file)
  if (input.kind === "job") return yield* badInput("This is an IonQ job, not a QPI job")
  const [first, ...rest] = input.circuits
  if (file === "-" || first === undefined || rest.length > 0) return input.circuits
  const text = yield* readText(file)
  return text.includes("OPENQASM") ? [text] : input.circuits
})

const shownResults = (
  results: Results,
  flags: Pick<Input.RunInput, "qubit0" | "top">,
  screen: Screen,
): string =>
  results.entries
    .map((entry, i) => {
      const title = results.entries.length === 1 ? [] : [styled(screen, "bold", `${i + 1}`)]
      if (entry.kind !== "counts") return [...title, plain(JSON.stringify(entry, undefined, 2))].join("\n")
      const { qubit0, top } = flags
      const columns = Math.min(screen.columns, 80)
      return [...title, Distribution.draw(entry.counts, { qubit0, top, order: "value", columns })].join("\n")
    })
    .join("\n\n")

const jsonOf = (results: Results, { qubit0 }: Pick<Input.RunInput, "qubit0">) =>
  results.entries.map((entry) =>
    entry.kind === "counts"
      ? { shots: entry.shots, counts: Distribution.toBitstrings(entry.counts, { qubit0 }) }
      : entry,
  )

/** Shows results for people, as JSON, or in a format. */
const showResults = Effect.fnUntraced(function* (
  results: Results,
  value: unknown,
  format: Format | undefined,
  flags: Omit<Input.ResultsInput, "job">,
  title: string,
) {
  if (format === undefined) return yield* show(value, (_, screen) => shownResults(results, flags, screen))
  const isOnly = results.entries.length === 1
  const parts = yield* Effect.forEach(results.entries, (entry, i) =>
    entry.kind === "counts"
      ? Effect.succeed({ title: isOnly ? undefined : `${i + 1}`, distribution: entry.counts })
      : Effect.fail(usage(`--${format} needs counts, but result ${i + 1} has none`)),
  )
  yield* writeParts(format, parts, flags, title)
})

export const run = Effect.fn("cli.qpi.run")(function* (flags: Input.RunInput) {
  const format = yield* formatOf(flags)
  const circuits = yield* programs(flags.file)
  if (format !== undefined) yield* checkParts(format, circuits.length, { ...flags, dryRun: false })
  yield* atQpi(
    Effect.gen(function* () {
      const jobs = yield* QpiJobs
      const qpu = yield* processor(given(flags.qpu))
      const shots = given(flags.shots)
      const request = { qpu, circuits, ...(shots === undefined ? {} : { shots }) }
      const submission = { submissionId: given(flags.submissionId) }
      if (!flags.wait) {
        return yield* Effect.flatMap(jobs.submit(request, submission), (job) =>
          show(job, ({ id }) => said(id)),
        )
      }
      const { job, results } = yield* jobs.run(request, { ...submission, timeout: flags.timeout })
      yield* showResults(results, { job, results: jsonOf(results, flags) }, format, flags, job.id)
    }),
  )
})

const statusColours: Readonly<Record<string, "green" | "red" | "yellow">> = {
  completed: "green",
  failed: "red",
  cancelled: "yellow",
}

const columns: ReadonlyArray<Column<Job>> = [
  { title: "JOB", cell: ({ id }) => said(id) },
  {
    title: "STATUS",
    cell: ({ status }) => said(status),
    paint: (text, { status }, screen) => styled(screen, statusColours[status] ?? "dim", text),
  },
  { title: "QPU", cell: ({ qpu_target: qpu }) => said(qpu), rank: 2 },
  {
    title: "SECONDS",
    cell: ({ duration }) => (duration ? duration.toFixed(2) : ""),
    align: "right",
    rank: 3,
  },
  { title: "CREATED", cell: ({ created }) => said(created), rank: 1 },
]

export const listJobs = Effect.fn("cli.qpi.jobs.list")(function* ({ status, limit }: Input.ListInput) {
  if (limit < 0) return yield* usage("--limit is the number of jobs, or 0 for all")
  const jobs = yield* QpiJobs
  const pageSize = limit === 0 ? undefined : Math.min(limit, 200)
  const newest = jobs.list({
    status: yield* knownStatus(given(status), JobStatus),
    newestFirst: true,
    pageSize,
  })
  yield* showAll(limit === 0 ? newest : Stream.take(newest, limit), (found, screen) =>
    table(columns, found, screen, "No jobs."),
  )
}, atQpi)

const detailsOf = (job: Job, screen: Screen): string =>
  details(
    [
      ["job", said(job.id)],
      ["status", said(job.status)],
      ["processor", said(job.qpu_target)],
      ["seconds", job.duration ? String(job.duration) : ""],
      ["created", said(job.created)],
      ["updated", said(job.updated)],
      ["finished", said(job.finished_at)],
    ],
    screen,
  )

export const getJob = Effect.fn("cli.qpi.jobs.get")(function* ({ job }: Input.JobInput) {
  const jobs = yield* QpiJobs
  yield* show(yield* jobs.get(job), detailsOf)
}, atQpi)

export const cancelJob = Effect.fn("cli.qpi.jobs.cancel")(function* ({ job }: Input.JobInput) {
  const jobs = yield* QpiJobs
  const { requested, job: found, settled } = yield* jobs.cancelAndConfirm(job)
  yield* show({ requested, settled, job: found }, ({ job }) =>
    requested
      ? `The job is ${said(job.status)}${settled ? "" : ", and may still change"}`
      : `The job was ${said(job.status)}`,
  )
}, atQpi)

export const jobResults = Effect.fn("cli.qpi.jobs.results")(function* ({
  job,
  ...flags
}: Input.ResultsInput) {
  const jobs = yield* QpiJobs
  const format = yield* formatOf(flags)
  const results = yield* jobs.results(job)
  yield* showResults(results, jsonOf(results, flags), format, flags, job)
}, atQpi)
