import { Effect, Option, Queue, Random, Schema, type Scope, Stream } from "effect"
import { ownCalls, withOptions } from "../../CallOptions.ts"
import type { Session } from "../auth/session.ts"
import type { QpiMethods } from "../client/make.ts"
import { type JobGlance, JobGlance as Glance } from "../schema/Job.ts"
import { Change, Connected } from "../schema/Realtime.ts"
import { messagesIn } from "./events.ts"

/**
 * An event for a listener: the state of a job in a message of the server (`seen`), or the start of a stream (`begun`).
 */
export type News = { readonly kind: "seen"; readonly job: JobGlance } | { readonly kind: "begun" }

/** One stream from the server, shared by all waiters. */
export interface Hub {
  /**
   * Subscribes to the events of a job until the scope closes. A stream does not repeat earlier changes, so poll the job
   * at first and after each `begun`.
   */
  readonly listen: (jobId: string) => Effect.Effect<Queue.Dequeue<News>, never, Scope.Scope>
  /** Whether a stream is open and subscribed. */
  readonly isOpen: () => boolean
}

/** The longest silence of a healthy stream. The server ends a stream after 300 s without a message. */
const silence = "330 seconds"

/** How often to check whether the session has changed. A stream that was opened in an earlier session sends nothing. */
const sessionCheck = "30 seconds"

/** The shortest and the longest pause between two streams, in milliseconds. The pause doubles with each failure. */
const shortestPause = 100
const longestPause = 15_000

const decodeConnected = Schema.decodeUnknownEffect(Schema.fromJsonString(Connected))
const decodeChange = Schema.decodeUnknownOption(Schema.fromJsonString(Change))
const decodeGlance = Schema.decodeUnknownOption(Glance)

/** The topic of all jobs, limited to the fields that a wait needs. With results, messages would be long. */
const topicOf = (collection: string): string => {
  const options = JSON.stringify({ query: { fields: "id,status,updated,qpu_target" } })
  return `${collection}/*?options=${encodeURIComponent(options)}`
}

/** Starts the fiber that keeps a stream open while there are listeners. */
export const makeHub = Effect.fnUntraced(function* (
  client: QpiMethods,
  session: Session,
): Effect.fn.Return<Hub, never, Scope.Scope> {
  const listeners = new Map<string, Set<Queue.Queue<News>>>()
  const signals = yield* Queue.sliding<void>(1)
  const topics = [topicOf(client.settings.collections.jobs)]
  let isOpen = false
  let wasOpen = false

  const tell = (queues: Iterable<Queue.Queue<News>>, news: News): void => {
    for (const queue of queues) Queue.offerUnsafe(queue, news)
  }

  const subscribe = (clientId: string) =>
    client.realtime.subscribe({ payload: { clientId, subscriptions: topics } })

  /** Sends each new token of the session to the server. Ends when a new session begins, which needs another stream. */
  const follow = Effect.fnUntraced(function* (clientId: string) {
    let known = yield* session.token
    while (true) {
      yield* Effect.sleep(sessionCheck)
      const now = yield* session.token
      if (now.session !== known.session) return
      if (now.version !== known.version) yield* subscribe(clientId)
      known = now
    }
  })

  const stream = Effect.gen(function* () {
    const content = yield* client.realtime.connect().pipe(withOptions({ timeout: silence, retries: 0 }))
    let clientId: string | undefined
    const begin = Effect.fnUntraced(function* (data: string) {
      const connected = yield* decodeConnected(data)
      yield* subscribe(connected.clientId)
      clientId = connected.clientId
      isOpen = true
      wasOpen = true
      for (const queues of listeners.values()) tell(queues, { kind: "begun" })
    })
    const opened = yield* Queue.unbounded<string>()
    const reading = messagesIn(content.stream).pipe(
      Stream.runForEach(({ topic, data }) => {
        if (topic === "PB_CONNECT") {
          return Effect.tap(begin(data), () =>
            clientId === undefined ? Effect.void : Queue.offer(opened, clientId),
          )
        }
        return Effect.sync(() => {
          const job = Option.flatMap(decodeChange(data), ({ action, record }) =>
            action === "delete" ? Option.none() : decodeGlance(record),
          )
          if (Option.isSome(job)) tell(listeners.get(job.value.id) ?? [], { kind: "seen", job: job.value })
        })
      }),
    )
    yield* Effect.raceFirst(reading, Effect.flatMap(Queue.take(opened), follow))
  }).pipe(
    Effect.ensuring(
      Effect.sync(() => {
        isOpen = false
      }),
    ),
  )

  /** Waits until no listeners are left. */
  const untilLonely: Effect.Effect<void> = Effect.suspend(() =>
    listeners.size === 0 ? Effect.void : Effect.andThen(Queue.take(signals), untilLonely),
  )
  const untilHeard: Effect.Effect<void> = Effect.suspend(() =>
    listeners.size > 0 ? Effect.void : Effect.andThen(Queue.take(signals), untilHeard),
  )

  /** Opens one stream after the other. If the server rejects them, the pauses grow. */
  const keepOpen = Effect.gen(function* () {
    let failures = 0
    while (true) {
      wasOpen = false
      yield* stream.pipe(
        Effect.catch((error) =>
          Effect.logDebug(`The realtime stream of QPI ended: ${error._tag}: ${error.message}`),
        ),
      )
      failures = wasOpen ? 0 : failures + 1
      const jitter = 0.8 + 0.4 * (yield* Random.next)
      yield* Effect.sleep(Math.min(longestPause, shortestPause * 2 ** failures) * jitter)
    }
  })
  yield* untilHeard.pipe(
    Effect.andThen(Effect.raceFirst(Effect.exit(keepOpen), untilLonely)),
    Effect.forever,
    ownCalls,
    Effect.forkScoped,
  )

  return {
    isOpen: () => isOpen,
    listen: (jobId) =>
      Effect.acquireRelease(
        Effect.tap(Queue.unbounded<News>(), (queue) => {
          const others = listeners.get(jobId)
          if (others === undefined) listeners.set(jobId, new Set([queue]))
          else others.add(queue)
          return Queue.offer(signals, undefined)
        }),
        (queue) =>
          Effect.suspend(() => {
            const others = listeners.get(jobId)
            others?.delete(queue)
            if (others?.size === 0) listeners.delete(jobId)
            return Queue.offer(signals, undefined)
          }),
      ),
  }
})
