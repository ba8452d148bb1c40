import { Effect, Layer, Option, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { Account } from "../../Account.ts"
import * as IonQ from "../../Layer.ts"
import type { UsagePeriod } from "../../schema/Account.ts"
import { CommandError, usage as wrong } from "../terminal/CommandError.ts"
import type { LoginInput, UsageInput } from "../inputs/account.ts"
import { connected } from "../steps/connect.ts"
import { keyAndUrl } from "../steps/keyAndUrl.ts"
import { readSecret } from "../steps/readSecret.ts"
import { given } from "../inputs/flags.ts"
import { ApiKey, Local, Url } from "../terminal/globals.ts"
import { note, show } from "../terminal/output.ts"
import { variable } from "../terminal/Process.ts"
import { readProfile, writeProfile } from "../terminal/storedProfile.ts"
import { type Column, details, table } from "../render/table.ts"
import { amountOf, lengthOf, said } from "../render/humanUnits.ts"
import { Secrets } from "../terminal/scrub.ts"

export const whoami = Effect.fn("cli.whoami")(function* () {
  const account = yield* Account
  yield* show(yield* account.whoami, (me, screen) =>
    details(
      [
        ["key", said(me.key_name)],
        ["key id", said(me.key_id)],
        ["project", said(me.project_id)],
      ],
      screen,
    ),
  )
}, connected)

const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)

const columns: ReadonlyArray<Column<UsagePeriod>> = [
  { title: "FROM", cell: ({ from }) => said(from).slice(0, 10) },
  { title: "JOBS", cell: ({ job_count: jobs }) => jobs?.toString() ?? "", align: "right", rank: 1 },
  {
    title: "QPU TIME",
    cell: ({ time_us: micros }) => (typeof micros === "number" ? lengthOf(micros / 1000) : ""),
    align: "right",
    rank: 2,
  },
  { title: "AMOUNT", cell: (period) => amountOf(period.amount, period.amount_unit) ?? "", align: "right" },
]

const modalities = { day: "daily", week: "weekly", month: "monthly" } as const

export const usage = Effect.fn("cli.usage")(function* (flags: UsageInput) {
  const account = yield* Account
  const profile = (yield* Local) ? {} : yield* readProfile
  const organizationId = given(flags.organization) ?? profile.organization
  if (organizationId === undefined) {
    return yield* wrong(
      "The organization is missing: pass --organization ID",
      "The id is on https://cloud.ionq.com, and in `ionq sessions list --json`.",
    )
  }
  const found = yield* account.usage({
    organizationId,
    from: Option.getOrElse(flags.from, () => day(-30)),
    until: Option.getOrElse(flags.until, () => day(1)),
    groupBy: flags.groupBy,
    modality: modalities[flags.every],
  })
  yield* show(found, (_, screen) =>
    [
      table(columns, found.usage_data ?? [], screen, "Nothing was used."),
      ...(typeof found.amount_total === "number"
        ? [`Total: ${amountOf(found.amount_total, found.amount_unit ?? found.usage_unit)}`]
        : []),
    ].join("\n"),
  )
}, connected)

/** The key from the flag, or else from the user. */
const newKey = Effect.flatMap(
  ApiKey,
  Option.match({ onNone: () => readSecret("API key"), onSome: Effect.succeed }),
)

export const logout = Effect.fn("cli.logout")(function* () {
  const { apiKey, ...rest } = yield* readProfile
  if (apiKey === undefined) return yield* show({ removed: false }, () => "No key is stored.")
  const file = yield* writeProfile(rest)
  yield* show({ profile: file, removed: true }, () => `The key is removed from ${file}`)
  yield* note("It still works: revoke it at https://cloud.ionq.com if nobody needs it.")
})

export const login = Effect.fn("cli.login")(function* (flags: LoginInput) {
  const { profile, url: usedUrl } = yield* keyAndUrl
  const found = yield* newKey
  const key = Redacted.value(found).trim()
  ;(yield* Secrets).add(key)
  if (key === "") {
    return yield* new CommandError({ reason: "key", message: "The key is empty: nothing was stored" })
  }
  const apiKey = Redacted.make(key)
  const saved = given(flags.url) ?? Option.getOrUndefined(yield* Url)
  const url = saved ?? usedUrl
  // Stores the key only after IonQ has accepted it.
  const me = yield* Effect.provide(
    Effect.flatMap(Account, (account) => account.whoami),
    Layer.provide(
      IonQ.layer({ apiKey, userAgent: "ionq-cli", ...(url === undefined ? {} : { baseUrl: url }) }),
      FetchHttpClient.layer,
    ),
  )
  const file = yield* writeProfile({
    ...profile,
    apiKey: key,
    ...(saved === undefined ? {} : { url: saved }),
    ...(Option.isSome(flags.backend) ? { backend: flags.backend.value } : {}),
    ...(Option.isSome(flags.organization) ? { organization: flags.organization.value } : {}),
  })
  yield* show({ profile: file, ...me }, () => `The key ${said(me.key_name)} is stored in ${file}`)
  if (yield* variable("IONQ_API_KEY")) yield* note("IONQ_API_KEY is set and overrides the profile.")
})
