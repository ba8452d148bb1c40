/** A served emulator with a data folder that is killed in the middle of submissions, again and again. */
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Outcome, outcome } from "./cloud.ts"
import { type ServedEmulator, startEmulator } from "./servedEmulator.ts"

const headers = { authorization: "apiKey emulator-key", "content-type": "application/json" }

/** How many submissions are on their way at a time, and how many of them are acknowledged before each kill, at most. */
const senders = 20
const most = 60

const flip = JSON.stringify({
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "x", target: 0 }] },
})

/** The id of a job that was acknowledged; nothing where the server was killed before. */
const submit = async (port: number): Promise<string | undefined> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/v0.4/jobs`, { method: "POST", headers, body: flip })
    // A job that was accepted has an id.
    return answer.status === 201 ? ((await answer.json()) as { readonly id: string }).id : undefined
  } catch {
    return undefined
  }
}

/** The ids of those that the server does not have, or not as completed jobs with their result. */
const missing = async (
  { port }: ServedEmulator,
  ids: ReadonlyArray<string>,
): Promise<ReadonlyArray<string>> => {
  const lost: Array<string> = []
  const get = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}/v0.4/jobs/${path}`, { headers })
    return answer.text()
  }
  for (const id of ids) {
    const [job, result] = [await get(id), await get(`${id}/results/probabilities`)]
    if (!job.includes('"status":"completed"') || result !== '{"1":1}') lost.push(id)
  }
  return lost
}

/** Kills the server so many times, and looks for every job that any of them acknowledged. */
export const emulatorKills = (seed: number, kills: number): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const data = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "emulator-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true })),
    )
    const acknowledged: Array<string> = []
    let unanswered = 0
    for (let kill = 0; kill < kills; kill++) {
      yield* Effect.gen(function* () {
        const server = yield* startEmulator({ data })
        const due = acknowledged.length + (((seed + kill) * 7919) % most)
        const send = async () => {
          while (!server.hasDied()) {
            const id = await submit(server.port)
            if (id === undefined) {
              unanswered++
              return
            }
            acknowledged.push(id)
            if (acknowledged.length >= due) void server.kill()
          }
        }
        yield* Effect.promise(() => Promise.all(Array.from({ length: senders }, send)))
      }).pipe(Effect.scoped)
    }
    const lost = yield* Effect.scoped(
      Effect.flatMap(startEmulator({ data }), (server) =>
        Effect.promise(() => missing(server, acknowledged)),
      ),
    )
    return outcome(
      { seed, kills, acknowledged: acknowledged.length, unanswered, lost: lost.length },
      { "no acknowledged job is lost": lost.length === 0, "some were on their way": unanswered > 0 },
    )
  }).pipe(Effect.scoped)
