import { Effect, Layer, Option } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApiScalar, OpenApi } from "effect/http-api"
import * as random from "../../random/generator.ts"
import type { JobStatus } from "../../schema/Job.ts"
import { EmulatorApi } from "../model/EmulatorApi.ts"
import { backendsOf, characterizationsOf } from "../model/backendCatalogue.ts"
import { costOf } from "../model/costs.ts"
import { type EmulatedJob, hasResults, statusAt } from "../model/EmulatedJob.ts"
import type { Measured } from "../model/Outcome.ts"
import { Settings } from "../model/Options.ts"
import { Outcomes } from "../model/Outcomes.ts"
import { EmulatedJobs } from "../model/EmulatedJobs.ts"
import { EmulatedSessions } from "../model/EmulatedSessions.ts"
import { Store } from "../model/Store.ts"
import { inputOf } from "../model/decodeSubmission.ts"
import { backendsPage } from "./backendsPage.ts"
import { type Content, type Html, html } from "./Html.ts"
import { jobPage } from "./jobPage.ts"
import { jobsPage, pageSize } from "./jobsPage.ts"
import { circuitSvg, histogramSvg, pictureOf, widths } from "./pictures.ts"
import { script } from "./script.ts"
import { sessionsPage } from "./sessionsPage.ts"
import { type Place, shell } from "./shell.ts"
import { style } from "./style.ts"
import { serverNow } from "../model/serverClock.ts"

const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A response with a text and its entity tag. A client that already has the text gets a 304 without a body. */
const tagged = (body: string, contentType: string, headers: Readonly<Record<string, string>> = {}) =>
  Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
    const tag = `"${body.length.toString(36)}-${random.seedOf(body).toString(36)}"`
    const all = { etag: tag, "cache-control": "no-cache", "x-content-type-options": "nosniff", ...headers }
    return request.headers["if-none-match"] === tag
      ? HttpServerResponse.empty({ status: 304, headers: all })
      : HttpServerResponse.text(body, { contentType, headers: all })
  })

const picture = (svg: string | undefined) =>
  svg === undefined
    ? Effect.succeed(HttpServerResponse.empty({ status: 404 }))
    : tagged(svg, "image/svg+xml", {
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
      })

/** The width of a picture. A page on a phone requests the narrow one. */
const widthOf = Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) =>
  url.endsWith("?narrow") ? widths.narrow : widths.wide,
)

const idOf = Effect.map(HttpRouter.params, ({ id = "" }) => id)

