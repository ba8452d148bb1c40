/**
 * Looks at the built site in Chromium, at 400 and 1400 pixels, light and dark: pictures of its pages in `.vitepress/look/`, a run of 16
 * qubits with noise in the playground, and the search of words. Fails if a page asks another host, has an error, is wider than the
 * window, or if a word is not found.
 *
 *     node scripts/look.ts
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Browser, Page } from "playwright-core"
import { launchChromium } from "../../../scripts/chromium.ts"
import { serve } from "./serve.ts"

const pictures = fileURLToPath(new URL("../.vitepress/look", import.meta.url))
mkdirSync(pictures, { recursive: true })

const pages = ["/", "/guides/money", "/guides/circuits", "/reference/Jobs", "/examples/01-bell"]

/** Words that a user may look for, and a page that has to be among the first results. */
const words: ReadonlyArray<readonly [words: string, page: RegExp]> = [
  ["submissionId", /money|Jobs/],
  ["budget", /money|Budget/],
  ["withBudget", /money|Budget|Jobs/],
  ["bit order", /circuits/],
  ["noise", /simulator|playground/],
  ["session", /sessions|Sessions/],
  ["retry", /errors|IonQError|retries/],
  ["TestClock", /testing|emulator/],
  ["emulator", /emulator/],
  ["OpenQASM", /openqasm|Qasm/],
  ["qiskit", /coming-from/],
  ["ionq-core", /coming-from/],
  ["dry run", /first-job|emulator|money|JobRequest/],
  ["JobTimeoutError", /IonQError|errors|waiting/],
  ["RateLimitError", /IonQError|errors/],
  ["gradient", /primitives|Estimator/],
  ["PostgreSQL", /durable/],
  ["Cloudflare", /deployment/],
  ["histogram", /Distribution|circuits|Results/],
  ["measurementMap", /circuits|Circuit/],
]

const flaws: Array<string> = []

/** A page of the browser that notes what must not be. */
const opened = async (
  browser: Browser,
  width: number,
  scheme: "light" | "dark",
  url: string,
): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme })
  const page = await context.newPage()
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol !== "data:" && protocol !== "blob:" && origin !== url)
      flaws.push(`${page.url()} asks ${request.url()}`)
  })
  page.on("pageerror", (error) => flaws.push(`${page.url()}: ${error.message}`))
  page.on("console", (message) => {
    if (message.type() === "error") flaws.push(`${page.url()}: ${message.text()}`)
  })
  return page
}

const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

const look = async (page: Page, path: string, name: string, url: string): Promise<void> => {
  const response = await page.goto(`${url}${path}`, { waitUntil: "networkidle" })
  if (response?.status() !== 200) flaws.push(`${path}: ${response?.status()}`)
  if (await isTooWide(page)) flaws.push(`${name} is wider than the window`)
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** 16 qubits with noise: the drawing, and the histogram. */
const play = async (page: Page, name: string, url: string): Promise<void> => {
  await page.goto(`${url}/playground`, { waitUntil: "networkidle" })
  await page.getByTestId("done").waitFor({ timeout: 60_000 })
  await page.locator("select[name=program]").selectOption("Layers of rotations, 16 qubits")
  await page.locator("select[name=noise]").selectOption("aria-1")
  await page.getByRole("button", { name: "Run" }).click()
  await page.getByText(/1000 shots \(dense\)/).waitFor({ timeout: 120_000 })
  const done = await page.getByTestId("done").textContent()
  const drawn = await page.locator("svg.ionq-circuit").count()
  const bars = await page.locator("svg.ionq-histogram text").count()
  if (drawn !== 1 || bars < 16) flaws.push(`${name}: ${drawn} circuits and ${bars} words of a histogram`)
  if (await isTooWide(page)) flaws.push(`${name} is wider than the window`)
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
  console.log(`${name}: ${done}`)
  await page.locator("textarea").fill("OPENQASM 3.0;\nqubit q;\ncy q;")
  const problem = await page.getByRole("alert").textContent()
  if (!/Line 3, column 1/.test(problem ?? "")) flaws.push(`${name} says of a wrong program: ${problem}`)
}

const search = async (page: Page, url: string): Promise<void> => {
  await page.goto(`${url}/guides/first-job`, { waitUntil: "networkidle" })
  await page.locator(".VPNavBarSearch button").first().click()
  const input = page.locator("#localsearch-input")
  let found = 0
  for (const [word, target] of words) {
    await input.fill(word)
    const results = page.locator(".VPLocalSearchBox .results a.result")
    // The results of the word before stay for a moment.
    await page.waitForTimeout(400)
    await results
      .first()
      .waitFor({ timeout: 10_000 })
      .catch(() => undefined)
    const links = await results.evaluateAll((all) => all.map((each) => each.getAttribute("href") ?? ""))
    if (links.slice(0, 10).some((link) => target.test(link))) found++
    else flaws.push(`the search does not find ${word}: ${links.slice(0, 5).join(", ")}`)
  }
  console.log(`the search finds ${found} of ${words.length} words`)
}

const { url, stop } = await serve()
const browser = await launchChromium()
try {
  for (const width of [400, 1400]) {
    for (const scheme of ["light", "dark"] as const) {
      const page = await opened(browser, width, scheme, url)
      for (const path of pages)
        await look(
          page,
          path,
          `${path.replace(/\W+/g, "-").replace(/^-/, "") || "home"}-${width}-${scheme}`,
          url,
        )
      await play(page, `playground-${width}-${scheme}`, url)
      await page.context().close()
    }
  }
  await search(await opened(browser, 1400, "light", url), url)
} finally {
  await browser.close()
  stop()
}
for (const flaw of new Set(flaws)) console.error(flaw)
process.exitCode = flaws.length === 0 ? 0 : 1
