import { Result, Schema } from "effect"
import type { Backend } from "../schema/Backend.ts"
import type { TwoQubitGate } from "./emit.ts"

/**
 * The native two-qubit gate of a machine.
 *
 * @category models
 * @since 0.1.0
 */
export type Target = TwoQubitGate

/**
 * A backend does not list a two-qubit gate that the compiler supports.
 *
 * @category errors
 * @since 0.1.0
 */
export class TargetError extends Schema.TaggedError<TargetError>("effect-ionq/TargetError")("TargetError", {
  message: Schema.String,
  backend: Schema.String,
  /** The gates that the backend lists; empty if it lists none. */
  nativeGates: Schema.Array(Schema.String),
}) {}

/**
 * The compilation target for a backend, from its `supported_native_gates`: the first one listed if it has both gates.
 * Fails with `TargetError` if the backend lists no gates, as the simulator and servers from before September 2026 do.
 *
 * @category getters
 * @since 0.1.0
 */
export const targetOf = (
  backend: Pick<Backend, "backend" | "supported_native_gates">,
): Result.Result<Target, TargetError> => {
  const nativeGates = backend.supported_native_gates ?? []
  const target = nativeGates.find((gate) => gate === "ms" || gate === "zz")
  if (target !== undefined) return Result.succeed(target)
  const listed = nativeGates.length === 0 ? "no native gates" : nativeGates.join(", ")
  const message = `${backend.backend} lists ${listed}, neither ms nor zz: pass the target yourself`
  return Result.fail(new TargetError({ message, backend: backend.backend, nativeGates }))
}
