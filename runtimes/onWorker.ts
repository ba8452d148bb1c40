/** The suite as a worker: each request says what is reached, and is answered with the report. */
import { type Reach, runSuite } from "./suite.ts"

export default {
  fetch: async (request: Request): Promise<Response> =>
    // This is what `main.ts` sends.
    Response.json(await runSuite((await request.json()) as Reach)),
}
