import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"
import { period, profile } from "../inputs/account.ts"

const actions = () => import("../actions/account.ts")

export const whoami = Command.make(
  "whoami",
  {},
  lazily(() => actions().then(({ whoami }) => whoami)),
).pipe(
  Command.withDescription("Show the owner of the key"),
  Command.withExamples([{ command: "ionq whoami" }]),
)

export const usage = Command.make(
  "usage",
  period,
  lazily(() => actions().then(({ usage }) => usage)),
).pipe(
  Command.withDescription("The usage of an organization, by period"),
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
    "Store an API key in the profile, which only you can read. It is typed at a hidden prompt, or read from " +
      "standard input; IonQ has to accept it first.",
  ),
  Command.withShortDescription("Store an API key in the profile"),
  Command.withExamples([{ command: "ionq login" }, { command: "pass show ionq | ionq login" }]),
)

export const logout = Command.make(
  "logout",
  {},
  lazily(() => actions().then(({ logout }) => logout)),
).pipe(
  Command.withDescription("Remove the stored API key from the profile"),
  Command.withExamples([{ command: "ionq logout" }]),
)
