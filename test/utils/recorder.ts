/** A server that passes requests on, and keeps what was asked. */
import { createServer } from "node:http"
import { once } from "node:events"
import type { AddressInfo } from "node:net"

export interface Recorder {
  /** The URL to ask instead of the target. */
  readonly url: string
  /** Method and path of each request since the last look, without its query. */
  readonly take: () => ReadonlyArray<string>
  readonly close: () => void
}

export const recordRequests = async (target: string): Promise<Recorder> => {
  const { origin, pathname } = new URL(target)
  let requests: Array<string> = []
  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    const passOn = async () => {
      const { method = "GET", url = "/", headers } = request
      requests.push(`${method} ${url.split("?")[0]?.replace(pathname, "")}`)
      const body = Buffer.concat(chunks)
      const answer = await fetch(origin + url, {
        method,
        headers: {
          authorization: headers.authorization ?? "",
          "content-type": headers["content-type"] ?? "application/json",
        },
        ...(body.length === 0 ? {} : { body }),
      })
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" })
      response.end(Buffer.from(await answer.arrayBuffer()))
    }
    request.on("end", () => void passOn().catch(() => response.destroy()))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  // A server that listens on a port has an address of that form.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${pathname}`,
    take: () => {
      const taken = requests
      requests = []
      return taken
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
