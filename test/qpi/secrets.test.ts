import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import {
  Auth,
  Credentials,
  Drivers,
  Qpi,
  QpiClient,
  QpiJobs,
  QpiUsers,
  Qpus,
  TimeSlots,
  Tokens,
} from "effect-ionq/qpi"
import * as Emulator from "effect-ionq/qpi/emulator"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { inTime } from "effect-ionq/emulator"
import { inspect } from "node:util"
import { observe } from "../utils/observe.ts"

const program = "OPENQASM 3.0;\nqubit q;\nbit c;\nU(1, 2, 3) q;\nc = measure q;\n"
const password = "correct-horse-battery"
const user: Emulator.EmulatedUser = {
  email: "user@example.com",
  password,
  apiTokens: [Emulator.defaultApiToken],
}

/** How many errors, logs and spans are looked at: `QPI_LOOKS=10000 npx vitest run test/qpi/secrets.test.ts` is the full run. */
const looks = Number(process.env["QPI_LOOKS"] ?? 2000)

/** Every way in which a value gets into a log by accident. */
const spellings = (value: unknown): string => {
  const seen = new Set<unknown>()
  const json = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return String(part)
    if (typeof part !== "object" || part === null) return part
    if (seen.has(part)) return "seen"
    seen.add(part)
    return part
  })
  return [String(value), json, inspect(value, { depth: 12, maxStringLength: null })].join("\n")
}

describe("tokens, passwords and JWTs", () => {
  it.effect(
    `are in none of ${looks} errors, logs and spans`,
    () =>
      inTime(
        Effect.gen(function* () {
          const looked: Array<string> = []
          const secrets = new Set<string>([password, Emulator.defaultApiToken, "adminpass123"])
          let errors = 0
          const observed = observe((line) => void looked.push(spellings({ ...line, fiber: undefined })))
          /** Whatever the server ever made is a secret, too. */
          const watch = (client: HttpClient.HttpClient) =>
            HttpClient.tap(client, (response) =>
              Effect.ignore(
                Effect.map(response.text, (text) => {
                  for (const [secret] of text.matchAll(/qpi_[\da-f]{64}|eyJ[\w-]+\.[\w-]+\.[\w-]+/g))
                    secrets.add(secret)
                }),
              ),
            )
          const echo = (secret: string) => ({
            kind: "answer" as const,
            status: 200,
            headers: { "content-type": "application/json" },
            body: JSON.stringify({
              token: secret,
              record: { password: secret },
              id: 5,
              message: `bad ${secret}`,
            }),
            processed: false,
          })
          /** An emulator that throws back what its client knows. */
          const emulator = (known: string) =>
            Layer.build(
              Emulator.layer({
                users: [user],
                faults: {
                  random: {
                    seed: 3,
                    rate: 0.5,
                    faults: [
                      { kind: "lose", processed: true },
                      { kind: "cut", at: 0.7 },
                      echo(known),
                      { ...echo(`qpi_${"e".repeat(64)}`), status: 400 },
                      { ...echo(known), status: 500 },
                      { ...echo("eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IngifQ.c2lnbmF0dXJl"), status: 404 },
                    ],
                  },
                },
              }),
            )
          const clients = yield* Effect.forEach(
            [
              Credentials.apiToken(Emulator.defaultApiToken),
              Credentials.userPassword("user@example.com", password),
              Credentials.superuserPassword("admin@example.com", "adminpass123"),
            ],
            (credentials) =>
              Effect.map(
                emulator(Redacted.value("token" in credentials ? credentials.token : credentials.password)),
                (context) => ({ credentials, context }),
              ),
          )
          const round = Effect.gen(function* () {
            const jobs = yield* QpiJobs
            const tokens = yield* Tokens
            const client = yield* QpiClient
            const calls: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
              Stream.runCollect((yield* Qpus).list()),
              jobs.submit({ qpu: "emulator", circuits: program }),
              jobs.get("zzzzzzzzzzzzzzz"),
              Stream.runCollect(jobs.list()),
              tokens.create({ name: "one" }),
              tokens.list,
              Stream.runCollect((yield* QpiUsers).list()),
              Stream.runCollect((yield* TimeSlots).list()),
              (yield* Auth).whoami,
              (yield* Auth).check,
              (yield* Auth).signUp({ email: "user@example.com", password }),
              (yield* Drivers).create({
                name: "d",
                qpu: "zzzzzzzzzzzzzzz",
                kind: "mock",
                language: "python",
              }),
              client.drivers.connect({ payload: { token: Redacted.make(Emulator.defaultApiToken) } }),
              client.userAuth.withPassword({
                payload: { identity: "user@example.com", password: Redacted.make(password) },
              }),
              client.notices.dismiss({ params: { id: "zzzzzzzzzzzzzzz" } }),
            ]
            for (const call of calls) {
              const result = yield* Effect.result(call)
              if (result._tag === "Success") continue
              errors++
              looked.push(spellings(result.failure))
            }
          })
          while (looked.length < looks) {
            for (const { credentials, context } of clients) {
              yield* round.pipe(
                Effect.provide(
                  Layer.provide(
                    Qpi.layerAny({ url: "http://localhost", credentials, retries: 0, transport: watch }),
                    Layer.succeedContext(context),
                  ),
                ),
                Effect.provide(observed.layer),
              )
              yield* TestClock.adjust("1 minute")
            }
            for (const span of observed.spans.splice(0)) {
              // What is exported of a span: of its end the failure, and not the value that its caller asked for.
              const { status } = span
              const end =
                status._tag === "Ended" && status.exit._tag === "Failure" ? status.exit.cause : undefined
              looked.push(spellings([span.name, [...span.attributes], span.events, end]))
            }
          }
          expect(errors).toBeGreaterThan(looks / 20)
          expect(secrets.size).toBeGreaterThan(10)
          const leaks = looked.filter((text) => [...secrets].some((secret) => text.includes(secret)))
          expect(leaks.map((text) => text.slice(0, 2000))).toEqual([])
        }).pipe(Effect.scoped),
      ),
    600_000,
  )
})
