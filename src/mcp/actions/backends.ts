import { Effect, Option } from "effect"
import { Backends } from "../../Backends.ts"
import { lengthOf } from "../../cli/render/humanUnits.ts"
import type { Backend } from "../../schema/Backend.ts"
import { atIonQ } from "./ionq.ts"
import { short } from "../text/quoted.ts"

/** A machine as data. */
const dataOf = ({
  backend,
  status,
  qubits,
  degraded,
  average_queue_time: queue,
  location,
  supported_native_gates: gates,
}: Backend) => ({
  backend: short(backend),
  status: short(status),
  qubits,
  ...(typeof degraded === "boolean" ? { degraded } : {}),
  ...(typeof queue === "number" ? { queueMillis: queue } : {}),
  ...(location ? { location: short(location) } : {}),
  ...(gates ? { nativeGates: gates.map(short) } : {}),
})

type Described = ReturnType<typeof dataOf>

const lineOf = ({ backend, status, qubits, degraded, queueMillis }: Described): string =>
  [
    `${backend}: ${status}${degraded === true ? ", degraded" : ""}`,
    `${qubits} qubits`,
    ...(queueMillis === undefined ? [] : [`queue ${lengthOf(queueMillis)}`]),
  ].join(", ")

/** The action of `list_backends`: all backends, as data and as a line of text for each. */
export const list = Effect.gen(function* () {
  const backends = (yield* atIonQ(Backends.use(({ list }) => list))).map(dataOf)
  return {
    data: { backends },
    text: backends.length === 0 ? "No backends." : backends.map(lineOf).join("\n"),
  }
})

/** A record without the entries that are not numbers. */
const numbers = (
  values: Readonly<Record<string, number | null | undefined>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (typeof value === "number" ? [[key, value]] : [])),
  )

/** The action of `get_backend`: a backend, and its latest characterization if it can be read. */
export const get = Effect.fnUntraced(function* ({ backend: name }: { readonly backend: string }) {
  const [found, latest] = yield* atIonQ(
    Effect.gen(function* () {
      const backends = yield* Backends
      const found = yield* backends.get(name)
      // A backend is shown even if its characterization is missing or cannot be read.
      return [
        found,
        Option.getOrUndefined(Option.flatten(yield* Effect.option(backends.latest(name)))),
      ] as const
    }),
  )
  const backend = dataOf(found)
  const { fidelity, timing } = latest ?? {}
  const characterization = {
    ...(latest?.date ? { date: short(latest.date) } : {}),
    ...numbers({
      oneQubitFidelity: fidelity?.["1q"]?.median,
      twoQubitFidelity: fidelity?.["2q"]?.median,
      spamFidelity: fidelity?.spam?.median,
      oneQubitGateSeconds: timing?.["1q"],
      twoQubitGateSeconds: timing?.["2q"],
      readoutSeconds: timing?.readout,
      t1Seconds: timing?.t1,
      t2Seconds: timing?.t2,
    }),
  }
  const lines = Object.entries(characterization).map(([key, value]) => `  ${key}: ${value}`)
  return {
    data: { backend, ...(latest === undefined ? {} : { characterization }) },
    text: [lineOf(backend), ...(lines.length === 0 ? [] : ["Latest characterization:", ...lines])].join("\n"),
  }
})
