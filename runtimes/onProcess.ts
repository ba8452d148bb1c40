/** The suite as a program of Bun or Deno: takes what it reaches as its argument, and writes its report as the last line. */
import { runSuite } from "./suite.ts"

console.log(JSON.stringify(await runSuite(JSON.parse(process.argv[2] ?? ""))))
