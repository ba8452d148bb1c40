/** The emulator as a process of its own: sends its parent the port and, when asked, what it has taken itself. */
import { Effect, Layer } from "effect"
import { serve } from "effect-ionq/emulator/serve"
import { serverPort } from "../../scripts/serverPort.ts"
import type { OwnTaken, ServedOptions } from "../servedEmulator.ts"

// The parent gives what it says it gives.
const options = JSON.parse(process.argv[2] ?? "{}") as ServedOptions

/** The CPU time of the thread that answers, in milliseconds: it counts nothing while other processes run. */
const cpu = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

let longest = 0
let before = Infinity
const watch = setInterval(() => {
  const now = cpu()
  longest = Math.max(longest, now - before)
  before = now
}, 5)
watch.unref()

process.on("message", () => {
  const taken: OwnTaken = { bytes: process.resourceUsage().maxRSS * 1024, longestTurn: longest }
  process.send?.(taken)
})
// It does not outlive its parent.
process.on("disconnect", () => process.exit())

const sendPort = Effect.map(serverPort, (port) => process.send?.({ port }))

await Effect.runPromise(
  Layer.launch(Layer.provideMerge(Layer.effectDiscard(sendPort), serve({ timing: "instant", ...options }))),
)
