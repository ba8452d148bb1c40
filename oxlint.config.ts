import { defineConfig, type OxlintOverride } from "oxlint"
import { commandDirections } from "./oxlint.cli.config.ts"

const everywhere = {
  paths: [
    { name: "@effect/platform", message: "It is effect/http since Effect 4." },
    { name: "@effect/schema", message: "It is effect/Schema since Effect 4." },
    {
      name: "@effect/platform-node",
      message: "Import one of its modules: the barrel costs half a second at start.",
    },
  ],
  patterns: [
    { group: ["effect/unstable/**"], message: "Effect 4.1 has no such modules." },
    { group: ["@effect/platform/**", "@effect/schema/**"], message: "It is part of effect since Effect 4." },
  ],
}

const platformNode = {
  group: ["node:*", "@effect/platform-node/*"],
  message: "The core runs wherever fetch does.",
}

/** What needs Node and may not be imported even where `./*` is allowed. */
const nodeFiles = [
  "./node.ts",
  "../node.ts",
  "./serve.ts",
  "../serve.ts",
  "./emulator/serve.ts",
  "./SqliteStore.ts",
]

/** What each room of `src` may import from the others. A file with no row may import nothing of ours. */
const directions: ReadonlyArray<readonly [files: ReadonlyArray<string>, allowed: ReadonlyArray<string>]> = [
  // Comes first: each later row replaces it for its own files.
  [["**"], []],
  [["schema/**"], ["./*", "../internal/wire.ts"]],
  [
    [
      "Angle.ts",
      "CallOptions.ts",
      "CircuitError.ts",
      "CurrentSession.ts",
      "Drift.ts",
      "Param.ts",
      "Unitary.ts",
    ],
    [],
  ],
  [["errors/**"], ["./*", "../schema/ErrorBody.ts"]],
  [["IonQError.ts"], ["./errors/*", "./schema/*"]],
  [["IonQApi.ts"], ["./internal/query.ts", "./internal/wire.ts", "./internal/wireErrors.ts", "./schema/*"]],
  [["Content.ts"], ["./IonQError.ts"]],
  [["client/**"], ["./*", "../IonQError.ts"]],
  // What stands below the client.
  [
    ["client/**", "internal/**"],
    [
      "./*",
      "../client/*",
      "../jobs/submissionId.ts",
      "../internal/*",
      "../CallOptions.ts",
      "../Content.ts",
      "../Drift.ts",
      "../IonQApi.ts",
      "../IonQError.ts",
      "../schema/*",
    ],
  ],
  [
    [
      "internal/wire.ts",
      "internal/query.ts",
      "internal/random.ts",
      "internal/version.ts",
      "internal/markup.ts",
    ],
    [],
  ],
  [["internal/sampler.ts"], ["./random.ts"]],
  // The helpers that ask the client.
  [
    ["internal/readResult.ts", "internal/charge.ts", "internal/listing.ts", "jobs/**", "polling/**"],
    [
      "./*",
      "../client/*",
      "../internal/*",
      "../polling/*",
      "../gates/place.ts",
      "../Budget.ts",
      "../CallOptions.ts",
      "../CurrentSession.ts",
      "../Content.ts",
      "../Distribution.ts",
      "../distribution/state.ts",
      "../IonQApi.ts",
      "../IonQClient.ts",
      "../IonQError.ts",
      "../schema/*",
    ],
  ],
  // Those that wait, too.
  [
    ["internal/batches.ts", "internal/closeSession.ts", "jobs/complete.ts"],
    [
      "./*",
      "../jobs/*",
      "../polling/*",
      "../CallOptions.ts",
      "../Distribution.ts",
      "../IonQClient.ts",
      "../IonQError.ts",
      "../Polling.ts",
      "../Results.ts",
      "../schema/*",
    ],
  ],
  [
    ["IonQClient.ts"],
    [
      "./client/*",
      "./internal/*",
      "./CallOptions.ts",
      "./Content.ts",
      "./Drift.ts",
      "./IonQApi.ts",
      "./IonQError.ts",
    ],
  ],
  [
    ["Account.ts", "Backends.ts", "Results.ts", "Polling.ts"],
    [
      "./internal/*",
      "./polling/*",
      "./CallOptions.ts",
      "./Content.ts",
      "./Distribution.ts",
      "./IonQClient.ts",
      "./IonQError.ts",
      "./schema/*",
    ],
  ],
  [
    ["Sessions.ts"],
    [
      "./internal/*",
      "./polling/*",
      "./CurrentSession.ts",
      "./IonQClient.ts",
      "./IonQError.ts",
      "./Polling.ts",
      "./schema/*",
    ],
  ],
  [
    ["Jobs.ts"],
    [
      "./client/*",
      "./internal/*",
      "./jobs/*",
      "./polling/*",
      "./Budget.ts",
      "./CallOptions.ts",
      "./Distribution.ts",
      "./CurrentSession.ts",
      "./IonQClient.ts",
      "./IonQError.ts",
      "./Polling.ts",
      "./Results.ts",
      "./schema/*",
    ],
  ],
  [["index.ts", "Layer.ts"], ["./*"]],
  // Circuits, pure: each row stands on those before it.
  [["gates/**"], ["./*", "../Angle.ts", "../Param.ts", "../Unitary.ts", "../schema/Gate.ts"]],
  [["Gates.ts"], ["./gates/*", "./Angle.ts", "./Param.ts", "./schema/Gate.ts"]],
  [["circuit/**"], ["./*", "../gates/*", "../CircuitError.ts", "../Gates.ts", "../Param.ts", "../schema/*"]],
  [["picture/**"], ["./*", "../internal/markup.ts", "../circuit/model.ts", "../gates/*", "../Param.ts"]],
  [["Circuit.ts"], ["./circuit/*", "./picture/*", "./CircuitError.ts", "./Param.ts"]],
  [["compiler/**"], ["./*", "../gates/*", "../Gates.ts", "../schema/*"]],
  [["Compiler.ts"], ["./compiler/*", "./circuit/*", "./CircuitError.ts"]],
  [["Distribution.ts"], ["./distribution/*"]],
  [["distribution/**"], ["./*", "../internal/markup.ts", "../internal/random.ts", "../internal/sampler.ts"]],
  [
    ["qasm/**"],
    [
      "./*",
      "../Circuit.ts",
      "../CircuitError.ts",
      "../Gates.ts",
      "../Param.ts",
      "../circuit/validate.ts",
      "../gates/*",
      "../schema/*",
    ],
  ],
  [["Qasm.ts"], ["./qasm/*"]],
  [
    ["simulator/**"],
    ["./*", "../Unitary.ts", "../internal/random.ts", "../internal/sampler.ts", "../schema/Gate.ts"],
  ],
  [
    ["emulator/*.ts"],
    [
      "./*",
      "./handlers/*",
      "../Circuit.ts",
      "../Compiler.ts",
      "../IonQApi.ts",
      "../IonQError.ts",
      "../internal/invalid.ts",
      "../internal/random.ts",
      "../Qasm.ts",
      "../schema/*",
      "../simulator/Simulator.ts",
    ],
  ],
  [
    ["emulator/ui/**"],
    [
      "./*",
      "../*",
      "../../Circuit.ts",
      "../../Distribution.ts",
      "../../internal/markup.ts",
      "../../internal/random.ts",
      "../../schema/*",
    ],
  ],
  [["emulator/served.ts"], ["./Options.ts", "./routes.ts", "./Store.ts", "./ui/pages.ts"]],
  [["emulator/Emulator.ts"], ["./*", "../IonQError.ts", "../Layer.ts"]],
  [["emulator/handlers/**"], ["../*", "../../IonQApi.ts", "../../IonQError.ts", "../../schema/*"]],
]

