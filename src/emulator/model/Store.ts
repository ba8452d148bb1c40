import { Context, Layer } from "effect"
import type { Session } from "../../schema/Session.ts"
import type { EmulatedJob } from "./EmulatedJob.ts"
import type { Measured } from "./Outcome.ts"

/** A new job, and its input as JSON text. */
export interface NewJob {
  readonly job: EmulatedJob
  readonly input: string
}

/** The data of an emulator. Each change is complete when its method returns: in memory, or on disk. */
export class Store extends Context.Service<
  Store,
  {
    readonly job: (id: string) => EmulatedJob | undefined
    /** Jobs except children, newest first, starting at a position in the order. */
    readonly newest: (from?: number) => Iterable<EmulatedJob>
    /** The position of the next job. */
    readonly nextOrder: () => number
    /** The jobs of a session except children, oldest first. */
    readonly jobsOf: (sessionId: string) => ReadonlyArray<EmulatedJob>
    /** The input of a job, as JSON text that callers parse themselves. */
    readonly inputOf: (id: string) => string | undefined
    /** Adds all of the jobs or none. */
    readonly add: (jobs: ReadonlyArray<NewJob>) => void
    /** Updates existing jobs. */
    readonly put: (jobs: ReadonlyArray<EmulatedJob>) => void
    readonly remove: (jobs: ReadonlyArray<EmulatedJob>) => void
    /** The stored outcome of a job; undefined if none is stored. */
    readonly measuredOf: (id: string) => Measured | undefined
    readonly keep: (id: string, measured: Measured) => void
    readonly session: (id: string) => Session | undefined
    readonly sessions: () => Iterable<Session>
    readonly putSession: (session: Session) => void
  }
>()("effect-ionq/emulator/Store") {
  /**
   * Stores everything in memory except results, which are simulated again. Inputs are stored as text, which takes less
   * memory than parsed values.
   */
  static readonly layer: Layer.Layer<Store> = Layer.sync(Store, () => {
    const inputs = new Map<string, string>()
    const index = makeIndex()
    return Store.of({
      ...index,
      add: (jobs) => {
        for (const { job, input } of jobs) inputs.set(job.id, input)
        index.add(jobs.map(({ job }) => job))
      },
      remove: (jobs) => {
        for (const { id } of jobs) inputs.delete(id)
        index.remove(jobs)
      },
      inputOf: (id) => inputs.get(id),
      measuredOf: () => undefined,
      keep: () => undefined,
    })
  })
}

/** Jobs and sessions in memory, in the orders in which they are listed. */
export const makeIndex = () => {
  const jobs = new Map<string, EmulatedJob>()
  const sessions = new Map<string, Session>()
  const bySession = new Map<string, Set<string>>()
  /** Ids by position. A position has no id if its job is a child or was deleted. */
  const places: Array<string | undefined> = []

  const isTop = ({ parentId }: EmulatedJob): boolean => parentId === undefined

  return {
    job: (id: string) => jobs.get(id),
    newest: function* (from = places.length - 1): Iterable<EmulatedJob> {
      for (let place = Math.min(from, places.length - 1); place >= 0; place--) {
        const id = places[place]
        const job = id === undefined ? undefined : jobs.get(id)
        if (job !== undefined) yield job
      }
    },
    nextOrder: () => places.length,
    jobsOf: (sessionId: string) =>
      [...(bySession.get(sessionId) ?? [])].flatMap((id) => {
        const job = jobs.get(id)
        return job === undefined ? [] : [job]
      }),
    add: (added: ReadonlyArray<EmulatedJob>) => {
      for (const job of added) {
        jobs.set(job.id, job)
        places[job.order] = isTop(job) ? job.id : undefined
        if (!isTop(job)) continue
        const { session_id } = job.request
        if (session_id === undefined) continue
        const ofSession = bySession.get(session_id) ?? new Set()
        bySession.set(session_id, ofSession.add(job.id))
      }
    },
    put: (changed: ReadonlyArray<EmulatedJob>) => {
      for (const job of changed) jobs.set(job.id, job)
    },
    remove: (removed: ReadonlyArray<EmulatedJob>) => {
      for (const job of removed) {
        jobs.delete(job.id)
        places[job.order] = undefined
        bySession.get(job.request.session_id ?? "")?.delete(job.id)
      }
    },
    session: (id: string) => sessions.get(id),
    sessions: () => sessions.values(),
    putSession: (session: Session) => void sessions.set(session.id, session),
  }
}
