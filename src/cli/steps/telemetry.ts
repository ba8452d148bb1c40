import { Layer } from "effect"
import { version } from "../../client/version.ts"
import { layerOtlp } from "../../telemetry/Telemetry.ts"
import { note } from "../terminal/output.ts"

/**
 * The export of a command's telemetry. If a variable is invalid, a note is printed and the command runs without the
 * export.
 */
export const telemetry = layerOtlp({
  serviceName: "ionq",
  serviceVersion: version,
  shutdownTimeout: "2 seconds",
}).pipe(
  Layer.catchTag("ConfigurationError", ({ message }) =>
    Layer.effectDiscard(note(`ionq: nothing is exported: ${message}`)),
  ),
)
