/** Sends `GET /whoami` at even distances, whatever else goes on, and says how long each answer took. */
import { get } from "node:http"
import type { ProbeInput, ProbeWord } from "../emulatorLoad.ts"

// The parent gives what it says it gives.
const { port, count, everyMillis } = JSON.parse(process.argv[2] ?? "{}") as ProbeInput

const headers = { authorization: "apiKey emulator-key" }

/** How long an answer took, in milliseconds; infinity where there is none. */
const probe = () =>
  new Promise<number>((resolve) => {
    const start = performance.now()
    const request = get(
      { host: "127.0.0.1", port, path: "/v0.4/whoami", agent: false, headers },
      (answer) => {
        answer.resume()
        answer.on("end", () => resolve(answer.statusCode === 200 ? performance.now() - start : Infinity))
        answer.on("error", () => resolve(Infinity))
      },
    )
    request.on("error", () => resolve(Infinity))
  })

const start = performance.now()
const waits: Array<number> = []
const pending: Array<Promise<number>> = []
for (let i = 0; i < count; i++) {
  const wait = start + i * everyMillis - performance.now()
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
  pending.push(probe())
}
for (const answer of pending) waits.push(await answer)
const word: ProbeWord = { waits: waits.map((wait) => (wait === Infinity ? -1 : wait)) }
process.send?.(word, () => process.exit())
