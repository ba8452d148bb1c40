/** A runtime that is built once, for programs without Effect. Needs IONQ_API_KEY. */
import { Effect, ManagedRuntime } from "effect"
import { Circuit, Distribution, IonQ, Jobs } from "effect-ionq"

const runtime = ManagedRuntime.make(IonQ.layerFetch())
const jobs = await runtime.runPromise(Jobs)
const bell = Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend: "simulator" }))
const { probabilities } = await runtime.runPromise(Effect.flatMap(bell, jobs.run))
console.log(Distribution.toBitstrings(probabilities, { qubit0: "left" }))
await runtime.dispose()
