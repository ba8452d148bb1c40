import { Context } from "effect"
import { HttpApi } from "effect/http-api"
import { AnyContent, Idempotent } from "./annotations.ts"
import type { Contract, ContractOf, EndpointFacts } from "./contract.ts"

/** Reads the contract from an `HttpApi`. A bundle with this function contains `HttpApi`, which adds 6 kB. */
export const contractOf = <Api extends HttpApi.Constraint>(api: Api): ContractOf<Api> => {
  const contract: Record<string, Record<string, EndpointFacts>> = {}
  HttpApi.reflect(api as Api & HttpApi.Top, {
    onGroup: ({ group }) => {
      contract[group.identifier] = {}
    },
    onEndpoint: ({ group, endpoint, errors, successes, middleware }) => {
      const { method, path, params, query, payload } = endpoint
      const [success] = [...successes.values()].flat()
      const [body] = [...payload.values()].flatMap(({ schemas }) => schemas)
      Object.assign(contract[group.identifier] ?? {}, {
        [endpoint.identifier]: {
          method,
          path,
          params,
          query,
          payload: body,
          success,
          errors: [...errors.keys()],
          isPublic: middleware.size === 0,
          isIdempotent: Context.get(endpoint.annotations, Idempotent),
          isContent: Context.get(endpoint.annotations, AnyContent),
        } satisfies EndpointFacts,
      })
    },
  })
  // The type is computed from the same `HttpApi`, but TypeScript cannot check that the loop matches it.
  return contract satisfies Contract as unknown as ContractOf<Api>
}