/** The rooms that need Node. */
const nodeDirections: typeof directions = [
  [["node.ts"], ["./IonQClient.ts", "./IonQError.ts", "./Layer.ts"]],
  [["emulator/serve.ts"], ["./*", "./SqliteStore.ts"]],
  [
    ["emulator/SqliteStore.ts"],
    ["./DataFolderError.ts", "./EmulatedJob.ts", "./Measured.ts", "./Store.ts", "../schema/*"],
  ],
  ...commandDirections,
]

const room =
  (...patterns: ReadonlyArray<typeof platformNode>) =>
  ([files, allowed]: (typeof directions)[number]): OxlintOverride => {
    const closed = {
      // In this order and in one group: oxlint takes a `!` as an exception from every group, and the last match wins.
      group: [
        "effect-ionq",
        "effect-ionq/**",
        "./**",
        "../**",
        ...allowed.map((path) => `!${path}`),
        ...(patterns.includes(platformNode) ? nodeFiles : []),
      ],
      message: "This room may not import that one: see the table in oxlint.config.ts.",
    }
    return {
      files: files.map((file) => `src/${file}`),
      rules: {
        "no-restricted-imports": [
          "error",
          { ...everywhere, patterns: [...everywhere.patterns, ...patterns, closed] },
        ],
      },
    }
  }

export default defineConfig({
  plugins: ["typescript", "unicorn", "import", "oxc", "promise", "node"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  options: { typeAware: true },
  ignorePatterns: ["dist", "src/simulator/wasm", "bench/simulator/peers.ts"],
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
    { files: ["src/**"], excludeFiles: ["src/cli/**"], rules: { "no-console": "error" } },
    ...directions.map(room(platformNode)),
    ...nodeDirections.map(room()),
    {
      files: ["test/**", "examples/**", "chaos/**", "scripts/**"],
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
  ],
})
