import { Effect, Layer, Redacted } from "effect"
import { IonQ, IonQClient } from "effect-ionq"
import type { Options } from "effect-ionq/IonQClient"
import type { Services } from "effect-ionq/Layer"
import { makeStub, type Stub } from "./stub.ts"

export const testKey = "sk-7Yq2mB9xT4vL"

/** All services over a stub, and the stub to ask afterwards what it saw. */
export const withStub = <A, E>(
  answer: Parameters<typeof makeStub>[0],
  use: (stub: Stub) => Effect.Effect<A, E, Services>,
  options: Omit<Options, "apiKey"> = {},
): Effect.Effect<A, unknown> =>
  Effect.suspend(() => {
    const stub = makeStub(answer)
    return Effect.provide(
      use(stub),
      Layer.provide(IonQ.layer({ ...options, apiKey: Redacted.make(testKey) }), stub.layer),
    )
  })

export const getJob = Effect.flatMap(IonQClient, (client) => client.jobs.get({ params: { uuid: "j" } }))
export const whoami = Effect.flatMap(IonQClient, (client) => client.account.whoami())
