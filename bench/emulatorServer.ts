/** The emulator on a port, for `emulator.ts`: sends its port and, when asked, the memory it holds. With `bare`, one answer. */
import { Effect, Layer } from "effect"
import { serve } from "effect-ionq/emulator/serve"
import { createServer } from "node:http"
import { serverPort } from "../scripts/serverPort.ts"
import { exampleJob } from "./exampleJob.ts"

process.on("message", () => {
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  process.send?.({ held: heapUsed + external, rss })
})

if (process.argv.includes("bare")) {
  const body = JSON.stringify(exampleJob)
  const server = createServer((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(body),
  )
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    process.send?.({ port: typeof address === "object" ? address?.port : undefined })
  })
} else {
  const tell = Effect.map(serverPort, (port) => process.send?.({ port }))
  const emulator = Layer.provideMerge(Layer.effectDiscard(tell), serve({ timing: "instant" }))
  await Effect.runPromise(Layer.launch(emulator))
}
