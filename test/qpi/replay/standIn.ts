import { Clock, Effect, Layer } from "effect"
import { Context } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { start } from "../pocketbase/standIn.ts"
import { admin, type Beginning, type MakeServer, serverOver } from "./server.ts"

/** What is set in the administration of PocketBase. */
const configure = async (url: string, { passwordAuth, rateLimits }: Beginning): Promise<void> => {
  const headers = { "content-type": "application/json" }
  const login = await fetch(`${url}/api/collections/_superusers/auth-with-password`, {
    method: "POST",
    headers,
    body: JSON.stringify({ identity: admin.email, password: admin.password }),
  })
  const { token } = (await login.json()) as { token: string }
  const patch = async (path: string, body: unknown) => {
    const answer = await fetch(`${url}${path}`, {
      method: "PATCH",
      headers: { ...headers, authorization: token },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
  if (passwordAuth === false) await patch("/api/collections/users", { passwordAuth: { enabled: false } })
  if (rateLimits === true) {
    const settings = await fetch(`${url}/api/settings`, { headers: { authorization: token } })
    const { rateLimits: stock } = (await settings.json()) as { rateLimits: object }
    await patch("/api/settings", { rateLimits: { ...stock, enabled: true } })
  }
}

/** The stand-in on PocketBase, in real time. */
export const standIn: MakeServer = Effect.fnUntraced(function* (beginning) {
  const { url } = yield* Effect.acquireRelease(
    Effect.tryPromise({ try: () => start(), catch: (error) => error }),
    ({ stop }) => Effect.promise(stop),
  )
  yield* Effect.tryPromise({ try: () => configure(url, beginning), catch: (error) => error })
  const client = Context.get(yield* Layer.build(FetchHttpClient.layer), HttpClient.HttpClient)
  return serverOver("the stand-in", client, {
    base: url,
    pass: (seconds) => Effect.sleep(seconds * 1000),
    now: Clock.currentTimeMillis,
  })
})
