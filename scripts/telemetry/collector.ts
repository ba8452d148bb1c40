import { createServer } from "node:http"
import { gunzipSync } from "node:zlib"

/** An export as it was sent, unpacked. */
export interface Export {
  readonly signal: string
  readonly type: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: Buffer
}

/** A collector on this machine that keeps what it is sent. */
export const collector = async () => {
  const exports: Array<Export> = []
  const server = createServer((request, response) => {
    const parts: Array<Buffer> = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      const { headers, url = "" } = request
      const sent = Buffer.concat(parts)
      const body = headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent
      exports.push({ signal: url.replace("/v1/", ""), type: headers["content-type"] ?? "", headers, body })
      response.writeHead(200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  return {
    exports,
    endpoint: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
