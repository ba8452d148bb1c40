/** The exceptions of the command in `oxlint.config.ts`. */
export const commandExceptions: ReadonlyArray<
  readonly [files: ReadonlyArray<string>, allowed: ReadonlyArray<string>]
> = [
  // The entry of the command loads these before anything else: no service, no simulator, no reader of circuits.
  [["cli/terminal/**"], ["./*"]],
  [["cli/inputs/**"], ["./*", "../../schema/limits.ts"]],
  // Its actions are imported when they run.
  [["cli/commands/**"], ["./*", "../inputs/*", "../actions/*"]],
  [
    ["cli/*.ts"],
    [
      "./*",
      "./terminal/*",
      "./render/errorLines.ts",
      "./commands/*",
      "./steps/telemetry.ts",
      "../client/version.ts",
      "../node/runMain.ts",
    ],
  ],
  // What is loaded when a command runs uses the doors of the SDK, as any program may.
  [
    ["cli/steps/**", "cli/actions/**"],
    [
      "./*",
      "../terminal/*",
      "../render/*",
      "../inputs/*",
      "../steps/*",
      "../../*",
      "../../client/version.ts",
      "../../durable/Durable.ts",
      "../../emulator/Emulator.ts",
      "../../client/loopback.ts",
      "../../emulator/serve.ts",
      "../../errors/messageOf.ts",
      "../../mcp/server.ts",
      "../../mcp/access/*",
      "../../qpi/*",
      "../../qpi/emulator/Emulator.ts",
      "../../qpi/schema/*",
      "../../schema/*",
      "../../telemetry/Telemetry.ts",
    ],
  ],
  // What is shown is made of data alone.
  [
    ["cli/render/**"],
    ["./*", "../terminal/*", "../../Distribution.ts", "../../schema/*", "../../svg/markup.ts"],
  ],
  // The server of tools is loaded by its command: what describes the tools, and nothing of what they do.
  [["mcp/*.ts"], ["./*", "./access/*", "./catalogue/*", "../client/version.ts"]],
  [
    ["mcp/catalogue/**"],
    [
      "./*",
      "../access/*",
      "../actions/*",
      "../errors/*",
      "../text/*",
      "../tool/*",
      "../../cli/terminal/*",
      "../../schema/limits.ts",
    ],
  ],
  // What the tools do is loaded when they are called, and uses the doors of the SDK and the steps of the command.
  [
    ["mcp/actions/**"],
    [
      "./*",
      "../access/*",
      "../approval/*",
      "../errors/*",
      "../text/*",
      "../tool/*",
      "../../*",
      "../../schema/*",
      "../../cli/render/*",
      "../../cli/steps/*",
      "../../cli/terminal/*",
    ],
  ],
  [["mcp/approval/**"], ["./*", "../access/*", "../../cli/terminal/scrub.ts", "../../client/steadyClock.ts"]],
  [
    ["mcp/access/**"],
    ["../../Budget.ts", "../../IonQError.ts", "../../Layer.ts", "../../cli/steps/*", "../../cli/terminal/*"],
  ],
  [["mcp/tool/**"], ["../errors/*", "../../cli/terminal/*"]],
  [["mcp/errors/**"], ["./*", "../text/*", "../../cli/render/*"]],
  [["mcp/text/**"], ["./*", "../../cli/terminal/*"]],
]
