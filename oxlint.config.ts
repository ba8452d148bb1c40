import { defineConfig, type OxlintOverride } from "oxlint"
import { commandExceptions } from "./oxlint.cli.config.ts"

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

/**
 * The rooms of `src`, each a file or a folder with its subfolders, from the ground up: a room may import those of the rows
 * before its own. A file that is in no row may import nothing of ours.
 */
const floors: ReadonlyArray<ReadonlyArray<string>> = [
  // The names of what is traced and counted, and how it is told.
  ["signals/"],
  // What calls to any platform share.
  ["errors/", "CallOptions.ts", "Drift.ts"],
  ["Content.ts"],
  // Data, units and pure mathematics.
  ["random/", "sqlite/", "svg/", "Angle.ts", "CircuitError.ts", "Param.ts", "Unitary.ts"],
  ["gateTable/"],
  ["GateTable.ts"],
  ["schema/"],
  ["gates/", "distribution/"],
  ["Gates.ts", "Distribution.ts"],
  ["observable/"],
  ["Observable.ts"],
  ["Sweep.ts", "circuit/", "compiler/"],
  ["picture/", "Compiler.ts"],
  ["Circuit.ts"],
  ["notebook/"],
  ["Notebook.ts"],
  // What samplers and estimators are on any machine.
  ["sampler/"],
  ["estimator/"],
  // The simulator compiles what noise is counted by.
  ["qasm/", "simulator/"],
  ["Qasm.ts"],
  // What every HTTP call does, and IonQ as a user of it.
  ["client/"],
  ["Budget.ts", "CurrentSession.ts", "api/"],
  ["IonQError.ts"],
  ["IonQApi.ts"],
  ["IonQClient.ts"],
  // The services.
  ["Account.ts", "Estimator.ts", "listing/", "results/"],
  ["Backends.ts", "Results.ts", "polling/"],
  ["Polling.ts"],
  ["jobs/", "sessions/"],
  ["Jobs.ts", "Sessions.ts"],
  ["Layer.ts", "Sampler.ts", "qpi/"],
  ["index.ts", "node/"],
  // What needs Node, or runs on top of it all.
  ["node.ts", "durable/", "emulator/", "telemetry/"],
  ["qpi/emulator/"],
]

/** The rooms that need Node. */
const nodeRooms = [
  "node/",
  "node.ts",
  "sqlite/",
  "durable/",
  "emulator/serve.ts",
  "qpi/emulator/serve.ts",
  "emulator/guard.ts",
  "emulator/onPort.ts",
  "emulator/pace.ts",
  "emulator/workers/",
  "emulator/model/SqliteStore.ts",
  "emulator/model/isDamagedLog.ts",
  "cli/",
  "mcp/",
]

/** Files that may import fewer rooms than their floor says, or one more. Each has its reason. */
const exceptions: ReadonlyArray<readonly [files: ReadonlyArray<string>, allowed: ReadonlyArray<string>]> = [
  // It knows no platform: contract, credentials and errors are its arguments.
  [
    ["client/**"],
    [
      "./**",
      "../CallOptions.ts",
      "../Content.ts",
      "../Drift.ts",
      "../errors/*",
      "../schema/wire.ts",
      "../signals/*",
    ],
  ],
  // A module that every query of the emulator loads must not bring node:sqlite along.
  [["emulator/serve.ts"], ["./**", "../IonQError.ts", "../schema/*"]],
  [["qpi/emulator/serve.ts"], ["./**", "../../errors/*", "../../emulator/onPort.ts"]],
  [
    ["emulator/model/SqliteStore.ts", "emulator/model/isDamagedLog.ts"],
    ["./*", "../../errors/*", "../../schema/*", "../../sqlite/*"],
  ],
  [
    ["emulator/guard.ts", "emulator/pace.ts"],
    ["../client/loopback.ts", "./pace.ts"],
  ],
  [["emulator/onPort.ts"], ["./guard.ts", "./model/*", "../client/*", "../errors/*"]],
  [["emulator/workers/*.ts"], ["./*", "../model/*", "../../errors/*"]],
  ...commandExceptions,
]

/** The rooms that a file may import which lies `depth` folders below `src`: its own, and those of the floors below. */
const allowedOn = (floor: number, own: string, depth: number): ReadonlyArray<string> => {
  const up = depth === 0 ? "./" : "../".repeat(depth)
  const below = floors.slice(0, floor).flat()
  return [
    ...(own.endsWith("/") ? ["./**"] : []),
    ...(depth > 1 ? ["../**"] : []),
    // A room within a room imports the outer one.
    ...(own.split("/").length > 2 && depth > 2 ? ["../../**"] : []),
    ...below.map((room) => `${up}${room.endsWith("/") ? `${room}**` : room}`),
  ]
}

const foldersOf = (room: string): number => room.split("/").length - 1

const directions = floors.flatMap((rooms, floor) =>
  rooms.flatMap((room): ReadonlyArray<(typeof exceptions)[number]> =>
    room.endsWith("/")
      ? [
          [[`${room}*.ts`], allowedOn(floor, room, foldersOf(room))],
          [[`${room}*/*.ts`], allowedOn(floor, room, foldersOf(room) + 1)],
        ]
      : [[[room], allowedOn(floor, room, 0)]],
  ),
)

const needsNode = (file: string): boolean => nodeRooms.some((room) => file.startsWith(room))

const room = ([files, allowed]: (typeof exceptions)[number]): OxlintOverride => {
  const free = files.every(needsNode)
  const closed = {
    // In this order and in one group: oxlint takes a `!` as an exception from every group, and the last match wins.
    group: [
      "effect-ionq",
      "effect-ionq/**",
      "./**",
      "../**",
      ...allowed.flatMap((path) =>
        /^(?:\.\.\/)+\*\*$/.test(path) ? [`!${path}`, `../${path}`] : [`!${path}`],
      ),
      ...(free
        ? []
        : ["**/serve.ts", "**/SqliteStore.ts", "**/node.ts", "**/node/*", "**/sqlite/*", "**/durable/*"]),
    ],
    message: "This room may not import that one: see the floors in oxlint.config.ts.",
  }
  return {
    files: files.map((file) => `src/${file}`),
    rules: {
      "no-restricted-imports": [
        "error",
        {
          ...everywhere,
          patterns: [...everywhere.patterns, ...(free ? [] : [platformNode]), closed],
        },
      ],
    },
  }
}

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
    // Comes first: each later row replaces it for its own files.
    ...[[["**"], []] satisfies (typeof exceptions)[number], ...directions, ...exceptions].map(room),
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
        "test/cli/command.test.ts",
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
