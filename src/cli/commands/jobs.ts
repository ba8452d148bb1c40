import { Argument, Command, Flag } from "effect/cli"
import { backend, int, jobId, metadata, money, name, shots, shown, text, toggle, waiting } from "../flags.ts"
import { lazily } from "../lazily.ts"

const actions = () => import("../actions/jobs.ts")
const results = () => import("../actions/results.ts")

const job = { job: jobId }
const several = {
  jobs: Argument.String("job").pipe(Argument.withDescription("The ids of jobs"), Argument.atLeast(1)),
}
const filter = {
  status: text("status", "Only jobs in this status, e.g. completed", "STATUS"),
  backend: text("backend", "Only jobs of this backend", "BACKEND").pipe(Flag.withAlias("b")),
  session: text("session", "Only jobs of this session", "ID"),
  parent: text("parent", "Only the children of this job", "ID"),
  limit: Flag.Int("limit").pipe(
    Flag.withDescription("The most jobs to list, newest first; 0 for all"),
    Flag.withMetavar("N"),
    Flag.withDefault(25),
  ),
}
const wait = { ...job, ...waiting }
const watch = { ...job, timeout: waiting.timeout }
const changes = {
  ...job,
  backend,
  shots,
  name,
  metadata,
  dryRun: toggle("dry-run", "Check and compile it at IonQ, and run nothing"),
  ...money,
}
const which = {
  ...job,
  kind: Flag.Literals("kind", ["auto", "probabilities", "histogram", "shots"]).pipe(
    Flag.withDescription("Probabilities, counts, or one state for each shot"),
    Flag.withDefault("auto" as const),
  ),
  register: text("register", "Only this register of the program", "NAME"),
  variant: text("variant", "Only this variant of a debiased job", "ID"),
  aggregation: Flag.Literals("aggregation", ["average", "voting", "dnl", "majority"]).pipe(
    Flag.withDescription("How the variants of a debiased job are put together"),
    Flag.optional,
  ),
  ...shown,
}
const circuit = {
  ...job,
  lang: Flag.Literals("lang", ["native", "qasm3"]).pipe(
    Flag.withDescription("Native gates, drawn, or OpenQASM 3"),
    Flag.withDefault("native" as const),
  ),
  width: int("width", "The most characters in a line"),
}

type Infer<A extends Command.Command.Config> = Command.Command.Config.Infer<A>
export type JobInput = Infer<typeof job>
export type SeveralInput = Infer<typeof several>
export type ListInput = Infer<typeof filter>
export type WaitInput = Infer<typeof wait>
export type WatchInput = Infer<typeof watch>
export type ChangesInput = Infer<typeof changes>
export type ResultsInput = Infer<typeof which>
export type CircuitInput = Infer<typeof circuit>

const list = Command.make(
  "list",
  filter,
  lazily(() => actions().then(({ list }) => list)),
).pipe(
  Command.withDescription("List jobs, newest first"),
  Command.withAlias("ls"),
  Command.withExamples([{ command: "ionq jobs list --status completed --limit 5" }]),
)

const get = Command.make(
  "get",
  job,
  lazily(() => actions().then(({ get }) => get)),
).pipe(
  Command.withDescription("Show a job"),
  Command.withExamples([{ command: "ionq jobs get 617a1f8b-59d4-435d-aa33-695433d7155e" }]),
)

const watchCommand = Command.make(
  "watch",
  watch,
  lazily(() => actions().then(({ watch }) => watch)),
).pipe(
  Command.withDescription("Print a job at each change of its status, to the last one"),
  Command.withExamples([{ command: "ionq jobs watch 617a1f8b-59d4-435d-aa33-695433d7155e --json" }]),
)

const waitCommand = Command.make(
  "wait",
  wait,
  lazily(() => actions().then(({ wait }) => wait)),
).pipe(
  Command.withDescription(
    "Wait for a job; ends with 0, 6 where it failed or was canceled, 7 where time is up",
  ),
  Command.withExamples([{ command: "ionq jobs wait 617a1f8b-59d4-435d-aa33-695433d7155e --timeout 2h" }]),
)

const cancel = Command.make(
  "cancel",
  several,
  lazily(() => actions().then(({ cancel }) => cancel)),
).pipe(
  Command.withDescription("Ask IonQ to cancel jobs"),
  Command.withExamples([{ command: "ionq jobs cancel 617a1f8b-59d4-435d-aa33-695433d7155e" }]),
)

const remove = Command.make(
  "delete",
  several,
  lazily(() => actions().then(({ remove }) => remove)),
).pipe(
  Command.withDescription("Delete jobs and their results for good"),
  Command.withExamples([{ command: "ionq jobs delete 617a1f8b-59d4-435d-aa33-695433d7155e" }]),
)

const clone = Command.make(
  "clone",
  changes,
  lazily(() => actions().then(({ clone }) => clone)),
).pipe(
  Command.withDescription("Submit a job again, with changes; it is paid like a new one"),
  Command.withExamples([{ command: "ionq jobs clone 617a1f8b-59d4-435d-aa33-695433d7155e --shots 2000" }]),
)

const move = Command.make(
  "move",
  changes,
  lazily(() => actions().then(({ move }) => move)),
).pipe(
  Command.withDescription("Move a job that has not started, e.g. to another backend"),
  Command.withExamples([{ command: "ionq jobs move 617a1f8b-59d4-435d-aa33-695433d7155e -b qpu.forte-1" }]),
)

const cost = Command.make(
  "cost",
  job,
  lazily(() => actions().then(({ cost }) => cost)),
).pipe(
  Command.withDescription("What a job costs: an estimate until it ran"),
  Command.withExamples([{ command: "ionq jobs cost 617a1f8b-59d4-435d-aa33-695433d7155e" }]),
)

const resultsCommand = Command.make(
  "results",
  which,
  lazily(() => results().then(({ results }) => results)),
).pipe(
  Command.withDescription("Show what a completed job measured"),
  Command.withExamples([
    { command: "ionq jobs results 617a1f8b-59d4-435d-aa33-695433d7155e --kind histogram" },
    { command: "ionq jobs results 617a1f8b-59d4-435d-aa33-695433d7155e --kind shots | sort | uniq -c" },
  ]),
)

const circuitCommand = Command.make(
  "circuit",
  circuit,
  lazily(() => results().then(({ circuit }) => circuit)),
).pipe(
  Command.withDescription("Show the circuit of a job as it was compiled"),
  Command.withExamples([{ command: "ionq jobs circuit 617a1f8b-59d4-435d-aa33-695433d7155e --lang qasm3" }]),
)

export const jobs = Command.make("jobs").pipe(
  Command.withDescription("Jobs: list, look, wait, cancel, clone, read results"),
  Command.withExamples([{ command: "ionq jobs list" }]),
  Command.withSubcommands([
    list,
    get,
    watchCommand,
    waitCommand,
    cancel,
    remove,
    clone,
    move,
    cost,
    resultsCommand,
    circuitCommand,
  ]),
)
