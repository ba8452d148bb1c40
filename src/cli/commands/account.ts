import { Command, Flag } from "effect/cli"
import { text } from "../flags.ts"
import { lazily } from "../lazily.ts"

const actions = () => import("../actions/account.ts")

const period = {
  organization: text("organization", "The organisation's id (default: the profile's)", "ID"),
  from: text("from", "The first day, e.g. 2026-07-01 (default: 30 days ago)", "DATE"),
  until: text("until", "The day after the last one (default: tomorrow)", "DATE"),
  groupBy: Flag.Literals("group-by", ["project", "user", "job"]).pipe(
    Flag.withDescription("Whose use is told apart"),
    Flag.withDefault("project" as const),
  ),
  every: Flag.Literals("every", ["day", "week", "month"]).pipe(
    Flag.withDescription("How long a period is"),
    Flag.withDefault("day" as const),
  ),
}
const profile = {
  url: text("save-url", "The base URL to keep in the profile", "URL"),
  backend: text("save-backend", "The backend to use where none is said", "BACKEND"),
  organization: text("save-organization", "The organisation for `ionq usage`", "ID"),
}

export type UsageInput = Command.Command.Config.Infer<typeof period>
export type LoginInput = Command.Command.Config.Infer<typeof profile>

export const whoami = Command.make(
  "whoami",
  {},
  lazily(() => actions().then(({ whoami }) => whoami)),
).pipe(Command.withDescription("Whose key it is"), Command.withExamples([{ command: "ionq whoami" }]))

export const usage = Command.make(
  "usage",
  period,
  lazily(() => actions().then(({ usage }) => usage)),
).pipe(
  Command.withDescription("What an organisation used, period by period"),
  Command.withExamples([
    {
      command:
        "ionq usage --organization 71d164e6-6ebe-4126-8839-f1529bb01a00 --from 2026-10-01 --every month",
    },
  ]),
)

export const login = Command.make(
  "login",
  profile,
  lazily(() => actions().then(({ login }) => login)),
).pipe(
  Command.withDescription(
    "Keep an API key in the profile, which only you can read. It is asked for without being shown, or read from " +
      "standard input; IonQ is asked whose it is first.",
  ),
  Command.withShortDescription("Keep an API key in the profile"),
  Command.withExamples([{ command: "ionq login" }, { command: "pass show ionq | ionq login" }]),
)
