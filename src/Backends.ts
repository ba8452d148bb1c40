/**
 * The machines and simulators that run jobs.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, type Option, Stream } from "effect"
import { freshPer } from "./client/layerPer.ts"
import { checkCount } from "./client/ranges.ts"
import { type PageOptions, paginate } from "./listing/paginate.ts"
import { IonQClient } from "./IonQClient.ts"
import type { CommonError, NotFoundError, PaginationError } from "./IonQError.ts"
import type { Backend, BackendName } from "./schema/Backend.ts"
import type { Characterization, CharacterizationPage } from "./schema/Characterization.ts"
import { about, aboutIts } from "./signals/annotate.ts"

/**
 * The range of characterizations: `from` is inclusive, `until` exclusive. Dates are written as `2026-12-31`.
 *
 * @category options
 * @since 0.1.0
 */
export interface CharacterizationOptions extends PageOptions {
  readonly from?: string | undefined
  readonly until?: string | undefined
}

/**
 * The methods of {@link Backends}.
 *
 * @category services
 * @since 0.2.0
 */
export interface BackendsService {
  /** All backends, in IonQ's order. */
  readonly list: Effect.Effect<ReadonlyArray<Backend>, CommonError>
  /** One backend by its name, e.g. `qpu.forte-1`. */
  readonly get: (name: BackendName) => Effect.Effect<Backend, CommonError | NotFoundError>
  /** All characterizations of a backend, newest first. */
  readonly characterizations: (
    name: BackendName,
    options?: CharacterizationOptions,
  ) => Stream.Stream<Characterization, CommonError | NotFoundError | PaginationError>
  /** One page of characterizations. The first page is 1. */
  readonly characterizationsPage: (
    name: BackendName,
    options?: CharacterizationOptions & { readonly page?: number | undefined },
  ) => Effect.Effect<CharacterizationPage, CommonError | NotFoundError>
  /** One characterization of a backend by its id. */
  readonly characterization: (
    name: BackendName,
    id: string,
  ) => Effect.Effect<Characterization, CommonError | NotFoundError>
  /** The newest characterization; `None` for a backend without one, such as a simulator. */
  readonly latest: (
    name: BackendName,
  ) => Effect.Effect<Option.Option<Characterization>, CommonError | NotFoundError | PaginationError>
}

/**
 * The backends service.
 *
 * @category services
 * @since 0.1.0
 */
export class Backends extends Context.Service<Backends, BackendsService>()("effect-ionq/Backends") {
  static readonly layer: Layer.Layer<Backends, never, IonQClient> = Layer.effect(
    Backends,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const characterizationsPage = Effect.fn("Backends.characterizationsPage")(
        (name: BackendName, options: CharacterizationOptions & { readonly page?: number | undefined } = {}) =>
          Effect.all([
            checkCount("pageSize", options.pageSize, { min: 1, max: 10 }),
            checkCount("page", options.page, { min: 1 }),
          ]).pipe(
            Effect.andThen(
              client.backends.characterizations({
                params: { backend: name },
                query: {
                  ...(options.from === undefined ? {} : { start: options.from }),
                  ...(options.until === undefined ? {} : { end: options.until }),
                  ...(options.pageSize === undefined ? {} : { limit: options.pageSize }),
                  ...(options.page === undefined ? {} : { page: options.page }),
                },
              }),
            ),
          ),
        aboutBackend,
      )
      /**
       * All characterizations, read page by page. `pages` in a response is the number of remaining pages. An empty page
       * also ends the list, even if `pages` is above 0.
       */
      const characterizations = (name: BackendName, options: CharacterizationOptions = {}) =>
        paginate(options, (cursor) => {
          const page = Number(cursor ?? 1)
          return Effect.map(characterizationsPage(name, { ...options, page }), (found) => {
            const items = found.characterizations ?? []
            return { items, next: items.length > 0 && (found.pages ?? 0) > 0 ? String(page + 1) : undefined }
          })
        })

      return Backends.of({
        characterizations,
        characterizationsPage,
        characterization: Effect.fn("Backends.characterization")((name, id) =>
          about({ "ionq.backend": name, "ionq.characterization.id": id })(
            client.backends.characterization({ params: { backend: name, uuid: id } }),
          ),
        ),
        latest: Effect.fn("Backends.latest")(
          (name: BackendName) => Stream.runHead(characterizations(name, { pageSize: 1 })),
          aboutBackend,
        ),
        list: Effect.withSpan(client.backends.list(), "Backends.list"),
        get: Effect.fn("Backends.get")(
          (name: BackendName) => client.backends.get({ params: { backend: name } }),
          aboutBackend,
        ),
      })
    }),
  ).pipe(freshPer(IonQClient))
}

const aboutBackend = aboutIts("ionq.backend")
