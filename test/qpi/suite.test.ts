import { describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { emulator, given, type MakePlace, type Place, standIn } from "./suite/place.ts"
import { suite } from "./suite/suite.ts"

class Here extends Context.Service<Here, Place>()("test/qpi/Here") {}

const run = (name: string, make: MakePlace, skip: string | undefined) => {
  if (skip !== undefined) console.info(`${name} is skipped: ${skip}`)
  describe.skipIf(skip !== undefined)(`QPI at ${name}`, () => {
    it.layer(Layer.effect(Here, Effect.orDie(make)), { excludeTestServices: true })((it) => {
      for (const check of suite) it.effect(check.name, () => Effect.flatMap(Here, check.run))
    })
  })
}

run("the emulator", emulator, undefined)

run(
  "the stand-in on PocketBase",
  standIn,
  process.env["QPI_STANDIN"] === "1" ? undefined : "set QPI_STANDIN=1; it needs Go 1.25 or later",
)

const url = process.env["QPI_TEST_URL"] ?? ""
run("QPI_TEST_URL", given(url), url === "" ? "QPI_TEST_URL is not set" : undefined)
