import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Context, Effect, Layer, ManagedRuntime, Redacted, Stream } from "effect"
import { Account, Backends, IonQ, IonQClient, Jobs, Polling, Results, Sessions } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import type { Services } from "effect-ionq/Layer"
import * as IonQNode from "effect-ionq/node"
import {
  FetchHttpClient,
  HttpClient,
  HttpClientRequest,
  HttpRouter,
  HttpServer,
  HttpServerRequest,
  HttpServerResponse,
} from "effect/http"
import { bell } from "./utils/builders.ts"

/** Uses every service; makes one job and one session. */
const program = Effect.gen(function* () {
  const jobs = yield* Jobs
  const sessions = yield* Sessions
  yield* (yield* Account).whoami
  yield* (yield* Backends).list
  const { job } = yield* sessions.with({ backend: "simulator" })(jobs.run(bell))
  yield* (yield* Polling).await(job.id)
  yield* (yield* Results).probabilities(job)
  yield* (yield* IonQClient).jobs.get({ params: { uuid: job.id } })
  return job.id
})

/** The ids of the jobs and the number of sessions that each service of a context sees. */
const seen = Effect.gen(function* () {
  const jobs = yield* Stream.runCollect((yield* Jobs).list())
  const page = yield* (yield* IonQClient).jobs.list()
  expect(page.jobs.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id))
  return { jobs: jobs.map(({ id }) => id), sessions: (yield* (yield* Sessions).list()).length }
})

const apiKey = Redacted.make("emulator-key")
const baseUrl = "http://localhost/v0.4"
const instant = () => Emulator.layer({ timing: "instant" })

const environment = (url = baseUrl) =>
  ConfigProvider.layer(ConfigProvider.fromUnknown({ IONQ_API_KEY: "emulator-key", IONQ_API_URL: url }))

/** A `fetch` that an emulator answers. */
const emulatedFetch = () =>
  Layer.unwrap(
    Effect.gen(function* () {
      const run = Effect.runPromiseWith(yield* Layer.build(instant()))
      const fetch = (input: RequestInfo | URL, init?: RequestInit) =>
        run(
          Effect.gen(function* () {
            const response = yield* HttpClient.execute(HttpClientRequest.fromWeb(new Request(input, init)))
            return new Response(yield* response.text, { status: response.status, headers: response.headers })
          }),
        )
      return Layer.succeed(FetchHttpClient.Fetch, fetch)
    }),
  )

/** Services over an emulator that is served on loopback, in one layer with it. */
const overLoopback = <E, R>(services: (url: string) => Layer.Layer<Services, E, R>) =>
  Layer.unwrap(
    Effect.map(HttpServer.HttpServer, ({ address }) => services(`${HttpServer.formatAddress(address)}/v0.4`)),
  ).pipe(Layer.provide(serve({ timing: "instant" })))

/** One value for all who use it, as an application would have it. */
const shared = IonQ.layer({ apiKey, baseUrl })

/** Every way to build the services; each call is a way to a server of its own. A new platform adds its rows. */
const ways: Readonly<Record<string, () => Layer.Layer<Services, unknown>>> = {
  "Emulator.layerIonQ": () => Emulator.layerIonQ({ timing: "instant" }),
  "IonQ.layer": () => Layer.provide(IonQ.layer({ apiKey, baseUrl }), instant()),
  "one value of IonQ.layer": () => Layer.provide(shared, instant()),
  "IonQ.layerConfig": () => Layer.provide(IonQ.layerConfig(), [instant(), environment()]),
  "IonQ.layerFetch": () => Layer.provide(IonQ.layerFetch(), [emulatedFetch(), environment()]),
  "IonQ.layerFetch on loopback": () =>
    overLoopback((url) => Layer.provide(IonQ.layerFetch(), environment(url))),
  "IonQNode.layer": () => overLoopback((url) => Layer.provide(IonQNode.layer(), environment(url))),
  "IonQ.layerServices": () =>
    IonQ.layerServices.pipe(
      Layer.provideMerge(IonQClient.layer({ apiKey, baseUrl })),
      Layer.provide(instant()),
    ),
  "the static layers": () =>
    Layer.mergeAll(Jobs.layer, Sessions.layer).pipe(
      Layer.provideMerge(Layer.mergeAll(Polling.layer, Results.layer, Account.layer, Backends.layer)),
      Layer.provideMerge(IonQClient.layer({ apiKey, baseUrl })),
      Layer.provide(instant()),
    ),
}

class Made extends Context.Service<Made, string>()("test/Made") {}

