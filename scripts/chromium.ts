/** The Chromium of this machine, which is not installed with the packages. */
import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** Where it is: the variable `CHROMIUM`, or where Debian and Google put it. */
export const chromiumPath: string | undefined = [process.env["CHROMIUM"] ?? "", ...places].find(existsSync)

export const launchChromium = (): Promise<Browser> => {
  if (chromiumPath === undefined) throw new Error("There is no Chromium on this machine: set CHROMIUM")
  return chromium.launch({
    executablePath: chromiumPath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  })
}
