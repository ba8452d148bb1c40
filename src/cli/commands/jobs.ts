import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"
import { job, several, filter, wait, watch, changes, which, circuit } from "../inputs/jobs.ts"

const actions = () => import("../actions/jobs.ts")
const results = () => import("../actions/results.ts")

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
  Command.withDescription("Print a job at each change of its status until it ends"),
  Command.withExamples([{ command: "ionq jobs watch 617a1f8b-59d4-435d-aa33-695433d7155e --json" }]),
)

const waitCommand = Command.make(
  "wait",
  wait,
  lazily(() => actions().then(({ wait }) => wait)),
).pipe(
  Command.withDescription(
    "Wait for a job; exits with 0, with 6 if it failed or was canceled, with 7 if the time is up",
  ),
  Command.withExamples([{ command: "ionq jobs wait 617a1f8b-59d4-435d-aa33-695433d7155e --timeout 2h" }]),
)

const cancel = Command.make(
  "cancel",
  several,
  lazily(() => actions().then(({ cancel }) => cancel)),
).pipe(
  Command.withDescription("Cancel jobs"),
  Command.withExamples([{ command: "ionq jobs cancel 617a1f8b-59d4-435d-aa33-695433d7155e" }]),
)

const remove = Command.make(
  "delete",
  several,
  lazily(() => actions().then(({ remove }) => remove)),
).pipe(
  Command.withDescription("Delete jobs and their results permanently"),
  Command.withExamples([{ command: "ionq jobs delete 617a1f8b-59d4-435d-aa33-695433d7155e" }]),
)

const clone = Command.make(
  "clone",
  changes,
  lazily(() => actions().then(({ clone }) => clone)),
).pipe(
  Command.withDescription("Submit a job again, with changes; it costs like a new one"),
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
  Command.withDescription("Show the cost of a job: an estimate until it has run"),
  Command.withExamples([{ command: "ionq jobs cost 617a1f8b-59d4-435d-aa33-695433d7155e" }]),
)

const resultsCommand = Command.make(
  "results",
  which,
  lazily(() => results().then(({ results }) => results)),
).pipe(
  Command.withDescription("Show the result of a completed job"),
  Command.withExamples([
    { command: "ionq jobs results 617a1f8b-59d4-435d-aa33-695433d7155e --kind histogram" },
    { command: "ionq jobs results 617a1f8b-59d4-435d-aa33-695433d7155e --kind shots | sort | uniq -c" },
    { command: "ionq jobs results 617a1f8b-59d4-435d-aa33-695433d7155e --svg > histogram.svg" },
  ]),
)

const circuitCommand = Command.make(
  "circuit",
  circuit,
  lazily(() => results().then(({ circuit }) => circuit)),
).pipe(
  Command.withDescription("Show the compiled circuit of a job"),
  Command.withExamples([{ command: "ionq jobs circuit 617a1f8b-59d4-435d-aa33-695433d7155e --lang qasm3" }]),
)

export const jobs = Command.make("jobs").pipe(
  Command.withDescription("Jobs: list, show, wait, cancel, clone, read results"),
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
