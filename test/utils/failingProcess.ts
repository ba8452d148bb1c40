/** A process that writes more to stderr than its server keeps, and fails at load. */
import { writeSync } from "node:fs"

writeSync(2, `A warning\n${"another line\n".repeat(1000)}`)
throw new Error("It fails at load")
