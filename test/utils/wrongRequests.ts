import { expect } from "@effect/vitest"
import { request as ask } from "node:http"

/** A request as it stands: `fetch` sets the host itself. */
export interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** So many kilobytes, sent in pieces without saying how many there will be. */
  readonly chunks?: number
}

export const send = (
  port: number,
  { method = "GET", path = "/v0.4/whoami", headers = {}, body, chunks = 0 }: Sent,
) =>
  new Promise<{
    readonly status: number
    readonly text: string
    readonly headers: NodeJS.Dict<string | string[]>
  }>((resolve, reject) => {
    const sent = ask({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
      let text = ""
      answer.on("data", (piece) => (text += String(piece)))
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }))
    })
    sent.on("error", reject)
    for (let i = 0; i < chunks; i++) sent.write("x".repeat(1000))
    sent.end(body)
  })

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** A plan in which every request fails. */
const plan = JSON.stringify({ random: { seed: 1, rate: 1, faults: [{ kind: "lose", processed: false }] } })
const changePlan = { method: "PUT", path: "/emulator/faults", body: plan }

const hosts = [
  "evil.example",
  "evil.example:80",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "10.0.0.1x",
]
const origins = [
  "https://evil.example",
  "http://localhost.evil.example",
  "null",
  "http://127.0.0.1.evil.example",
]

/**
 * Sends 500 requests to a served emulator that are right but for their host, their origin or their token, among them one that reads and
 * one that changes something: each is refused, and no answer has any of the secrets.
 */
export const expectRefusals = async (
  port: number,
  {
    read,
    change,
    token,
    secrets,
  }: {
    readonly read: Sent
    readonly change: Sent
    readonly token: string
    readonly secrets: ReadonlyArray<string>
  },
): Promise<void> => {
  const cookie = `emulator-token-${port}`
  const allowed: ReadonlyArray<Sent> = [
    read,
    change,
    { path: "/emulator/faults", headers: bearer(token) },
    { ...changePlan, headers: bearer(token) },
  ]
  const withHeader = (name: string, value: string) =>
    allowed.map((sent): Sent => ({ ...sent, headers: { ...sent.headers, [name]: value } }))
  const wrong: ReadonlyArray<readonly [status: number, request: Sent]> = [
    ...hosts.flatMap((host) => withHeader("host", host).map((sent) => [421, sent] as const)),
    ...origins.flatMap((origin) => withHeader("origin", origin).map((sent) => [403, sent] as const)),
    ...origins.map(
      (origin) => [403, { method: "OPTIONS", path: read.path ?? "/", headers: { origin } }] as const,
    ),
    ...["", token.slice(0, -1), `${token}2`, token.toUpperCase()].flatMap((token) =>
      [
        { path: "/emulator/faults", headers: bearer(token) },
        { path: `/emulator/faults?token=${token}` },
        { path: `//emulator/faults${read.path}`, headers: bearer(token) },
        { path: `/emulator/..${read.path}`, headers: bearer(token) },
        { path: "//", headers: bearer(token) },
        { path: "/emulator/faults", headers: { cookie: `${cookie}=${token}` } },
        { ...changePlan, headers: bearer(token) },
        { method: "DELETE", path: "/emulator/faults", headers: bearer(token) },
      ].map((sent) => [401, sent] as const),
    ),
  ]
  const all = Array.from({ length: 500 }, (_, i) => wrong[i % wrong.length]!)
  for (let i = 0; i < all.length; i += 20) {
    const batch = all.slice(i, i + 20)
    const answers = await Promise.all(batch.map(([, request]) => send(port, request)))
    for (const [k, { status, text }] of answers.entries()) {
      expect([batch[k]![1], status]).toEqual([batch[k]![1], batch[k]![0]])
      for (const secret of secrets) expect(text).not.toContain(secret)
    }
  }
  const faults = await send(port, { path: "/emulator/faults", headers: bearer(token) })
  expect(JSON.parse(faults.text)).toEqual({})
}
