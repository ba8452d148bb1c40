import { Effect, Option } from "effect"
import { Backends } from "../../Backends.ts"
import type { Backend } from "../../schema/Backend.ts"
import type { Characterization } from "../../schema/Characterization.ts"
import { usage } from "../terminal/CommandError.ts"
import type { BackendInput, HistoryInput } from "../inputs/backends.ts"
import { connectedOpenly } from "../steps/connect.ts"
import { withKnownBackend } from "../steps/knownBackend.ts"
import { show, showAll } from "../terminal/output.ts"
import { type Column, details, table } from "../render/table.ts"
import { ago, lengthOf, said, timeOf } from "../render/humanUnits.ts"
import { styled } from "../terminal/screen.ts"
import { first } from "./jobs.ts"

const queueOf = ({ average_queue_time: time }: Backend): string =>
  typeof time === "number" ? lengthOf(time) : ""

const statusOf = ({ status, degraded }: Backend): string =>
  degraded === true ? `${said(status)}, degraded` : said(status)

const columns: ReadonlyArray<Column<Backend>> = [
  { title: "BACKEND", cell: ({ backend }) => said(backend) },
  {
    title: "STATUS",
    cell: statusOf,
    paint: (text, { status }, screen) => styled(screen, status === "available" ? "green" : "yellow", text),
  },
  { title: "QUBITS", cell: ({ qubits }) => String(qubits), align: "right", rank: 1 },
  { title: "QUEUE", cell: queueOf, align: "right", rank: 2 },
  { title: "WHERE", cell: ({ location }) => said(location), rank: 4 },
  { title: "GATES", cell: ({ supported_native_gates: gates }) => (gates ?? []).map(said).join(" "), rank: 3 },
]

export const list = Effect.fn("cli.backends.list")(function* () {
  const backends = yield* Backends
  yield* show(yield* backends.list, (found, screen) => table(columns, found, screen, "No backends."))
}, connectedOpenly)

const percent = (value: number | null | undefined): string | undefined =>
  value === null || value === undefined ? undefined : `${(100 * value).toFixed(2)} %`

const seconds = (value: number | null | undefined): string | undefined =>
  value === null || value === undefined
    ? undefined
    : value >= 0.1
      ? `${Number(value.toPrecision(3))} s`
      : `${Number((value * 1e6).toPrecision(3))} µs`

export const get = Effect.fn("cli.backends.get")(function* ({ backend }: BackendInput) {
  const backends = yield* Backends
  const found = yield* withKnownBackend(backend)(backends.get(backend))
  // A backend is listed even if its characterization is missing or cannot be read.
  const latest = Option.getOrUndefined(Option.flatten(yield* Effect.option(backends.latest(backend))))
  const { fidelity, timing } = latest ?? {}
  yield* show({ ...found, ...(latest === undefined ? {} : { characterization: latest }) }, (_, screen) =>
    details(
      [
        ["backend", said(found.backend)],
        ["status", statusOf(found)],
        ["qubits", String(found.qubits)],
        ["queue", queueOf(found)],
        ["where", said(found.location)],
        ["native gates", (found.supported_native_gates ?? []).map(said).join(" ")],
        ["gates", (found.supported_gates ?? []).map(said).join(" ")],
        ["mitigation", (found.supported_error_mitigations ?? []).map(said).join(" ")],
        ["updated", timeOf(found.last_updated)],
        ["measured", timeOf(latest?.date)],
        ["1q fidelity", percent(fidelity?.["1q"]?.median)],
        ["2q fidelity", percent(fidelity?.["2q"]?.median)],
        ["spam fidelity", percent(fidelity?.spam?.median)],
        ["1q gate", seconds(timing?.["1q"])],
        ["2q gate", seconds(timing?.["2q"])],
        ["readout", seconds(timing?.readout)],
        ["T1", seconds(timing?.t1)],
        ["T2", seconds(timing?.t2)],
      ],
      screen,
    ),
  )
}, connectedOpenly)

const history: ReadonlyArray<Column<Characterization>> = [
  { title: "ID", cell: ({ id }) => said(id) },
  { title: "MEASURED", cell: ({ date }) => ago(date, Date.now()) },
  { title: "1Q", cell: ({ fidelity }) => percent(fidelity?.["1q"]?.median) ?? "", align: "right", rank: 3 },
  { title: "2Q", cell: ({ fidelity }) => percent(fidelity?.["2q"]?.median) ?? "", align: "right", rank: 1 },
  { title: "SPAM", cell: ({ fidelity }) => percent(fidelity?.spam?.median) ?? "", align: "right", rank: 2 },
]

export const characterizations = Effect.fn("cli.backends.characterizations")(function* ({
  backend,
  limit,
}: HistoryInput) {
  if (limit < 0) return yield* usage("--limit is the number of characterizations, or 0 for all")
  const backends = yield* Backends
  const found = backends.characterizations(backend, { pageSize: limit === 0 ? 10 : Math.min(limit, 10) })
  yield* withKnownBackend(backend)(
    showAll(first(limit)(found), (all, screen) => table(history, all, screen, "No characterizations.")),
  )
}, connectedOpenly)
