import { Context, Effect, Layer } from "effect"

/** The layer for one combination of services, and the branches for each further service. */
interface Branch<A, E, R> {
  layer: Layer.Layer<A, E, R> | undefined
  readonly next: WeakMap<object, Branch<A, E, R>>
}

const branch = <A, E, R>(): Branch<A, E, R> => ({ layer: undefined, next: new WeakMap() })

/**
 * A layer that is built once for each combination of the services in `keys`. Effect memoizes a layer by its value,
 * also across nested `Effect.provide`, so a static layer that was built over one client would be reused over another.
 * This layer is shared only if all these services are the same.
 */
export const layerPer = <A, E, R>(
  keys: ReadonlyArray<Context.Key<R, object>>,
  make: () => Layer.Layer<A, E, R>,
): Layer.Layer<A, E, R> => {
  const root = branch<A, E, R>()
  const layerFor = (context: Context.Context<R>): Layer.Layer<A, E, R> => {
    let at = root
    for (const key of keys) {
      const service = Context.getUnsafe(context, key)
      const known = at.next.get(service) ?? branch<A, E, R>()
      at.next.set(service, known)
      at = known
    }
    return (at.layer ??= make())
  }
  return Layer.fromBuild((memoMap, scope) =>
    Effect.flatMap(Effect.context<R>(), (context) =>
      Layer.buildWithMemoMap(layerFor(context), memoMap, scope),
    ),
  )
}

/** Applies {@link layerPer} to a layer, so that it is built anew for each combination of the services in `keys`. */
export const freshPer =
  <Keys extends ReadonlyArray<Context.Key<unknown, object>>>(...keys: Keys) =>
  <A, E>(
    self: Layer.Layer<A, E, Keys[number]["Identifier"]>,
  ): Layer.Layer<A, E, Keys[number]["Identifier"]> =>
    // Effect memoizes the outer layer, which exists once for each combination.
    layerPer(keys, () => Layer.suspend(() => Layer.fresh(self)))
