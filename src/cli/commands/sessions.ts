import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"
import { one, request, filter, jobsOf, reaped } from "../inputs/sessions.ts"

const actions = () => import("../actions/sessions.ts")

const open = Command.make(
  "open",
  request,
  lazily(() => actions().then(({ open }) => open)),
).pipe(
  Command.withDescription("Open a session. It costs money until `sessions end` or a limit ends it"),
  Command.withExamples([
    { command: "ionq sessions open --backend qpu.forte-1 --minutes 10 --cost-limit 100" },
  ]),
)

const list = Command.make(
  "list",
  filter,
  lazily(() => actions().then(({ list }) => list)),
).pipe(
  Command.withDescription("List sessions"),
  Command.withAlias("ls"),
  Command.withExamples([{ command: "ionq sessions list --active" }]),
)

const get = Command.make(
  "get",
  one,
  lazily(() => actions().then(({ get }) => get)),
).pipe(
  Command.withDescription("Show a session"),
  Command.withExamples([{ command: "ionq sessions get 20a1f8b6-59d4-435d-aa33-695433d7155e" }]),
)

const end = Command.make(
  "end",
  one,
  lazily(() => actions().then(({ end }) => end)),
).pipe(
  Command.withDescription("End a session; it is safe to repeat"),
  Command.withExamples([{ command: "ionq sessions end 20a1f8b6-59d4-435d-aa33-695433d7155e" }]),
)

const jobs = Command.make(
  "jobs",
  jobsOf,
  lazily(() => actions().then(({ jobs }) => jobs)),
).pipe(
  Command.withDescription("List the jobs of a session"),
  Command.withExamples([{ command: "ionq sessions jobs 20a1f8b6-59d4-435d-aa33-695433d7155e" }]),
)

const reap = Command.make(
  "reap",
  reaped,
  lazily(() => actions().then(({ reap }) => reap)),
).pipe(
  Command.withDescription("List open sessions that a program left behind; --end ends them"),
  Command.withExamples([{ command: "ionq sessions reap --older-than 1h --end" }]),
)

export const sessions = Command.make("sessions").pipe(
  Command.withDescription("Sessions: exclusive time on a machine"),
  Command.withExamples([{ command: "ionq sessions list --active" }]),
  Command.withSubcommands([open, list, get, end, jobs, reap]),
)
