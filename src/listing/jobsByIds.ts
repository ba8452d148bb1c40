import { Effect, Result } from "effect"
import { isId } from "../client/ids.ts"
import type { IonQMethods } from "../IonQClient.ts"
import type { JobsQuery } from "../IonQApi.ts"
import type { BadRequestError, CommonError, NotFoundError, PaginationError } from "../IonQError.ts"
import type { Job, JobPage } from "../schema/Job.ts"
import { nextCursor } from "./paginate.ts"

/** How many ids fit into one request, and how many jobs onto one page. */
export const idsAtOnce = 100

/** The largest total length of the ids in one request, in characters. Some proxies reject a URL of 8 kB. */
const longestQuestion = 6000

/**
 * How a list of ids is written in a query. IonQ's specification defines the first form, and its description also allows
 * the second one.
 */
type Encoding = "repeated" | "a,b"
const encodings: ReadonlyArray<Encoding> = ["repeated", "a,b"]

/** Other filters of a request for jobs by id. */
export type IdsFilter = Omit<JobsQuery, "ids" | "limit" | "next">

/**
 * Requests for many jobs at once, in the form that the server accepts. The accepted form is determined once for each
 * client, from the server's responses.
 */
export interface Listing<E = CommonError> {
  /** Sends one request unchanged. */
  readonly send: (query: JobsQuery) => Effect.Effect<JobPage, E>
  /** A page of jobs, of the size that the server accepts. */
  readonly page: (query: JobsQuery) => Effect.Effect<JobPage, E>
  /**
   * The jobs with these ids, by id. Jobs that the server does not list are missing, and jobs that were not requested
   * are left out.
   */
  readonly byIds: (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, Job>, E | PaginationError>
  /** Like `byIds`, with other filters. If the server lists other jobs, each job is requested separately. */
  readonly chosen: (
    ids: ReadonlyArray<string>,
    filter: IdsFilter,
  ) => Effect.Effect<ReadonlyMap<string, Job>, E | CommonError | PaginationError>
}

/** The form of requests for jobs that a server accepts, as far as its responses have shown. */
interface Learned {
  /** Whether the server accepts pages of 100. */
  large: boolean
  /** The encoding of id lists that the server supports; undefined until it has listed two jobs for one list. */
  encoding: Encoding | undefined
}

/** The matching jobs. `understood` is true if no other job was listed. */
interface Answer {
  readonly jobs: ReadonlyMap<string, Job>
  readonly understood: boolean
}

const make = <E extends { readonly _tag: string }>(
  client: IonQMethods,
  send: (query: JobsQuery) => Effect.Effect<JobPage, E | BadRequestError>,
  learned: Learned,
  within: IdsFilter = {},
): Listing<E | BadRequestError> => {
  type Failure = E | BadRequestError

  /** A page of jobs. If the server rejects a page of 100, later requests use the server's own page size. */
  const page = Effect.fnUntraced(function* (query: JobsQuery): Effect.fn.Return<JobPage, Failure> {
    if (!learned.large) return yield* send(query)
    const answer = yield* Effect.result(send({ limit: idsAtOnce, ...query }))
    if (Result.isSuccess(answer)) return answer.success
    if (answer.failure._tag !== "BadRequestError") return yield* Effect.fail(answer.failure)
    const small = yield* send(query)
    learned.large = false
    return small
  })

  const listed = Effect.fnUntraced(function* (
    ids: ReadonlyArray<string>,
    filter: IdsFilter,
    as: Encoding,
  ): Effect.fn.Return<Answer, Failure | PaginationError> {
    const wanted = new Set(ids)
    const jobs = new Map<string, Job>()
    const cursors = new Set<string>()
    const question = { ...filter, ids: as === "repeated" ? ids : [ids.join(",")] }
    let cursor: string | undefined
    do {
      const answer = yield* page(cursor === undefined ? question : { ...question, next: cursor })
      for (const job of answer.jobs) {
        if (!wanted.has(job.id)) return { jobs: new Map(), understood: false }
        jobs.set(job.id, job)
      }
      cursor = yield* nextCursor(cursors, answer.next)
    } while (cursor !== undefined && jobs.size < wanted.size)
    return { jobs, understood: true }
  })

  /**
   * Tries the encoding that is known to work first, and then the other one. For a list in the wrong encoding, a server
   * may return only some of the jobs, or none.
   */
  const ask = Effect.fnUntraced(function* (
    ids: ReadonlyArray<string>,
    filter: IdsFilter,
  ): Effect.fn.Return<Answer, Failure | PaginationError> {
    const jobs = new Map<string, Job>()
    let understood = true
    let answered = false
    let refused: Failure | PaginationError | undefined
    const known = learned.encoding
    for (const as of known === undefined ? encodings : [known, ...encodings.filter((as) => as !== known)]) {
      const answer = yield* Effect.result(listed(ids, filter, as))
      if (Result.isFailure(answer)) {
        if (answer.failure._tag !== "BadRequestError") return yield* Effect.fail(answer.failure)
        refused = answer.failure
        continue
      }
      answered = true
      understood &&= answer.success.understood
      for (const [id, job] of answer.success.jobs) jobs.set(id, job)
      if (answer.success.jobs.size > 1) learned.encoding = as
      if (answer.success.understood && learned.encoding === as) return { jobs, understood: true }
      // A single id is written the same in each encoding.
      if (ids.length === 1) break
    }
    if (refused !== undefined && !answered) return yield* Effect.fail(refused)
    return { jobs, understood }
  })

  const inChunks = <E2>(
    ids: ReadonlyArray<string>,
    each: (some: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, Job>, E2>,
  ) =>
    Effect.map(
      Effect.forEach(chunksOf(ids, idsAtOnce), each),
      (answers): ReadonlyMap<string, Job> => new Map(answers.flatMap((jobs) => [...jobs])),
    )

  return {
    send,
    page,
    byIds: (ids) =>
      inChunks(ids.filter(isId), (some) =>
        Effect.map(
          Effect.catchIf(
            ask(some, {}),
            (error): error is Extract<Failure, BadRequestError> => error._tag === "BadRequestError",
            () => Effect.succeed({ jobs: new Map<string, Job>() }),
          ),
          ({ jobs }) => jobs,
        ),
      ),
    chosen: (ids, filter) =>
      inChunks(ids, (some) =>
        Effect.flatMap(ask(some, filter), ({ jobs, understood }) =>
          understood ? Effect.succeed(jobs) : oneByOne(client, some, { ...filter, ...within }),
        ),
      ),
  }
}

/** Distinct ids in chunks that fit into one request. */
export const chunksOf = (ids: ReadonlyArray<string>, size: number): ReadonlyArray<ReadonlyArray<string>> => {
  const chunks: Array<Array<string>> = []
  let length = 0
  for (const id of new Set(ids)) {
    const last = chunks.at(-1)
    length += id.length + 5
    if (last === undefined || last.length >= Math.min(size, idsAtOnce) || length > longestQuestion) {
      chunks.push([id])
      length = id.length + 5
    } else last.push(id)
  }
  return chunks
}

const oneByOne = (
  client: IonQMethods,
  ids: ReadonlyArray<string>,
  filter: IdsFilter,
): Effect.Effect<ReadonlyMap<string, Job>, CommonError> =>
  Effect.forEach(
    ids,
    (uuid) =>
      Effect.catchTag(client.jobs.get({ params: { uuid } }), "NotFoundError", () =>
        Effect.succeed(undefined),
      ),
    { concurrency: 4 },
  ).pipe(
    Effect.map(
      (jobs) =>
        new Map(
          jobs.flatMap((job) => (job !== undefined && fits(job, filter) ? [[job.id, job] as const] : [])),
        ),
    ),
  )

/** Whether a job matches a filter. */
const fits = (job: Job, filter: IdsFilter): boolean =>
  (filter.status === undefined || job.status === filter.status) &&
  (filter.target === undefined || filter.target.split(",").includes(job.backend)) &&
  (filter.session_id === undefined || job.session_id === filter.session_id) &&
  (filter.parent_job_id === undefined || job.parent_job_id === filter.parent_job_id) &&
  (filter.submitter_id === undefined || job.submitter_id === filter.submitter_id)

const listings = new WeakMap<IonQMethods, Listing>()

/** The listing of all jobs that a client can read. It is created once for each client. */
export const makeListing = (client: IonQMethods): Listing => {
  const known = listings.get(client)
  if (known !== undefined) return known
  const made = make<CommonError>(client, (query) => client.jobs.list({ query }), {
    large: true,
    encoding: undefined,
  })
  listings.set(client, made)
  return made
}

const ofSessions = new WeakMap<IonQMethods, Learned>()

/**
 * The listing of the jobs of a session. The form that the server accepts is determined once for all sessions of a
 * client.
 */
export const sessionListing = (
  client: IonQMethods,
  sessionId: string,
): Listing<CommonError | NotFoundError> => {
  const learned = ofSessions.get(client) ?? { large: true, encoding: undefined }
  ofSessions.set(client, learned)
  return make<CommonError | NotFoundError>(
    client,
    (query) => client.sessions.jobs({ params: { sessionId }, query }),
    learned,
    { session_id: sessionId },
  )
}
