/** A server between a client and another server, which validates what passes by one of IonQ's documents. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { makeCheck, type Document } from "./document.ts"

/** What of a document was not kept, and how often. */
export type Violations = ReadonlyMap<string, number>

export interface Proxy {
  readonly url: string
  readonly violations: Violations
  readonly exchanges: () => number
  readonly close: () => Promise<void>
}

const prefix = "/v0.4"

/** The suite sends a gate that there is not, to see its job fail. */
const isWrongOnPurpose = (body: string): boolean => body.includes('"warp"')

export const startProxy = async (document: Document, target: string): Promise<Proxy> => {
  const check = makeCheck(document, { query: false })
  const checkQuery = makeCheck(document, { query: true })
  const violations = new Map<string, number>()
  let exchanges = 0

  const validate = (
    method: string,
    url: URL,
    sent: string,
    status: number,
    received: string,
    isJson: boolean,
  ): void => {
    exchanges++
    const path = url.pathname.replace(prefix, "")
    const found = document.operations.filter((each) => each.method === method && each.pattern.test(path))
    // A path that is written out comes before one with a parameter in its place.
    const operation = found.toSorted((a, b) => a.path.split("{").length - b.path.split("{").length)[0]
    const note = (words: string) => {
      const line = `${method} ${operation?.path ?? path.replaceAll(/[0-9a-f-]{36}/g, "{}")}: ${words}`
      violations.set(line, (violations.get(line) ?? 0) + 1)
    }
    if (operation === undefined) return note("is no operation of the document")
    const query: Record<string, string | ReadonlyArray<string>> = {}
    for (const name of new Set(url.searchParams.keys())) {
      const values = url.searchParams.getAll(name)
      query[name] = values.length > 1 ? values : values[0]!
    }
    for (const problem of checkQuery(operation.query, query)) note(`query: ${problem}`)
    if (operation.body !== undefined && !isWrongOnPurpose(sent)) {
      for (const problem of check(operation.body, JSON.parse(sent))) note(`body: ${problem}`)
    }
    if (!operation.responses.has(String(status)) && !operation.responses.has("default")) {
      return note(`status ${status} is not in the document`)
    }
    const schema = operation.responses.get(String(status)) ?? operation.responses.get("default")
    if (schema === undefined || !isJson) return
    for (const problem of check(schema, JSON.parse(received))) note(`response ${status}: ${problem}`)
  }

  /** Asks the other server, and gives what it answered. */
  const forward = async (request: IncomingMessage, sent: Buffer, response: ServerResponse): Promise<void> => {
    const { method = "GET", url = "/" } = request
    const headers: Record<string, string> = {}
    for (const name of ["authorization", "content-type", "accept"]) {
      const value = request.headers[name]
      if (typeof value === "string") headers[name] = value
    }
    const body = sent.length === 0 ? {} : { body: new Uint8Array(sent) }
    const answer = await fetch(`${target}${url}`, { method, headers, ...body })
    const received = Buffer.from(await answer.arrayBuffer())
    const isJson = answer.headers.get("content-type")?.startsWith("application/json") === true
    validate(method, new URL(url, target), sent.toString(), answer.status, received.toString(), isJson)
    const own = ["content-type", "x-request-id", "date", "retry-after"].flatMap((name) => {
      const value = answer.headers.get(name)
      return value === null ? [] : [[name, value] as const]
    })
    response.writeHead(answer.status, Object.fromEntries(own)).end(received)
  }

  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      forward(request, Buffer.concat(chunks), response).catch((error: unknown) => {
        violations.set(`${request.method} ${request.url}: ${String(error)}`, 1)
        response.destroy()
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  // It listens on TCP.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    violations,
    exchanges: () => exchanges,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
