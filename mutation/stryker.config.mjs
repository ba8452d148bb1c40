/** What is mutated, and how: see `rooms.ts` and CONTRIBUTING.md. */

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  ignorePatterns: [
    "/.git",
    "/bench/simulator/node_modules",
    "/dist",
    "/mutation/node_modules",
    "/mutation/reports",
    "/mutation/.stryker-tmp",
  ],
  plugins: [
    new URL("runner.mjs", import.meta.url).pathname,
    "@stryker-mutator/vitest-runner",
    new URL("messages.mjs", import.meta.url).pathname,
  ],
  ignorers: ["messages"],
  testRunner: "kept",
  vitest: { configFile: "mutation/vitest.config.ts", related: true },
  coverageAnalysis: "perTest",
  // Stryker reads no TypeScript 7: the sources run as they are, and types are none of its business.
  disableTypeChecks: false,
  tsconfigFile: "mutation/none.json",
  tempDirName: "mutation/.stryker-tmp",
  reporters: ["progress-append-only", "json"],
  allowConsoleColors: false,
  jsonReporter: { fileName: process.env["MUTATION_REPORT"] },
  // A mutant that never ends is noticed after this time and what its tests take without it.
  timeoutMS: 30_000,
  timeoutFactor: 2,
  concurrency: 2,
  // `main.ts` judges the score.
  thresholds: { break: null },
}
