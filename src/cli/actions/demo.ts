import { Effect, Schedule, Stream } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Emulator from "../../emulator/Emulator.ts"
import { Jobs } from "../../Jobs.ts"
import { Polling } from "../../Polling.ts"
import { Results } from "../../Results.ts"
import { bitstrings, drawOutcome } from "../render/outcome.ts"
import { Json } from "../terminal/globals.ts"
import { show, write } from "../terminal/output.ts"
import { variable } from "../terminal/Process.ts"
import { stdoutScreen, styled } from "../terminal/screen.ts"

const circuits = [
  { title: "Bell pair: two qubits with equal outcomes", circuit: Circuit.bell() },
  { title: "GHZ state: three qubits with equal outcomes", circuit: Circuit.ghz(3) },
]

const shown = { qubit0: "left", top: Infinity } as const

const steps = {
  "run FILE --local": "your own circuit, in OpenQASM or JSON, on this emulator",
  login: "store an API key of IonQ",
  "run FILE": "on IonQ's simulator, which is free",
  "--help": "everything else",
}

/** What to try next. Under `npx` there may be no `ionq`, as the package need not be installed. */
const nextSteps = Effect.map(variable("npm_command"), (npm) => {
  const ionq = npm === "exec" ? "npx effect-ionq" : "ionq"
  const lines = Object.entries(steps).map(([args, what]) => `  ${ionq} ${args.padEnd(21)} ${what}\n`)
  return `Next:\n${lines.join("")}`
})

/** Writes text to standard output, unless `--json` is set. */
const tell = (text: string) => Effect.flatMap(Json, (asJson) => (asJson ? Effect.void : write(text)))

const runOne = Effect.fnUntraced(function* ({ title, circuit }: (typeof circuits)[number]) {
  const [jobs, polling, results] = [yield* Jobs, yield* Polling, yield* Results]
  const screen = yield* stdoutScreen
  yield* tell(`${styled(screen, "bold", title)}\n${Circuit.draw(circuit)}\n`)
  const request = yield* Effect.fromResult(Circuit.toRequest(circuit, { backend: "simulator", name: title }))
  const { id } = yield* jobs.submit(request)
  yield* tell(styled(screen, "dim", `job ${id}: `))
  const statuses = yield* polling.watch(id, { schedule: Schedule.spaced("25 millis") }).pipe(
    Stream.map(({ status }) => status),
    Stream.tap((status) => tell(styled(screen, "dim", status === "completed" ? status : `${status}, `))),
    Stream.runCollect,
  )
  const distribution = yield* results.probabilities(id)
  const outcome = { kind: "distribution", distribution, registers: {} } as const
  yield* tell(`\n${drawOutcome(outcome, shown, screen)}\n\n`)
  return { jobId: id, name: title, statuses, results: bitstrings(distribution, shown) }
})

/** `ionq demo`: runs a few circuits on the built-in emulator, and shows the results. */
export const demo = Effect.fn("cli.demo")(function* () {
  yield* tell("IonQ's API, simulated in this process: no key, no network.\n\n")
  const shownJobs = yield* Effect.forEach(circuits, runOne).pipe(Effect.provide(Emulator.layerIonQ()))
  const text = yield* nextSteps
  yield* show(shownJobs, () => text)
})
