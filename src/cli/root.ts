import { Command } from "effect/cli"
import { login, logout, usage, whoami } from "./commands/account.ts"
import { backends } from "./commands/backends.ts"
import { batch } from "./commands/batch.ts"
import { compile, convert, draw } from "./commands/circuits.ts"
import { completions } from "./commands/completions.ts"
import { demo } from "./commands/demo.ts"
import { doctor } from "./commands/doctor.ts"
import { emulator } from "./commands/emulator.ts"
import { estimate } from "./commands/estimate.ts"
import { jobs } from "./commands/jobs.ts"
import { mcp } from "./commands/mcp.ts"
import { qpi } from "./commands/qpi.ts"
import { run } from "./commands/run.ts"
import { sessions } from "./commands/sessions.ts"
import { globals } from "./terminal/globals.ts"

/** The command `ionq` with all of its subcommands. */
export const root = Command.make("ionq").pipe(
  Command.withDescription(
    "IonQ's quantum computers from a terminal.\n\n" +
      "The key comes from --api-key, IONQ_API_KEY or the profile (`ionq login`), in this order.\n\n" +
      "Exit codes: 0, or 1 failure, 2 usage, 3 key refused, 4 not found, 5 rate limited, 6 job failed or canceled, " +
      "7 timeout, 130 interrupted, 129 and 143 after SIGHUP and SIGTERM.",
  ),
  Command.withExamples([
    { command: "ionq demo", description: "See it work, without a key" },
    { command: "ionq run bell.qasm --local", description: "Run a circuit, without a key" },
    { command: "ionq run bell.qasm --backend qpu.forte-1 --shots 500", description: "Run it on a machine" },
  ]),
  Command.withSubcommands([
    demo,
    run,
    jobs,
    batch,
    estimate,
    backends,
    sessions,
    usage,
    whoami,
    login,
    logout,
    compile,
    convert,
    draw,
    emulator,
    mcp,
    qpi,
    doctor,
    completions((): Command.Command.Any => root),
  ]),
  Command.withGlobalFlags(globals),
)
