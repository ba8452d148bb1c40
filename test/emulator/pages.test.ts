import { describe, expect, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { HttpServer } from "effect/http"
import { TestClock } from "effect/testing"
import { serve, type ServeOptions } from "effect-ionq/emulator/serve"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { chromiumPath, launchChromium } from "../../scripts/chromium.ts"
import { bell, energy, flip, maxCut, multi } from "../utils/builders.ts"

/** An emulator on a port, for as long as the scope is open. */
const served = Effect.fnUntraced(function* (options: ServeOptions = {}) {
  const context = yield* Layer.build(Layer.fresh(serve(options)))
  return HttpServer.formatAddress(Context.get(context, HttpServer.HttpServer).address)
})

const headers = { authorization: "apiKey emulator-key", "content-type": "application/json" }

const submit = (url: string, request: object) =>
  Effect.promise(async () => {
    const init = { method: "POST", headers, body: JSON.stringify(request) }
    const answer = await fetch(`${url}/v0.4/jobs`, init)
    return ((await answer.json()) as { readonly id: string }).id
  })

const read = (url: string, init: RequestInit = {}) =>
  Effect.promise(async () => {
    const answer = await fetch(url, init)
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  })

describe("the pages of the served emulator", () => {
  it.effect("show what people wrote, and run none of it", () =>
    Effect.gen(function* () {
      const url = yield* served()
      const evil = `<script>alert("1")</script><img src=x onerror='alert(2)'>`
      const id = yield* submit(url, { ...bell, name: evil, metadata: { [evil.slice(0, 30)]: evil } })
      for (const path of ["/ui", `/ui/jobs/${id}`]) {
        const { text, headers } = yield* read(url + path)
        expect(text).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;")
        expect(text).not.toContain("<script>alert")
        expect(text).not.toContain("<img src=x")
        expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; .*script-src 'self'/)
      }
    }).pipe(Effect.scoped),
  )

  it.effect("draw the circuit of a program in OpenQASM 3 as that of the same circuit in JSON", () =>
    Effect.gen(function* () {
      const url = yield* served()
      const data = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nh q[0];\ncx q[0], q[1];\n'
      const ids = [
        yield* submit(url, bell),
        yield* submit(url, { type: "ionq.qasm3.v1", backend: "simulator", input: { data } }),
      ]
      const pictures = yield* Effect.forEach(ids, (id) => read(`${url}/ui/jobs/${id}/circuit.svg`))
      expect(pictures[0]!.text).toContain("<svg")
      expect(pictures[1]).toMatchObject({ status: 200, text: pictures[0]!.text })
    }).pipe(Effect.scoped),
  )

  it.effect("are read again only when something is new", () =>
    Effect.gen(function* () {
      const url = yield* served()
      yield* submit(url, bell)
      const first = yield* read(`${url}/ui`)
      const again = { headers: { "if-none-match": first.headers.get("etag") ?? "" } }
      expect(yield* read(`${url}/ui`, again)).toMatchObject({ status: 304, text: "" })
      yield* TestClock.adjust("100 millis")
      expect((yield* read(`${url}/ui`, again)).status).toBe(200)
    }).pipe(Effect.scoped),
  )

  it.effect("have a place for each kind of job, filters, and pages of fifty", () =>
    Effect.gen(function* () {
      const url = yield* served({ timing: "instant" })
      expect((yield* read(url)).text).toContain("No jobs yet")
      const requests: ReadonlyArray<object> = [
        flip,
        multi,
        energy,
        { ...maxCut, external_settings: { api_credentials: "qctrl-secret" } },
        { ...bell, input: { gateset: "qis", qubits: 1, circuit: [{ gate: "warp", target: 0 }] } },
      ]
      const [first = "", parent = "", energetic = "", cut = "", failed = ""] = yield* Effect.forEach(
        requests,
        (request) => submit(url, request),
      )
      const page = (id: string) => Effect.map(read(`${url}/ui/jobs/${id}`), ({ text }) => text)
      expect(yield* page(first)).toContain("97.5 usd")
      expect(yield* page(parent)).toMatch(/2 circuits[^]*flip 0[^]*flip 1/)
      expect(yield* page(energetic)).toMatch(/&quot;value&quot;: -1\.5/)
      expect(yield* page(cut)).toContain("optimal_bitstring")
      expect(yield* page(cut)).not.toContain("qctrl-secret")
      expect(yield* page(failed)).toMatch(/<h2>UnsupportedGate<\/h2>\s*Gate 0 is warp/)
      const missing = yield* read(`${url}/ui/jobs/none`)
      expect(missing).toMatchObject({ status: 404, text: expect.stringContaining("no job none") })

      const rows = (text: string) => [...text.matchAll(/<tr data-key="([^"]+)"/g)].map(([, id]) => id)
      expect(rows((yield* read(`${url}/ui?status=failed`)).text)).toEqual([failed])
      for (let i = 0; i < 48; i++) yield* submit(url, bell)
      const newest = (yield* read(`${url}/ui`)).text
      expect(rows(newest)).toHaveLength(50)
      const older = /href="(\/ui\?from=\d+)"\s*>Older/.exec(newest)?.[1]
      expect(rows((yield* read(url + older)).text)).toEqual(
        [energetic, parent, first].filter((id) => !rows(newest).includes(id)),
      )
    }).pipe(Effect.scoped),
  )

  it.effect("the API's document stands beside them, at the emulator's own address", () =>
    Effect.gen(function* () {
      const url = yield* served()
      const document = JSON.parse((yield* read(`${url}/openapi.json`)).text) as {
        readonly paths: Record<string, unknown>
        readonly servers: unknown
      }
      expect(document.servers).toEqual([{ url: "/" }])
      expect(Object.keys(document.paths)).toContain("/v0.4/jobs/{uuid}")
    }).pipe(Effect.scoped),
  )
})

