import { defineConfig } from "oxlint"
import { everywhere, roomRules } from "./oxlint.rooms.ts"

export default defineConfig({
  plugins: ["typescript", "unicorn", "import", "oxc", "promise", "node"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  options: { typeAware: true },
  ignorePatterns: [
    "dist",
    "src/simulator/wasm",
    "bench/simulator/peers.ts",
    // They need the packages of their folder, and its compiler checks them.
    "docs/site/.vitepress",
    "docs/site/scripts",
  ],
  rules: {
    "typescript/no-explicit-any": "error",
    "typescript/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    // It reads `dist`, which may be old; the compiler reads the source.
    "import/namespace": "off",
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "typescript/no-misused-promises": "error",
    // So that the pattern `node:*` above sees them all.
    "unicorn/prefer-node-protocol": "error",
    "max-lines": ["error", { max: 300, skipComments: true, skipBlankLines: true }],
    "no-restricted-imports": ["error", everywhere],
    // Taken for classes: interfaces over `Schema.Struct.Type`.
    "typescript/no-misused-spread": "off",
    // Casts are few and each says what guards it; the rule cannot tell.
    "typescript/no-unsafe-type-assertion": "off",
    // An optional part of a request is found by comparing it with its `Partial`.
    "typescript/no-generated-empty-object-type": "off",
    // `return yield* error` beside a plain `return`; the compiler checks the rest.
    "consistent-return": "off",
    "no-shadow": "off",
    "no-await-in-loop": "off",
    "no-underscore-dangle": "off",
    "unicorn/consistent-function-scoping": "off",
    "unicorn/no-array-sort": "off",
    "unicorn/no-array-reverse": "off",
  },
  overrides: [
    // Its messages go between threads, which have no origin.
    { files: ["mutation/**"], rules: { "unicorn/require-post-message-target-origin": "off" } },
    { files: ["src/**"], excludeFiles: ["src/cli/**"], rules: { "no-console": "error" } },
    ...roomRules,
    {
      files: [
        "test/**",
        "examples/**",
        "chaos/**",
        "clients/**",
        "conformance/**",
        "runtimes/**",
        "scripts/**",
        "validation/**",
      ],
      rules: {
        "max-lines": "off",
        "oxc/no-map-spread": "off",
        "no-restricted-imports": [
          "error",
          {
            ...everywhere,
            patterns: [
              ...everywhere.patterns,
              { group: ["**/src/**"], message: "Import effect-ionq by its name." },
            ],
          },
        ],
      },
    },
    // These test what no user can import.
    {
      files: [
        // The command, without a process for each run.
        "test/utils/command.ts",
        "test/cli/json.test.ts",
        "test/durable/charges.test.ts",
        "test/durable/owners.test.ts",
        "test/emulator/FairQueue.test.ts",
        "test/emulator/OutcomeCache.test.ts",
        "test/emulator/Outcomes.test.ts",
        "test/emulator/pace.test.ts",
        "test/emulator/pool.test.ts",
        "test/emulator/processes.test.ts",
        "test/emulator/workers.test.ts",
        "test/mcp/**",
        "test/qpi/submitOnce.test.ts",
        "test/results/large.test.ts",
        "test/simulator/dynamic.test.ts",
        "test/submissions/alone.test.ts",
        "test/utils/obedientProcess.ts",
        "test/utils/seed.ts",
        // They read the list of what is traced and counted.
        "test/telemetry/**",
        "scripts/telemetry/**",
      ],
      rules: { "no-restricted-imports": ["error", everywhere] },
    },
    // A client for another platform is made from what no user can import.
    {
      files: ["test/client/**"],
      rules: {
        "no-restricted-imports": [
          "error",
          {
            ...everywhere,
            patterns: [
              ...everywhere.patterns,
              {
                group: ["**/src/**", "!**/src/client", "!**/src/client/**"],
                message: "Import effect-ionq by its name.",
              },
            ],
          },
        ],
      },
    },
  ],
})
