/** Serves the built site on a free port of this machine, for the checks. */
import { createServer } from "node:http"
import { readFile, stat } from "node:fs/promises"
import { extname, join, normalize } from "node:path"
import { fileURLToPath } from "node:url"

export const dist = fileURLToPath(new URL("../.vitepress/dist", import.meta.url))

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
}

const fileOf = async (path: string): Promise<string | undefined> => {
  const file = join(dist, normalize(decodeURIComponent(path)))
  if (!file.startsWith(dist)) return undefined
  const found = await stat(file).catch(() => undefined)
  if (found?.isFile() === true) return file
  if (found?.isDirectory() === true) return fileOf(`${path.replace(/\/$/, "")}/index.html`)
  return extname(path) === "" ? fileOf(`${path}.html`) : undefined
}

/** The address of the site, and how to stop it. */
export const serve = async (): Promise<{ readonly url: string; readonly stop: () => void }> => {
  const server = createServer((request, response) => {
    void (async () => {
      const file = await fileOf(new URL(request.url ?? "/", "http://localhost").pathname)
      if (file === undefined) return response.writeHead(404).end()
      response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" })
      return response.end(await readFile(file))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("The server has no port")
  return { url: `http://127.0.0.1:${address.port}`, stop: () => server.close() }
}
