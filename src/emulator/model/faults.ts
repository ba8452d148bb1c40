import { Context, Effect, Layer } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import * as Random from "../../random/generator.ts"
import { cut, drift, slow } from "./brokenBodies.ts"
import { type Fault, FaultPlan } from "./Fault.ts"
import { serverDate, Skew } from "./serverClock.ts"

/**
 * Breaks the connection of the current request, so that its client gets no response. In memory, the request ends with
 * the defect `Broken`.
 */
export const BreakConnection = Context.Reference<
  (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<never>
>("effect-ionq/emulator/BreakConnection", { defaultValue: () => () => Effect.die(new Broken()) })

/** The defect of a request whose connection broke in memory, where no real connection exists. */
export class Broken {
  readonly message = "The emulator lost the connection"
}

/** The faults of an emulator: the requests that fail, and how they fail. */
export class Faults extends Context.Service<
  Faults,
  {
    readonly plan: () => FaultPlan
    readonly use: (plan: FaultPlan) => void
    /** The fault of the next request. Each call counts a request. */
    readonly next: (method: string, path: string) => Fault | undefined
  }
>()("effect-ionq/emulator/Faults") {
  static readonly layer = (first: FaultPlan): Layer.Layer<Faults> =>
    Layer.sync(Faults, () => {
      let plan = first
      let draw = Random.make(plan.random?.seed ?? 0)
      let seen: Array<number> = []
      return Faults.of({
        plan: () => plan,
        use: (other) => {
          plan = other
          draw = Random.make(plan.random?.seed ?? 0)
          seen = []
        },
        next: (method, path) => {
          const fits = (where: { readonly method?: string; readonly path?: string }) =>
            (where.method === undefined || where.method === method) && path.startsWith(where.path ?? "")
          let struck: Fault | undefined
          for (const [i, rule] of (plan.rules ?? []).entries()) {
            if (struck !== undefined || !fits(rule)) continue
            const before = seen[i] ?? 0
            seen[i] = before + 1
            const { skip = 0, times = 1 } = rule
            if (before >= skip && before < skip + times) struck = rule.fault
          }
          if (struck !== undefined || plan.random === undefined || !fits(plan.random)) return struck
          const { rate, faults } = plan.random
          return draw() < rate ? faults[Math.floor(draw() * faults.length)] : undefined
        },
      })
    })
}

type App<E, R> = Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>

const enact = <E, R>(
  fault: Fault,
  app: App<E, R>,
  request: HttpServerRequest.HttpServerRequest,
): App<E, R> => {
  /** A disconnected client must not stop a request that the fault declares as processed. */
  const process = Effect.uninterruptible(app)
  switch (fault.kind) {
    case "lose":
      return Effect.andThen(
        fault.processed ? process : Effect.void,
        Effect.flatMap(BreakConnection, (lose) => lose(request)),
      )
    case "cut":
      return Effect.flatMap(process, (response) => cut(response, fault.at ?? 0.5))
    case "delay":
      return fault.processed
        ? Effect.tap(process, Effect.sleep(fault.millis))
        : Effect.uninterruptible(Effect.andThen(Effect.sleep(fault.millis), app))
    case "answer": {
      const { status, body, headers = {} } = fault
      return Effect.as(
        fault.processed ? process : Effect.void,
        body === undefined
          ? HttpServerResponse.empty({ status, headers })
          : HttpServerResponse.text(body, { status, headers }),
      )
    }
    case "slow":
      return Effect.map(app, (response) => slow(response, fault.bytesPerSecond))
    case "drift":
      return Effect.map(app, drift)
    case "skew":
      return Effect.flatMap(Skew, ({ date, stamps }) =>
        Effect.provideService(dated(app), Skew, {
          date: date + (fault.date ?? fault.millis ?? 0),
          stamps: stamps + (fault.stamps ?? fault.millis ?? 0),
        }),
      )
  }
}

/** Adds the `Date` header to a response that has none. */
const dated = <E, R>(app: App<E, R>): App<E, R> =>
  Effect.flatMap(app, (response) =>
    response.headers["date"] === undefined
      ? Effect.map(serverDate, (date) => HttpServerResponse.setHeader(response, "date", date))
      : Effect.succeed(response),
  )

/** The path at which the plan is read and changed. Requests to it need no API key and have no faults. */
const adminPath = "/emulator/faults"

const prefix = /^(https?:\/\/[^/]*)?(\/v0\.4)?/

/** Injects the faults between the router and its clients. */
const strike = HttpRouter.middleware(
  Effect.map(
    Faults,
    (faults) =>
      <E, R>(app: App<E, R>) =>
        Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
          const path = request.url.replace(prefix, "")
          if (path.startsWith(adminPath)) return app
          const { date = 0, stamps = 0 } = faults.plan().clocks ?? {}
          const fault = faults.next(request.method, path)
          return dated(fault === undefined ? app : enact(fault, app, request)).pipe(
            Effect.provideService(Skew, { date, stamps }),
          )
        }),
  ),
  { global: true },
)

const admin = HttpRouter.addAll(
  Effect.map(Faults, (faults) => {
    const shown = Effect.sync(() => HttpServerResponse.jsonUnsafe(faults.plan()))
    return [
      HttpRouter.route("GET", adminPath, shown),
      HttpRouter.route(
        "PUT",
        adminPath,
        HttpServerRequest.schemaBodyJson(FaultPlan).pipe(
          Effect.tap((plan) => Effect.sync(() => faults.use(plan))),
          Effect.andThen(shown),
          Effect.catch((error) =>
            Effect.succeed(
              HttpServerResponse.jsonUnsafe(
                { error: "Bad Request", message: error.message, statusCode: 400 },
                { status: 400 },
              ),
            ),
          ),
        ),
      ),
      HttpRouter.route(
        "DELETE",
        adminPath,
        Effect.andThen(
          Effect.sync(() => faults.use({})),
          shown,
        ),
      ),
    ]
  }),
)

/** The middleware that injects faults, and the routes that read and change the plan. */
export const faultRoutes = Layer.merge(strike, admin)
