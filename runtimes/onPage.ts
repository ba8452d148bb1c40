/** The suite as a page, which runs it when it is asked to. */
import { runSuite } from "./suite.ts"

Object.assign(globalThis, { runSuite })