const why = chromiumPath === undefined ? " (skipped: there is none on this machine)" : ""

describe.skipIf(chromiumPath === undefined)(`in a real Chromium${why}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  /** A page that fails the test when it logs an error, throws, or asks another server. */
  const open = (url: string, options: Parameters<Browser["newContext"]>[0] = {}) =>
    Effect.acquireRelease(
      Effect.promise(async () => {
        const page = await (await browser.newContext(options)).newPage()
        const wrong: Array<string> = []
        page.on("pageerror", ({ message }) => wrong.push(message))
        page.on("console", (message) => message.type() === "error" && wrong.push(message.text()))
        page.on("request", (request) => request.url().startsWith(url) || wrong.push(request.url()))
        return { page, wrong }
      }),
      ({ page }) => Effect.promise(() => page.context().close()),
    )

  const look = <A>(task: () => Promise<A>) => Effect.promise(task)

  it.effect("a job appears and goes through its statuses while the page stays open", () =>
    Effect.gen(function* () {
      const url = yield* served({ timing: { startedFor: "1 minute" } })
      const { page, wrong } = yield* open(url)
      yield* look(() => page.goto(`${url}/ui`))
      const id = yield* submit(url, { ...bell, name: "Bell pair" })
      const status = page.locator(`tr[data-key="${id}"] .status`)
      const becomes = (word: string) => look(() => status.filter({ hasText: word }).waitFor())
      yield* becomes("submitted")
      yield* TestClock.adjust("30300 millis")
      yield* becomes("started")
      yield* look(() => page.locator(`tr[data-key="${id}"] progress[value="50"]`).waitFor())
      yield* TestClock.adjust("30 seconds")
      yield* becomes("completed")
      expect(wrong).toEqual([])
    }).pipe(Effect.scoped),
  )

  it.effect("what is unfolded and focused stays so when the page changes", () =>
    Effect.gen(function* () {
      const url = yield* served()
      const id = yield* submit(url, bell)
      const { page, wrong } = yield* open(url)
      yield* look(() => page.goto(`${url}/ui/jobs/${id}`))
      yield* look(() => page.locator("summary").click())
      yield* TestClock.adjust("1 hour")
      yield* look(() => page.locator("main .status.completed").first().waitFor())
      const kept = yield* look(() =>
        page.evaluate(() => [
          document.querySelector("details")?.open,
          document.activeElement?.tagName,
          document.querySelector("pre")?.textContent?.includes('"completed"'),
        ]),
      )
      expect(kept).toEqual([true, "SUMMARY", true])
      expect(wrong).toEqual([])
    }).pipe(Effect.scoped),
  )

  it.effect("says so when the emulator is gone", () =>
    Effect.gen(function* () {
      const { page } = yield* open("")
      const url = yield* Effect.scoped(
        Effect.gen(function* () {
          const url = yield* served()
          yield* look(() => page.goto(`${url}/ui`))
          expect(yield* look(() => page.locator(".offline").isVisible())).toBe(false)
          return url
        }),
      )
      yield* look(() => page.locator(".offline").waitFor({ state: "visible" }))
      expect(page.url()).toBe(`${url}/ui`)
    }).pipe(Effect.scoped),
  )

  /** Contrast of text and background as WCAG counts it; at least 4.5 can be read. */
  const leastContrast = (page: Page) =>
    page.evaluate(() => {
      const parse = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number)
      const luminance = (color: string) => {
        const [r = 0, g = 0, b = 0] = parse(color).map((c) => {
          const part = c / 255
          return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      const behind = (element: Element): string => {
        const { backgroundColor } = getComputedStyle(element)
        if (parse(backgroundColor)[3] !== 0) return backgroundColor
        return element.parentElement === null ? "rgb(255, 255, 255)" : behind(element.parentElement)
      }
      let least = 21
      for (const element of document.querySelectorAll("main *, header *, footer *")) {
        const own = [...element.childNodes].some(
          (node) => node.nodeType === 3 && node.textContent?.trim() !== "",
        )
        if (!own) continue
        const [a, b] = [luminance(getComputedStyle(element).color), luminance(behind(element))]
        least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05))
      }
      return least
    })

  for (const width of [400, 1400]) {
    for (const colorScheme of ["light", "dark"] as const) {
      it.effect(`every page fits ${width} pixels and can be read, ${colorScheme}`, () =>
        Effect.gen(function* () {
          const url = yield* served({ timing: "instant" })
          const name = "A Bell pair with quite a long name, as people give them to their jobs in the end"
          const id = yield* submit(url, { ...flip, name, metadata: { purpose: "x".repeat(200) } })
          const parent = yield* submit(url, multi)
          yield* submit(url, { ...bell, input: { gateset: "qis", circuit: [] } })
          yield* read(`${url}/v0.4/sessions`, {
            method: "POST",
            headers,
            body: JSON.stringify({ backend: "qpu.forte-1", settings: { job_count_limit: 5 } }),
          })
          const { page, wrong } = yield* open(url, { viewport: { width, height: 800 }, colorScheme })
          for (const path of [
            "/ui",
            `/ui/jobs/${id}`,
            `/ui/jobs/${parent}`,
            "/ui/backends",
            "/ui/sessions",
          ]) {
            yield* look(() => page.goto(url + path))
            const across = yield* look(() => page.evaluate(() => document.documentElement.scrollWidth))
            expect([path, across]).toEqual([path, width])
            expect(yield* look(() => leastContrast(page))).toBeGreaterThanOrEqual(4.5)
            const [paper = 0] = yield* look(() =>
              page.evaluate(() =>
                (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(Number),
              ),
            )
            expect(paper > 128).toBe(colorScheme === "light")
          }
          yield* look(() => page.goto(`${url}/ui/jobs/${id}`))
          const pictures = yield* look(() =>
            page.evaluate(() =>
              [...document.images].map(({ naturalWidth, width, alt }) => [
                naturalWidth === width,
                width > 80,
                alt,
              ]),
            ),
          )
          expect(pictures).toEqual([
            [true, true, "The circuit: 2 qubits, 1 gate, 1,000 shots"],
            [true, true, expect.stringContaining("qubit 0 on the left")],
          ])
          expect(wrong).toEqual([])
        }).pipe(Effect.scoped),
      )
    }
  }

  it.effect("the reference of the API works and asks no other server", () =>
    Effect.gen(function* () {
      const url = yield* served()
      const { page, wrong } = yield* open(url)
      yield* look(() => page.goto(`${url}/docs`))
      yield* look(() => page.getByRole("heading", { name: "IonQ Cloud Platform API" }).waitFor())
      yield* look(() => page.setViewportSize({ width: 400, height: 800 }))
      // It fits on a phone, with all paths.
      yield* look(() => page.locator(".endpoint-path").nth(20).waitFor())
      expect(yield* look(() => page.evaluate(() => document.documentElement.scrollWidth))).toBe(400)
      expect(wrong).toEqual([])
    }).pipe(Effect.scoped),
  )

  it.effect("a program in a page of another origin can use the API with its key", () =>
    Effect.gen(function* () {
      const [url, other] = [yield* served({ timing: "instant" }), yield* served()]
      const { page } = yield* open("")
      yield* look(() => page.goto(`${other}/openapi.json`))
      const seen = yield* look(() =>
        page.evaluate(
          async ({ url, headers, request }) => {
            const ask = async (method: string, path: string, body?: object) => {
              const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
              const answer = await fetch(`${url}/v0.4${path}`, init)
              const json = (await answer.json()) as { readonly id?: string; readonly status?: string }
              return { status: answer.status, json, id: answer.headers.get("x-request-id") }
            }
            const created = await ask("POST", "/jobs", request)
            const canceled = await ask("PUT", `/jobs/${created.json.id}/status/cancel`)
            const missing = await ask("GET", "/nowhere")
            return {
              statuses: [created.status, canceled.status, missing.status],
              requestId: missing.id,
              origin: location.origin,
            }
          },
          { url, headers, request: bell },
        ),
      )
      expect(seen.origin).toBe(other)
      expect(seen.statuses).toEqual([201, 200, 404])
      expect(seen.requestId).toMatch(/^[0-9a-f-]{36}$/)
    }).pipe(Effect.scoped),
  )
})
