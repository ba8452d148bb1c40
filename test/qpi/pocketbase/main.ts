/** A stand-in for QPI on PocketBase, until it is stopped: `npm run qpi:server`, with a port to choose one. */
import { Effect, Layer } from "effect"
import { Credentials, Qpi } from "effect-ionq/qpi"
import { FetchHttpClient } from "effect/http"
import { serve } from "../suite/driver.ts"
import { admin, NoPocketBase, start } from "./standIn.ts"

const port = Number(process.argv[2] ?? 8090)

/** The processor on which jobs run. */
const qpu = "stand-in"

const driver = (url: string) =>
  Effect.andThen(serve(qpu), Effect.never).pipe(
    Effect.scoped,
    Effect.provide(
      Layer.provide(
        Qpi.layer({ url, credentials: Credentials.superuserPassword(admin.email, admin.password) }),
        FetchHttpClient.layer,
      ),
    ),
  )

try {
  const { url, stop } = await start({ port })
  const end = () => void stop().then(() => process.exit(0))
  process.on("SIGINT", end).on("SIGTERM", end)
  Effect.runFork(Effect.onExit(driver(url), (exit) => Effect.sync(() => console.error(exit))))
  console.log(`QPI stands in at ${url}, with the superuser ${admin.email} and the password ${admin.password}`)
  console.log(
    `Jobs on the processor ${qpu} end with zeros, others when a superuser writes into their records.`,
  )
  console.log("Ctrl+C stops it, and nothing is kept.")
} catch (error) {
  if (!(error instanceof NoPocketBase)) throw error
  console.error(error.message)
  process.exitCode = 1
}