interface Inside {
  readonly job: string
  readonly jobs: ReadonlyArray<string>
  readonly sessions: number
}

type Use = Effect.Effect<Inside, unknown, Services>

const inside: Use = Effect.gen(function* () {
  return { job: yield* program, ...(yield* seen) }
})

/** Uses the outer layer, then each inner one inside of it, and looks which one saw what. */
const inTurn = (within: (way: string) => Use) =>
  Effect.gen(function* () {
    const { job: first } = yield* inside
    for (const way of Object.keys(ways)) {
      const { job, jobs, sessions } = yield* within(way)
      expect({ way, jobs, sessions }).toEqual({ way, jobs: [job], sessions: 1 })
      expect({ way, ...(yield* seen) }).toEqual({ way, jobs: [first], sessions: 1 })
    }
  })

const runtimeOf = (layer: Layer.Layer<Services, unknown>, memoMap?: Layer.MemoMap) =>
  Effect.acquireRelease(
    Effect.sync(() => ManagedRuntime.make(layer, memoMap === undefined ? {} : { memoMap })),
    (runtime) => runtime.disposeEffect,
  )

describe("a layer inside another takes effect, with everything inside of", () => {
  const outers = Object.entries(ways)

  it.effect.each(outers)("%s, by Effect.provide", ([, outer]) =>
    Effect.provide(
      inTurn((way) => Effect.provide(inside, ways[way]!())),
      outer(),
    ),
  )

  it.effect.each(outers)("%s, by the layer of a program", ([, outer]) =>
    Effect.provide(
      inTurn((way) =>
        Effect.gen(function* () {
          return { job: yield* Made, ...(yield* seen) }
        }).pipe(Effect.provide(Layer.provideMerge(Layer.effect(Made, program), ways[way]!()))),
      ),
      outer(),
    ),
  )

  it.effect.each(outers)("%s in a ManagedRuntime", ([, outer]) =>
    Effect.gen(function* () {
      const runtime = yield* runtimeOf(outer())
      yield* Effect.promise(() => runtime.runPromise(inTurn((way) => Effect.provide(inside, ways[way]!()))))
    }),
  )

  it.effect.each(outers)("%s in a ManagedRuntime, by others with its memo map", ([, outer]) =>
    Effect.gen(function* () {
      const runtime = yield* runtimeOf(outer())
      const within = (way: string) =>
        Effect.scoped(
          Effect.flatMap(runtimeOf(ways[way]!(), runtime.memoMap), (inner) =>
            Effect.promise(() => inner.runPromise(inside)),
          ),
        )
      yield* Effect.promise(() => runtime.runPromise(inTurn(within)))
    }),
  )
})

describe("a transport inside another", () => {
  it.effect("is its own on undici, with its own options", () =>
    Effect.gen(function* () {
      const outer = yield* HttpClient.HttpClient
      const inner = yield* Effect.provide(HttpClient.HttpClient, IonQNode.layerUndici({ connections: 1 }))
      expect(inner).not.toBe(outer)
    }).pipe(Effect.provide(IonQNode.layerUndici())),
  )

  it.effect("is its own emulator in the routes of a server", () =>
    Effect.gen(function* () {
      const route = HttpRouter.add(
        "GET",
        "/v0.4/backends",
        Effect.as(
          Effect.orDie(Effect.provide(program, Emulator.layerIonQ({ timing: "instant" }))),
          HttpServerResponse.text("done"),
        ),
      )
      const memoMap = yield* Layer.makeMemoMap
      const app = yield* HttpRouter.toHttpEffect(route).pipe(
        Effect.provideService(Layer.CurrentMemoMap, memoMap),
      )
      const answer = yield* app.pipe(
        Effect.provideService(
          HttpServerRequest.HttpServerRequest,
          HttpServerRequest.fromWeb(new Request("http://localhost/v0.4/backends")),
        ),
      )
      expect(answer.status).toBe(200)
    }).pipe(Effect.scoped),
  )
})

describe("one value of a layer", () => {
  it.effect.each(Object.keys(ways))("gives one set of services to all who provide it: %s", (way) =>
    Effect.gen(function* () {
      const value = ways[way]!()
      const services = Effect.context<Services>()
      const [outer, inner] = yield* Effect.flatMap(services, (around) =>
        Effect.map(Effect.provide(services, value), (here) => [around, here] as const),
      ).pipe(Effect.provide(value))
      for (const key of [Account, Backends, IonQClient, Jobs, Polling, Results, Sessions]) {
        expect(Context.get(inner, key as typeof Jobs)).toBe(Context.get(outer, key as typeof Jobs))
      }
    }),
  )
})
