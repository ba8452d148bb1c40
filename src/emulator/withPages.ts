import { Layer } from "effect"
import type { Options } from "./model/Options.ts"
import { routes, services } from "./routes.ts"
import type { Store } from "./model/Store.ts"
import { pages } from "./ui/pages.ts"

/** An emulator with its pages. The pages are in a separate module, so that an emulator in memory does not load them. */
export const served = <E>(options: Options, store: Layer.Layer<Store, E>) =>
  Layer.merge(routes, pages).pipe(Layer.provide(services(options)), Layer.provide(store))
