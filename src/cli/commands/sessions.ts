import { Command, Flag } from "effect/cli"
import { duration, int, sessionId, text, toggle } from "../flags.ts"
import { lazily } from "../lazily.ts"

const actions = () => import("../actions/sessions.ts")

const one = { session: sessionId }
const request = {
  backend: Flag.String("backend").pipe(
    Flag.withAlias("b"),
    Flag.withDescription("The machine to reserve, e.g. qpu.forte-1"),
    Flag.withMetavar("BACKEND"),
  ),
  jobs: int("jobs", "It ends after so many jobs"),
  minutes: int("minutes", "It ends after so many minutes"),
  costLimit: Flag.Finite("cost-limit").pipe(
    Flag.withDescription("It ends when its jobs cost so much, in USD"),
    Flag.withMetavar("AMOUNT"),
    Flag.optional,
  ),
  yes: toggle("yes", "Do not ask before something that costs money").pipe(Flag.withAlias("y")),
}
const filter = { active: toggle("active", "Only those that are open") }
const jobsOf = {
  ...one,
  limit: Flag.Int("limit").pipe(
    Flag.withDescription("The most jobs to list, newest first; 0 for all"),
    Flag.withMetavar("N"),
    Flag.withDefault(25),
  ),
}
const reaped = {
  olderThan: duration("older-than", "Only sessions that were created longer ago than this"),
  backend: text("backend", "Only sessions of this backend", "BACKEND").pipe(Flag.withAlias("b")),
  creator: text("creator", "Only sessions of this user (default: those of the key's project)", "ID"),
  end: toggle("end", "End them; without this they are only listed"),
}

type Infer<A extends Command.Command.Config> = Command.Command.Config.Infer<A>
export type SessionInput = Infer<typeof one>
export type OpenInput = Infer<typeof request>
export type SessionsInput = Infer<typeof filter>
export type SessionJobsInput = Infer<typeof jobsOf>
export type ReapInput = Infer<typeof reaped>

const open = Command.make(
  "open",
  request,
  lazily(() => actions().then(({ open }) => open)),
).pipe(
  Command.withDescription("Open a session. It costs until it ends: by `sessions end`, or by a limit"),
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
  Command.withDescription("End a session; safe to repeat"),
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
  Command.withDescription("Find open sessions that a program left behind, and with --end end them"),
  Command.withExamples([{ command: "ionq sessions reap --older-than 1h --end" }]),
)

export const sessions = Command.make("sessions").pipe(
  Command.withDescription("Sessions: a reserved stretch of one machine"),
  Command.withExamples([{ command: "ionq sessions list --active" }]),
  Command.withSubcommands([open, list, get, end, jobs, reap]),
)
