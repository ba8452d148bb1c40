/**
 * The official Python client of QPI, unmodified, against the served emulator: `npm run clients:qpi`. The cases are what it was seen to
 * do at the real server, its faults included. Exits with 1 if one differs.
 */
import { Effect } from "effect"
import { HttpServer } from "effect/http"
import * as QpiEmulator from "effect-ionq/qpi/emulator"
import { serve } from "effect-ionq/qpi/emulator/serve"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { preparePython } from "../../scripts/python.ts"
import { skipped } from "../../scripts/skipped.ts"

const here = fileURLToPath(new URL(".", import.meta.url))
const docs = fileURLToPath(new URL("../../docs/qpi.md", import.meta.url))

const { defaultApiToken, defaultSuperuser, defaultUser } = QpiEmulator

/** Runs the cases beside the server of this process, which has to go on answering. */
const pytest = (python: string, url: string) =>
  Effect.promise(
    () =>
      new Promise<number | null>((resolve, reject) => {
        const child = spawn(
          python,
          ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", here],
          {
            stdio: "inherit",
            env: {
              ...process.env,
              PYTHONDONTWRITEBYTECODE: "1",
              QPI_URL: url,
              QPI_EMAIL: defaultUser.email,
              QPI_PASSWORD: defaultUser.password,
              QPI_ADMIN: defaultSuperuser.email,
              QPI_ADMIN_PASSWORD: defaultSuperuser.password,
              QPI_API_TOKEN: defaultApiToken,
              QPI_DOCS: docs,
            },
          },
        )
        child.on("error", reject)
        child.on("close", resolve)
      }),
  )

const prepared = preparePython()
if ("missing" in prepared) skipped("the Python client of QPI", prepared.missing)
else {
  const { python } = prepared
  const program = Effect.gen(function* () {
    const { address } = yield* HttpServer.HttpServer
    const code = yield* pytest(python, HttpServer.formatAddress(address))
    if (code !== 0) process.exitCode = 1
  }).pipe(Effect.provide(serve({ times: { dispatch: 10, run: 10 }, oddities: { lateResults: 0 } })))
  await Effect.runPromise(program)
}
