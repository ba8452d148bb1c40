import { Context, Layer } from "effect"
import type { Session } from "../schema/Session.ts"
import type { EmulatedJob } from "./EmulatedJob.ts"

/** What an emulator remembers. Jobs keep the order of their submission. */
export class Store extends Context.Service<
  Store,
  {
    readonly jobs: Map<string, EmulatedJob>
    readonly sessions: Map<string, Session>
  }
>()("effect-ionq/emulator/Store") {
  static readonly layer: Layer.Layer<Store> = Layer.sync(Store, () =>
    Store.of({ jobs: new Map(), sessions: new Map() }),
  )
}