/** The pages for people: jobs and their outcomes, backends, sessions. They need no key. */
const routes = HttpRouter.addAll(
  Effect.gen(function* () {
    const store = yield* Store
    const queue = yield* EmulatedJobs
    const outcomes = yield* Outcomes
    const emulatedSessions = yield* EmulatedSessions
    const { generation } = yield* Settings

    const page = Effect.fnUntraced(function* (
      title: string,
      place: Place,
      content: (address: { readonly api: string; readonly query: URLSearchParams }) => Content,
      status = 200,
    ) {
      const request = yield* HttpServerRequest.HttpServerRequest
      const api = `http://${request.headers["host"] ?? "localhost"}/v0.4`
      const { searchParams: query } = new URL(request.url, "http://localhost")
      const body: Html = shell({ title, place, api, generation }, content({ api, query }))
      const response = yield* tagged(body.text, "text/html; charset=utf-8", {
        "content-security-policy": policy,
      })
      return status === 200 ? response : HttpServerResponse.setStatus(response, status)
    })

    const missing = (id: string) =>
      page(
        "Not found",
        "/ui",
        () =>
          html`<h1>There is no job ${id}</h1>
            <p><a href="/ui">All jobs</a></p>`,
        404,
      )

    const jobs = Effect.flatMap(serverNow, (now) =>
      page("Jobs", "/ui", ({ api, query }) => {
        emulatedSessions.settle(now)
        const status = query.get("status") ?? undefined
        const from = query.get("from")
        const counts = new Map<JobStatus, number>()
        const shown: Array<EmulatedJob> = []
        let next: number | undefined
        for (const job of store.newest()) {
          const its = statusAt(job, now)
          counts.set(its, (counts.get(its) ?? 0) + 1)
          if ((from !== null && job.order > Number(from)) || (status !== undefined && status !== its))
            continue
          if (shown.length < pageSize) shown.push(job)
          else next ??= job.order
        }
        return jobsPage({ counts, status, jobs: shown, next, isFirst: from === null, now, api })
      }),
    )

    const job = Effect.gen(function* () {
      const id = yield* idOf
      const now = yield* serverNow
      const found = yield* Effect.option(queue.find(id))
      if (Option.isNone(found)) return yield* missing(id)
      const shown = yield* queue.show(found.value)
      const job = store.job(id) ?? found.value
      return yield* page(job.request.name ?? id.slice(0, 8), "/ui", () =>
        jobPage({
          job,
          shown,
          cost: costOf(job, now, generation),
          children: queue.childrenOf(job),
          now,
          circuit: pictureOf(job),
          method: methodOf(outcomes.known(job)),
        }),
      )
    })

    const circuit = Effect.gen(function* () {
      const job = store.job(yield* idOf)
      const input = job !== undefined && pictureOf(job) === "drawn" ? store.inputOf(job.id) : undefined
      return yield* picture(input === undefined ? undefined : circuitSvg(inputOf(input), yield* widthOf))
    })

    const histogram = Effect.gen(function* () {
      const job = store.job(yield* idOf)
      const done = job !== undefined && hasResults(job, yield* serverNow)
      const materials = done ? yield* outcomes.materials(job) : undefined
      return yield* picture(
        materials === undefined || !done ? undefined : yield* histogramSvg(materials, yield* widthOf),
      )
    })

    const backends = Effect.flatMap(serverNow, (now) =>
      page("Backends", "/ui/backends", () => {
        const waiting = new Map<string, number>()
        for (const job of store.newest()) {
          const status = statusAt(job, now)
          if (status === "submitted" || status === "ready" || status === "started") {
            waiting.set(job.request.backend, (waiting.get(job.request.backend) ?? 0) + 1)
          }
        }
        return backendsPage(
          backendsOf(generation).map((backend) => ({
            backend,
            characterization: characterizationsOf(backend)[0],
            waiting: waiting.get(backend.backend) ?? 0,
          })),
        )
      }),
    )

    const sessions = Effect.flatMap(emulatedSessions.list, (all) =>
      page("Sessions", "/ui/sessions", () =>
        sessionsPage(all.toReversed().map((session) => ({ session, jobs: store.jobsOf(session.id).length }))),
      ),
    )

    const document = HttpServerResponse.jsonUnsafe(OpenApi.fromApi(documented))
    return [
      HttpRouter.route("GET", "/", Effect.succeed(HttpServerResponse.redirect("/ui"))),
      HttpRouter.route("GET", "/ui", jobs),
      HttpRouter.route("GET", "/ui/jobs/:id", job),
      HttpRouter.route("GET", "/ui/jobs/:id/circuit.svg", circuit),
      HttpRouter.route("GET", "/ui/jobs/:id/histogram.svg", histogram),
      HttpRouter.route("GET", "/ui/backends", backends),
      HttpRouter.route("GET", "/ui/sessions", sessions),
      HttpRouter.route("GET", "/ui/style.css", tagged(style, "text/css")),
      HttpRouter.route("GET", "/ui/script.js", tagged(script, "text/javascript")),
      HttpRouter.route("GET", "/favicon.ico", Effect.succeed(HttpServerResponse.empty())),
      HttpRouter.route("GET", "/openapi.json", Effect.succeed(document)),
    ]
  }),
)

const methodOf = (measured: Measured | undefined) =>
  measured?.kind === "circuit" ? measured.method : undefined

/** The API contract with the emulator itself as its server. */
const documented = EmulatorApi.annotate(OpenApi.Servers, [{ url: "/" }])

/**
 * Disables everything that the reference would load from other sites or offer there. The reference page supports more
 * options than its TypeScript type has.
 */
const reference = {
  withDefaultFonts: false,
  showDeveloperTools: "never",
  hideClientButton: true,
  telemetry: false,
  // Without these, long paths make the page wider than a phone.
  customCss: `
    .section-header-label, .endpoint-path { overflow-wrap: anywhere }
    .section-header, .section-header > *, .endpoint-path { min-width: 0 }
    .references-rendered { overflow-x: clip }
  `,
}

/** The pages and the API reference. Nothing is loaded from other sites. */
export const pages = Layer.merge(
  routes,
  HttpApiScalar.layer(documented, { path: "/docs", scalar: reference }),
)
