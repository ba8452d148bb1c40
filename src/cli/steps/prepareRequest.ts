import { Effect, Option, type Result } from "effect"
import { Backends } from "../../Backends.ts"
import * as Circuit from "../../Circuit.ts"
import * as Compiler from "../../Compiler.ts"
import type { CircuitJobRequest, JobRequest, MultiCircuitJobRequest } from "../../schema/JobRequest.ts"
import { usage } from "../terminal/CommandError.ts"
import type { RunInput } from "../inputs/run.ts"
import type { Input } from "./input.ts"

/** The two-qubit gate of a backend. For a simulator with the noise of a machine, the gate of that machine. */
export const targetOf = Effect.fnUntraced(function* (backend: string, noise: string) {
  if (backend === "simulator") return noise.startsWith("forte") ? "zz" : "ms"
  const backends = yield* Backends
  return yield* Effect.fromResult(Compiler.targetOf(yield* backends.get(backend)))
})

type Common = Partial<Omit<CircuitJobRequest, "type" | "input">>

/** The part of a request that an option sets. */
const part = <A>(option: Option.Option<A>, make: (value: A) => Common): Common =>
  Option.isNone(option) ? {} : make(option.value)

/** The request of one circuit, or of several in one job. */
export const requestFor = (
  circuits: ReadonlyArray<Circuit.Circuit>,
  options: Circuit.RequestOptions,
): Result.Result<CircuitJobRequest | MultiCircuitJobRequest, Circuit.CircuitError> => {
  const [circuit] = circuits
  return circuit !== undefined && circuits.length === 1
    ? Circuit.toRequest(circuit, options)
    : Circuit.toRequest(circuits, options)
}

/** The flags that determine a request. */
export type RequestFlags = Pick<
  RunInput,
  "seed" | "noise" | "debias" | "shots" | "name" | "session" | "metadata" | "dryRun" | "backend" | "native"
>

/** The backend for the input of `run`: of the flag, otherwise of the file, otherwise the default one. */
export const backendOf = (
  input: Input,
  flags: Pick<RequestFlags, "backend">,
  defaultBackend: string,
): string =>
  Option.getOrElse(
    flags.backend,
    () => (input.kind === "job" ? input.job.backend : undefined) ?? defaultBackend,
  )

/** The noise model for the input of `run`: of the flag, otherwise of the file, otherwise none. */
export const noiseOf = (input: Input, flags: Pick<RequestFlags, "noise">): string =>
  Option.getOrElse(flags.noise, () => (input.kind === "job" ? input.job.noise?.model : undefined) ?? "ideal")

/** The request for the input of `run`. Flags override the file. */
export const requestOf = Effect.fnUntraced(function* (
  input: Input,
  flags: RequestFlags,
  backend: string,
): Effect.fn.Return<
  JobRequest,
  Effect.Error<ReturnType<typeof targetOf>> | ReturnType<typeof usage> | Circuit.CircuitError,
  Backends
> {
  const job = input.kind === "job" ? input.job : undefined
  if (Option.isSome(flags.seed) && Option.isNone(flags.noise) && job?.noise === undefined) {
    return yield* usage("--seed is the seed of a noise model: also pass --noise")
  }
  const debiasing = Option.getOrUndefined(flags.debias)
  const noise = noiseOf(input, flags)
  const common: Common = {
    ...part(flags.shots, (shots) => ({ shots })),
    ...part(flags.name, (name) => ({ name })),
    ...part(flags.session, (session_id) => ({ session_id })),
    ...part(flags.metadata, (metadata) => ({ metadata: { ...job?.metadata, ...metadata } })),
    ...(Option.isNone(flags.noise) && Option.isNone(flags.seed)
      ? {}
      : {
          noise: {
            ...job?.noise,
            model: noise,
            ...(Option.isSome(flags.seed) ? { seed: flags.seed.value } : {}),
          },
        }),
    ...(flags.dryRun ? { dry_run: true } : {}),
    ...(debiasing === undefined
      ? {}
      : {
          settings: {
            ...job?.settings,
            error_mitigation: { ...job?.settings?.error_mitigation, debiasing },
          },
        }),
  }
  if (input.kind === "job") {
    if (flags.native) return yield* usage("--native compiles a circuit, but the file is a complete job")
    return { ...input.job, ...common, backend }
  }
  const target = flags.native ? yield* targetOf(backend, noise) : undefined
  const circuits =
    target === undefined
      ? input.circuits
      : yield* Effect.forEach(input.circuits, (circuit) =>
          Effect.fromResult(Compiler.compile(circuit, { target, end: "measured", start: "zero" })),
        )
  return yield* Effect.fromResult(requestFor(circuits, { ...common, backend }))
})
