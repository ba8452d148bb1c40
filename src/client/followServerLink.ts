import { Effect } from "effect"
import { HttpClientRequest } from "effect/http"
import { CallOptions } from "../CallOptions.ts"
import type { Content } from "../Content.ts"
import { ForeignUrlError } from "../errors/call.ts"
import { readContent } from "./attempt.ts"
import { sendWithRetries } from "./retry.ts"
import { wrongInOptions } from "./checkOptions.ts"
import type { Endpoint, Tagged } from "./platform.ts"
import type { Failure, Setup } from "./ClientSetup.ts"

/**
 * Reads the target of a link from the server. A link is a path from the origin, such as `/v0.4/jobs/...`, or a complete
 * URL. A link to another origin is not followed, so that the other origin never gets the credentials. `like` defines
 * whether the link needs credentials, and which error statuses are declared.
 */
export const follow =
  <D extends Tagged, C extends Tagged>(
    setup: Setup<D, C>,
    like: Pick<Endpoint, "declared" | "isPublic">,
  ): ((link: string) => Effect.Effect<Content, Failure<D, C> | ForeignUrlError>) =>
  (link) => {
    const base = new URL(setup.baseUrl)
    const endpoint: Endpoint = { ...like, name: "follow", method: "GET", path: "", idempotent: true }
    const missing = setup.credentials.missing?.(endpoint, { method: "GET", url: setup.baseUrl })
    if (missing !== undefined) return Effect.fail(setup.mapError(missing))
    const url = URL.parse(link, base)
    if (url === null || url.origin !== base.origin) {
      return Effect.fail(
        new ForeignUrlError({
          url: setup.secrets.scrub(link),
          message: `The server's link leads away from ${base.origin}`,
        }),
      )
    }
    const request = HttpClientRequest.get(url)
    const call = { endpoint: { ...endpoint, path: "/{link}" }, request, secrets: setup.secrets }
    return Effect.flatMap(CallOptions, (options) => {
      const wrong = wrongInOptions(options)
      return wrong === undefined ? sendWithRetries(setup, call, readContent) : Effect.fail(wrong)
    })
  }
