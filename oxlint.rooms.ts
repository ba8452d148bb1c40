import type { OxlintOverride } from "oxlint"

/** What no file may import. */
export const everywhere = {
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
  // The names of what is traced and counted, and how it is told. Where the command writes.
  ["signals/", "cli/terminal/"],
  // What calls to any platform share.
  ["errors/", "CallOptions.ts", "Drift.ts"],
  ["Content.ts"],
  // Data, units and pure mathematics.
  ["random/", "sqlite/", "svg/", "Angle.ts", "CircuitError.ts", "Param.ts", "Unitary.ts"],
  ["gateTable/"],
  ["GateTable.ts"],
  ["schema/"],
  ["gates/", "distribution/", "cli/inputs/"],
  ["Gates.ts", "Distribution.ts"],
  // What the command and its MCP server show is made of data alone.
  ["cli/render/", "mcp/text/"],
  ["mcp/errors/"],
  ["mcp/tool/"],
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
  [
    ["emulator/serve.ts", "qpi/emulator/serve.ts"],
    ["./**", "../IonQError.ts", "../schema/*", "../../errors/*", "../../emulator/onPort.ts"],
  ],
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
  // The command loads these before anything else: no service, no simulator, no reader of circuits.
  [
    ["cli/*.ts", "cli/commands/**"],
    [
      "./*",
      "./terminal/*",
      "./render/errorLines.ts",
      "./commands/*",
      "./steps/telemetry.ts",
      "../inputs/*",
      "../actions/*",
      "../client/version.ts",
      "../node/runMain.ts",
    ],
  ],
  // The MCP server loads these at its start: what describes the tools, and nothing of what they do.
  [
    ["mcp/*.ts", "mcp/catalogue/**"],
    [
      "./*",
      "./access/*",
      "./catalogue/*",
      "../access/*",
      "../actions/*",
      "../errors/*",
      "../text/*",
      "../tool/*",
      "../client/version.ts",
      "../../cli/terminal/*",
      "../../schema/limits.ts",
    ],
  ],
  // What a command or a tool does uses the doors of the SDK, as any program may, and is loaded when it does it.
  [
    ["cli/steps/**", "cli/actions/**", "mcp/access/**", "mcp/approval/**", "mcp/actions/**"],
    [
      "./*",
      ...["terminal", "inputs", "render", "steps"].flatMap((own) => [`../${own}/*`, `../../cli/${own}/*`]),
      ...["text", "errors", "tool", "access", "approval"].map((own) => `../${own}/*`),
      "../../*",
      "../../schema/*",
      "../../qpi/*",
      "../../qpi/schema/*",
      "../../mcp/access/*",
      "../../mcp/server.ts",
      "../../durable/Durable.ts",
      "../../emulator/Emulator.ts",
      "../../emulator/serve.ts",
      "../../qpi/emulator/Emulator.ts",
      "../../telemetry/Telemetry.ts",
      "../../client/loopback.ts",
      "../../client/steadyClock.ts",
      "../../client/version.ts",
      "../../errors/messageOf.ts",
    ],
  ],
]

const foldersOf = (room: string): number => room.split("/").length - 1

/** The folder that a room is in; empty for a room of `src` itself. */
const outerOf = (room: string): string => /^([^/]+\/)[^/]+\/$/.exec(room)?.[1] ?? ""

/** The rooms that a file may import which lies `depth` folders below `src`: its own, and those of the floors below. */
const allowedOn = (floor: number, own: string, depth: number): ReadonlyArray<string> => {
  const up = depth === 0 ? "./" : "../".repeat(depth)
  const below = floors.slice(0, floor).flat()
  const outer = outerOf(own)
  // A room within a room imports the outer one. The folders of the command and of its MCP server are no rooms.
  const isWithin = below.includes(outer)
  return [
    ...(own.endsWith("/") ? ["./**"] : []),
    ...(depth > foldersOf(own) || isWithin ? ["../**"] : []),
    ...(isWithin && depth > 2 ? ["../../**"] : []),
    ...below.map((room) => {
      const path = outer !== "" && outerOf(room) === outer ? `../${room.slice(outer.length)}` : `${up}${room}`
      return room.endsWith("/") ? `${path}**` : path
    }),
  ]
}

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
    message: "This room may not import that one: see the floors in oxlint.rooms.ts.",
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

const inNoRoom: (typeof exceptions)[number] = [["**"], []]

/** The rules of all rooms. The first one is for files in no room; each later one replaces it for its own files. */
export const roomRules: ReadonlyArray<OxlintOverride> = [inNoRoom, ...directions, ...exceptions].map(room)
