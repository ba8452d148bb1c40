import { Layer } from "effect"
import { version } from "../../client/version.ts"
import { layerOtlp } from "../../telemetry/Telemetry.ts"
import { note } from "../terminal/output.ts"

/** The export of what a command does. A variable that cannot be used is told, and the command runs without it. */
export const telemetry = layerOtlp({
  serviceName: "ionq",
  serviceVersion: version,
  shutdownTimeout: "2 seconds",
}).pipe(
  Layer.catchTag("ConfigurationError", ({ message }) =>
    Layer.effectDiscard(note(`ionq: nothing is exported: ${message}`)),
  ),
)
