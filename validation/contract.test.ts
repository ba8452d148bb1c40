/** The contract suite through the validating proxy: run by `npm run validate`. */
import { Effect, Layer } from "effect"
import { IonQ } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import { FetchHttpClient, HttpServer } from "effect/http"
import { appendFileSync } from "node:fs"
import { contractSuite, wholeApiSuite } from "../test/contract/suite.ts"
import { readDocument } from "./document.ts"
import { startProxy } from "./proxy.ts"

const generation = "2026-10"
const document = readDocument(process.env["DOCUMENT"] ?? "")
const report = process.env["REPORT"] ?? ""

const throughProxy = Layer.unwrap(
  Effect.gen(function* () {
    const { address } = yield* HttpServer.HttpServer
    const proxy = yield* Effect.acquireRelease(
      Effect.promise(() => startProxy(document, HttpServer.formatAddress(address))),
      ({ close, violations, exchanges }) =>
        Effect.promise(async () => {
          await close()
          appendFileSync(
            report,
            `${JSON.stringify({ exchanges: exchanges(), violations: [...violations] })}\n`,
          )
        }),
    )
    return Layer.provide(
      IonQ.layer({ apiKey: Emulator.defaultApiKey, baseUrl: proxy.url }),
      FetchHttpClient.layer,
    )
  }),
).pipe(Layer.provide(serve({ generation, timing: "instant" })))

contractSuite("a validating proxy", throughProxy)
wholeApiSuite("a validating proxy", Layer.fresh(throughProxy), generation)
