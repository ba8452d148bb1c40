import { Command } from "effect/cli"
import { filter, one, runner, start, which } from "../inputs/batch.ts"
import { lazily } from "./lazily.ts"

const actions = () => import("../actions/batch.ts")

const run = Command.make(
  "run",
  start,
  lazily(() => actions().then(({ run }) => run)),
).pipe(
  Command.withShortDescription("Run many circuits, and continue after an interruption"),
  Command.withDescription(
    "Run many circuits, each as its own job, and keep their progress. If this command is interrupted, the same command " +
      "continues the run: no job is submitted twice.",
  ),
  Command.withExamples([
    { command: "ionq batch run scan.jsonl --name scan-7 --backend qpu.forte-1 --shots 500 --budget 200" },
    { command: "ionq batch run scan.jsonl --name scan-7 --database postgres://db/ionq --no-wait" },
  ]),
)

const status = Command.make(
  "status",
  one,
  lazily(() => actions().then(({ status }) => status)),
).pipe(
  Command.withDescription("Show the progress of a run"),
  Command.withExamples([{ command: "ionq batch status scan-7" }]),
)

const results = Command.make(
  "results",
  which,
  lazily(() => actions().then(({ results }) => results)),
).pipe(
  Command.withDescription("Show the results of a run that are available"),
  Command.withExamples([{ command: "ionq batch results scan-7 --json > scan-7.json" }]),
)

const cancel = Command.make(
  "cancel",
  one,
  lazily(() => actions().then(({ cancel }) => cancel)),
).pipe(
  Command.withDescription("Cancel a run and its jobs"),
  Command.withExamples([{ command: "ionq batch cancel scan-7" }]),
)

const list = Command.make(
  "list",
  filter,
  lazily(() => actions().then(({ list }) => list)),
).pipe(
  Command.withDescription("List runs, newest first"),
  Command.withAlias("ls"),
  Command.withExamples([{ command: "ionq batch list --open" }]),
)

const forget = Command.make(
  "forget",
  one,
  lazily(() => actions().then(({ forget }) => forget)),
).pipe(
  Command.withDescription("Remove a run that has ended, with its results; its jobs stay at IonQ"),
  Command.withExamples([{ command: "ionq batch forget scan-7" }]),
)

const runnerCommand = Command.make(
  "runner",
  runner,
  lazily(() => actions().then(({ runner }) => runner)),
).pipe(
  Command.withDescription(
    "Run the runs in a PostgreSQL database, together with other runners, until interrupted",
  ),
  Command.withExamples([
    { command: "ionq batch runner --database postgres://db/ionq --host 10.0.0.7 --port 34431" },
  ]),
)

export const batch = Command.make("batch").pipe(
  Command.withDescription("Runs of many circuits that outlive the command: run, show, read, cancel"),
  Command.withExamples([{ command: "ionq batch run scan.jsonl --name scan-7" }]),
  Command.withSubcommands([run, status, results, cancel, list, forget, runnerCommand]),
)
