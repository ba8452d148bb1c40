/** What is mutated, and how: see CONTRIBUTING.md. */

/** The rooms of what talks to IonQ. */
const rooms = [
  "src/{client,polling,jobs,sessions,results,listing}/**/*.ts",
  "src/{IonQClient,IonQError,Polling,Jobs,Sessions,Results,Budget,CallOptions}.ts",
]

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: rooms,
  ignorePatterns: [
    "/.git",
    "/bench/simulator/node_modules",
    "/dist",
    "/mutation/node_modules",
    "/mutation/reports",
    "/mutation/.stryker-tmp",
  ],
  plugins: ["@stryker-mutator/vitest-runner", new URL("messages.mjs", import.meta.url).pathname],
  ignorers: ["messages"],
  testRunner: "vitest",
  vitest: { configFile: "mutation/vitest.config.ts", related: true },
  coverageAnalysis: "perTest",
  // Stryker reads no TypeScript 7: the sources run as they are, and types are none of its business.
  disableTypeChecks: false,
  tsconfigFile: "mutation/none.json",
  tempDirName: "mutation/.stryker-tmp",
  incremental: true,
  incrementalFile: "mutation/reports/incremental.json",
  reporters: ["progress-append-only", "json"],
  allowConsoleColors: false,
  jsonReporter: { fileName: "mutation/reports/mutation.json" },
  // A mutant that never ends is noticed after this time and what its tests take without it.
  timeoutMS: 5000,
  timeoutFactor: 2,
  concurrency: 2,
  // `main.ts` judges the score.
  thresholds: { break: null },
}
