import { connect, createServer, type Socket } from "node:net"

/** What becomes of a request: its connection breaks before it is passed on, or when the answer comes. */
export type Harm = "lost" | "unsent" | undefined

export interface ProxyOptions {
  /** The server behind. */
  readonly target: string
  /** Decides for each submission. */
  readonly submission?: () => Harm
  /** Decides for each realtime stream after how many milliseconds it is cut. */
  readonly stream?: () => number | undefined
}

export interface Proxy {
  readonly url: string
  /** How many streams were cut, and how many submissions harmed. */
  readonly counts: { streams: number; lost: number; unsent: number }
  readonly close: () => Promise<void>
}

/** A proxy on this machine that breaks connections. */
export const startProxy = ({ target, submission, stream }: ProxyOptions): Promise<Proxy> => {
  const { hostname, port } = new URL(target)
  const counts = { streams: 0, lost: 0, unsent: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    let isCut = false
    const end = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on("error", end).on("close", () => {
        sockets.delete(socket)
        end()
      })
    }
    near.on("data", (chunk: Buffer) => {
      const head = chunk.subarray(0, 40).toString("latin1")
      if (head.startsWith("POST /api/jobs HTTP")) {
        const harm = submission?.()
        if (harm === "unsent") {
          counts.unsent++
          return end()
        }
        isCut = harm === "lost"
      }
      if (head.startsWith("GET /api/realtime")) {
        const after = stream?.()
        if (after !== undefined) {
          setTimeout(() => {
            counts.streams++
            end()
          }, after)
        }
      }
      far.write(chunk)
    })
    far.on("data", (chunk: Buffer) => {
      if (!isCut) return void near.write(chunk)
      counts.lost++
      end()
    })
  })
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const own = typeof address === "object" && address !== null ? address.port : 0
      resolve({
        url: `http://127.0.0.1:${own}`,
        counts,
        close: () =>
          new Promise((done) => {
            for (const socket of sockets) socket.destroy()
            server.close(() => done())
          }),
      })
    })
  })
}
