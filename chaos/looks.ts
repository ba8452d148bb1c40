/** How far a look through the jobs goes: not far in a long list whose clocks agree, far enough when they do not. */
import { Effect, Exit, Fiber } from "effect"
import { Jobs } from "effect-ionq"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { type Outcome, outcome } from "./cloud.ts"
import { type Answered, answering, type Asked, connect, inProcess } from "./network.ts"
import { makeWorld, type World } from "./world.ts"

const request: JobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "h", target: 0 }] },
}

const pageSize = 100

interface Made {
  readonly submittedAt: number
  readonly metadata: unknown
}

/**
 * A server with any number of older jobs, one a second, which are made up when a page of them is asked for. The answer to
 * the first POST is lost, after its job was made or (`processed: false`) without one.
 */
const makeServer = (
  world: World,
  older: number,
  off: { readonly date: number; readonly stamps: number },
  processed = true,
) => {
  const start = world.now()
  const made: Array<Made> = []
  let posts = 0
  let pages = 0
  const jobAt = (index: number) => {
    const job = made[made.length - 1 - index]
    return {
      id: `job-${made.length + older - index}`,
      type: "ionq.circuit.v1",
      backend: "simulator",
      status: "completed",
      metadata: job?.metadata ?? null,
      submitted_at: new Date(
        job?.submittedAt ?? start - (index - made.length + 1) * 1000 + off.stamps,
      ).toISOString(),
    }
  }
  const make = (metadata: unknown): void =>
    void made.push({ submittedAt: world.now() + off.stamps, metadata })
  const answer = ({ method, path, query, body }: Asked): Answered => {
    const headers = { date: new Date(world.now() + off.date).toUTCString() }
    if (method === "POST") {
      const first = posts++ === 0
      // The SDK sends metadata with every submission; a test of what it sends is elsewhere.
      if (processed || !first) make((body as { readonly metadata?: unknown }).metadata)
      return first
        ? { status: 502, headers }
        : {
            status: 201,
            headers,
            body: { id: `job-${made.length + older}`, status: "submitted", session_id: null },
          }
    }
    if (path !== "/jobs") return { status: 404, headers }
    pages++
    const from = made.length - Number(query.get("next") ?? made.length)
    const count = Math.max(0, Math.min(pageSize, made.length + older - from))
    const jobs = Array.from({ length: count }, (_, i) => jobAt(from + i))
    const next = from + count < made.length + older ? String(made.length - from - count) : null
    return { status: 200, headers, body: { jobs, next } }
  }
  return {
    app: answering(answer),
    /** Jobs of others, now. */
    crowd: (count: number) => {
      for (let i = 0; i < count; i++) make(null)
    },
    pages: () => pages,
    ours: () => made.filter(({ metadata }) => metadata !== null).length,
  }
}

/** How many pages were read among many jobs, all clocks in agreement, a hundred of them newer than the one that is looked for. */
const pagesRead = (seed: number, older: number, processed: boolean) => {
  const world = makeWorld(seed)
  return Effect.map(
    world.live(
      Effect.gen(function* () {
        const server = makeServer(world, older, { date: 0, stamps: 0 }, processed)
        const transport = connect(world, world.server("server"), server.app)
        const fiber = yield* Effect.forkChild(
          inProcess(world.process("client"), transport)(Effect.flatMap(Jobs, (jobs) => jobs.submit(request))),
        )
        yield* Effect.sleep(500)
        server.crowd(pageSize)
        yield* Fiber.join(fiber)
        return { pages: server.pages(), ours: server.ours() }
      }),
      "1 hour",
    ),
    ({ exit }) =>
      exit !== undefined && Exit.isSuccess(exit) ? exit.value : { pages: Number.POSITIVE_INFINITY, ours: 0 },
  )
}

const minute = 60_000
const steps = [-2 * minute, -10 * minute, -60 * minute, -24 * 60 * minute, 10 * minute, 60 * minute]

/** A submission whose answer is lost, in front of which others come, while one of the clocks steps or is off. */
const submitWhile = (seed: number, what: "client" | "date" | "stamps" | "nothing") => {
  const world = makeWorld(seed)
  const by = steps[world.pick(steps.length)] ?? 0
  return world.live(
    Effect.gen(function* () {
      const off = { date: what === "date" ? by : 0, stamps: what === "stamps" ? by : 0 }
      const server = makeServer(world, 1000, off)
      const client = world.process("client")
      const transport = connect(world, world.server("server"), server.app)
      const interference = Effect.gen(function* () {
        yield* Effect.sleep(200 + 600 * world.draw())
        if (what === "client") client.step(by)
        server.crowd(101 + world.pick(200))
        return yield* Effect.never
      })
      yield* inProcess(
        client,
        transport,
      )(Effect.flatMap(Jobs, (jobs) => jobs.submit(request))).pipe(Effect.raceFirst(interference))
      return server.ours()
    }),
    "1 hour",
  )
}

export const looks = (seed: number, count: number): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const there = yield* pagesRead(seed, 100_000, true)
    const absent = yield* pagesRead(seed, 100_000, false)
    const figures: Record<string, number> = {
      "pages until a job among 100,000 was found": there.pages,
      "pages of three looks for one that is not there": absent.pages,
    }
    const promises: Record<string, boolean> = {
      "a look among 100,000 jobs reads at most 3 pages": there.pages <= 3 && absent.pages <= 9,
      "there is one job": there.ours === 1 && absent.ours === 1,
    }
    for (const what of ["nothing", "client", "date", "stamps"] as const) {
      let doubled = 0
      let failed = 0
      for (let i = 0; i < count; i++) {
        const { exit } = yield* submitWhile(seed * 1000 + i, what)
        if (exit === undefined || Exit.isFailure(exit)) failed++
        else if (exit.value !== 1) doubled++
      }
      const clock = what === "nothing" ? "no clock off" : `the clock off: ${what}`
      figures[`doubled of ${count}, ${clock}`] = doubled
      if (failed > 0) figures[`failed of ${count}, ${clock}`] = failed
      promises[`a job is found behind more than 100 others, ${clock}`] = doubled === 0 && failed === 0
    }
    return outcome(figures, promises)
  })
