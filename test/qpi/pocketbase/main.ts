/** A stand-in for QPI on PocketBase, until it is stopped: `npm run qpi:server`, with a port to choose one. */
import { admin, NoPocketBase, start } from "./standIn.ts"

const port = Number(process.argv[2] ?? 8090)

try {
  const { url, stop } = await start({ port })
  console.log(`QPI stands in at ${url}, with the superuser ${admin.email} and the password ${admin.password}`)
  console.log("Jobs end when a superuser writes into their records. Ctrl+C stops it, and nothing is kept.")
  const end = () => void stop().then(() => process.exit(0))
  process.on("SIGINT", end).on("SIGTERM", end)
} catch (error) {
  if (!(error instanceof NoPocketBase)) throw error
  console.error(error.message)
  process.exitCode = 1
}
