/** The suite as a program of Node, with the entry points that only Node has. Takes and writes what `onProcess.ts` does. */
import { Context, Effect, Layer, Result } from "effect"
import { IonQ } from "effect-ionq"
import { Durable } from "effect-ionq/durable"
import * as Emulator from "effect-ionq/emulator"
import * as IonQNode from "effect-ionq/node"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Checks, request, runOne, runSuite, same } from "./suite.ts"

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
const isSince = (wantedMajor: number, wantedMinor: number): boolean =>
  major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)

const inFolder = <A, E, R>(use: (folder: string) => Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "effect-ionq-"))),
    use,
    (folder) => Effect.promise(() => rm(folder, { recursive: true })),
  )

/** A run that two layers over one file carry out, one after the other. */
const durable = inFolder((folder) => {
  const layer = () => Layer.fresh(Durable.layerEmbedded({ file: join(folder, "runs.sqlite") }))
  const outcomes = Effect.gen(function* () {
    const one = yield* request("simulator")
    const run = yield* (yield* Durable).start("pairs", [one, one])
    return (yield* run.await).map(({ result }) => Result.getOrThrow(result).jobId)
  })
  return Effect.gen(function* () {
    const first = yield* Effect.provide(outcomes, layer())
    same(yield* Effect.provide(outcomes, layer()), first)
  })
}).pipe(Effect.provide(Emulator.layerIonQ({ timing: "instant" })))

/** Served in this process, and asked over undici. */
const served = Effect.gen(function* () {
  const { serve } = yield* Effect.promise(() => import("effect-ionq/emulator/serve"))
  const { HttpServer } = yield* Effect.promise(() => import("effect/http"))
  const context = yield* Layer.build(serve({ timing: "instant" }))
  const { address } = Context.get(context, HttpServer.HttpServer)
  const baseUrl = `${HttpServer.formatAddress(address)}/v0.4`
  const services = IonQ.layer({ apiKey: Emulator.defaultApiKey, baseUrl })
  yield* Effect.provide(runOne, Layer.provide(services, IonQNode.layerUndici()))
}).pipe(Effect.scoped)

const ofNode: Checks = {
  ...(isSince(22, 19)
    ? {
        "effect-ionq/node: a job runs over undici": Effect.asVoid(Effect.provide(runOne, IonQNode.layer())),
        "effect-ionq/emulator/serve: a job runs": served,
      }
    : {}),
  ...(isSince(22, 13)
    ? { "effect-ionq/durable: a run outlives its process": durable }
    : {
        "effect-ionq/durable: an error says which Node has SQLite": Effect.map(
          Effect.flip(durable),
          (error) => same(/22\.13/.test(String(error)), true),
        ),
      }),
}

console.log(JSON.stringify(await runSuite(JSON.parse(process.argv[2] ?? ""), ofNode)))
