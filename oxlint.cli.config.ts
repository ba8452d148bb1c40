/** The exceptions of the command in `oxlint.config.ts`. */
export const commandExceptions: ReadonlyArray<
  readonly [files: ReadonlyArray<string>, allowed: ReadonlyArray<string>]
> = [
  // The entry of the command loads these before anything else: no service, no simulator, no reader of circuits.
  [["cli/terminal/**"], ["./*"]],
  [["cli/inputs/**"], ["./*"]],
  // Its actions are imported when they run.
  [["cli/commands/**"], ["./*", "../inputs/*", "../actions/*"]],
  [
    ["cli/*.ts"],
    [
      "./*",
      "./terminal/*",
      "./render/errorLines.ts",
      "./commands/*",
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
      "../../durable/Durable.ts",
      "../../emulator/Emulator.ts",
      "../../emulator/guard.ts",
      "../../emulator/serve.ts",
      "../../qpi/*",
      "../../qpi/emulator/Emulator.ts",
      "../../qpi/schema/*",
      "../../schema/*",
    ],
  ],
  // What is shown is made of data alone.
  [["cli/render/**"], ["./*", "../terminal/*", "../../Distribution.ts", "../../schema/*"]],
]
