import { Effect, Option } from "effect"
import { Sessions } from "../../Sessions.ts"
import type { Session, SessionLimits } from "../../schema/Session.ts"
import { ask, canAsk } from "../steps/approve.ts"
import { CommandError, usage } from "../terminal/CommandError.ts"
import type {
  OpenInput,
  ReapInput,
  SessionInput,
  SessionJobsInput,
  SessionsInput,
} from "../inputs/sessions.ts"
import { connected } from "../steps/connect.ts"
import { noteUnlisted, withKnownBackend } from "../steps/knownBackend.ts"
import { given } from "../inputs/flags.ts"
import { Local } from "../terminal/globals.ts"
import { note, show, showAll } from "../terminal/output.ts"
import { jobsTable } from "../render/job.ts"
import { type Column, details, table } from "../render/table.ts"
import { ago, amountOf, said, timeOf } from "../render/humanUnits.ts"
import { type Screen, styled } from "../terminal/screen.ts"
import { first, pageSize } from "./jobs.ts"

const paint = (text: string, { status }: Session, screen: Screen) =>
  status === "ended" ? styled(screen, "dim", text) : styled(screen, "green", text)

const columns: ReadonlyArray<Column<Session>> = [
  { title: "ID", cell: ({ id }) => said(id) },
  { title: "STATUS", cell: ({ status }) => said(status), paint },
  { title: "BACKEND", cell: ({ backend }) => said(backend), rank: 1 },
  { title: "CREATED", cell: ({ created_at }) => ago(created_at, Date.now()), rank: 2 },
]

const sessionDetails = (session: Session, screen: Screen): string => {
  const { settings } = session
  return details(
    [
      ["session", said(session.id)],
      ["status", paint(said(session.status), session, screen)],
      ["backend", said(session.backend)],
      ["created", timeOf(session.created_at)],
      ["started", timeOf(session.started_at)],
      ["ended", timeOf(session.ended_at)],
      ["expires", session.ended_at ? undefined : timeOf(settings?.expires_at)],
      ["at most", settings?.job_count_limit ? `${settings.job_count_limit} jobs` : undefined],
      ["for at most", settings?.duration_limit_min ? `${settings.duration_limit_min} min` : undefined],
      ["cost limit", amountOf(settings?.cost_limit?.value, settings?.cost_limit?.unit)],
      ["creator", said(session.creator_id)],
    ],
    screen,
  )
}

/** Gets permission to open a session, because a session on a machine costs money while it is open. */
const approvedSession = Effect.fnUntraced(function* ({ backend, yes, costLimit }: OpenInput) {
  if (backend === "simulator" || yes || (yield* Local)) return
  if (yield* canAsk) return yield* ask(`A session on ${backend} costs money until it ends. Open it?`)
  if (Option.isSome(costLimit)) return
  return yield* new CommandError({
    reason: "refused",
    message: "A session costs money, and there is no terminal for a prompt: no session was opened",
    hint: "Pass --cost-limit AMOUNT, or --yes.",
  })
})

export const open = Effect.fn("cli.sessions.open")(function* (flags: OpenInput) {
  const sessions = yield* Sessions
  yield* approvedSession(flags)
  const settings: SessionLimits = {
    ...(Option.isSome(flags.jobs) ? { job_count_limit: flags.jobs.value } : {}),
    ...(Option.isSome(flags.minutes) ? { duration_limit_min: flags.minutes.value } : {}),
    ...(Option.isSome(flags.costLimit) ? { cost_limit: { unit: "usd", value: flags.costLimit.value } } : {}),
  }
  const { backend } = flags
  const session = yield* withKnownBackend(backend)(
    sessions.create(Object.keys(settings).length === 0 ? { backend } : { backend, settings }),
  )
  yield* show(session, ({ id }) => said(id))
  yield* note(`It costs money until it ends: ionq sessions end ${session.id}`)
}, connected)

export const list = Effect.fn("cli.sessions.list")(function* ({ active }: SessionsInput) {
  const sessions = yield* Sessions
  const found = yield* sessions.list(active ? { active } : {})
  yield* show(found, (all, screen) => table(columns, all, screen, "No sessions."))
}, connected)

export const get = Effect.fn("cli.sessions.get")(function* ({ session }: SessionInput) {
  const sessions = yield* Sessions
  yield* show(yield* sessions.get(session), sessionDetails)
}, connected)

export const end = Effect.fn("cli.sessions.end")(function* ({ session }: SessionInput) {
  const sessions = yield* Sessions
  yield* show(yield* sessions.end(session), sessionDetails)
}, connected)

export const jobs = Effect.fn("cli.sessions.jobs")(function* ({ session, limit }: SessionJobsInput) {
  if (limit < 0) return yield* usage("--limit is the number of jobs, or 0 for all")
  const sessions = yield* Sessions
  yield* showAll(first(limit)(sessions.jobs(session, { pageSize: pageSize(limit) })), jobsTable)
}, connected)

export const reap = Effect.fn("cli.sessions.reap")(function* (flags: ReapInput) {
  const sessions = yield* Sessions
  const backend = given(flags.backend)
  const { found, ended, failed } = yield* sessions.reap({
    olderThan: flags.olderThan,
    backend,
    creatorId: given(flags.creator),
    dryRun: !flags.end,
  })
  const [worst] = failed
  const told = failed.map(({ sessionId, error }) => ({ sessionId, message: error.message }))
  yield* show({ found, ended, failed: told }, (_, screen) =>
    [
      table(columns, found, screen, "No session was left behind."),
      ...(found.length > 0 && !flags.end ? ["No session was ended: add --end."] : []),
      ...(ended.length > 0 ? [`Ended ${ended.length}.`] : []),
      ...told.map(({ sessionId, message }) => `${said(sessionId)} was not ended: ${said(message)}`),
    ].join("\n"),
  )
  if (found.length === 0 && backend !== undefined) yield* noteUnlisted(backend)
  if (worst !== undefined) return yield* worst.error
}, connected)
