/** The rows of the command in the table of `oxlint.config.ts`. Each room of `src/cli` needs Node. */
export const commandDirections: ReadonlyArray<
  readonly [files: ReadonlyArray<string>, allowed: ReadonlyArray<string>]
> = [
  // What the entry loads before anything else: no service, no simulator, no reader of circuits.
  [["cli/*.ts"], ["./*"]],
  [["cli/main.ts"], ["./*", "./render/failure.ts", "../client/version.ts", "../node/runMain.ts"]],
  [["cli/root.ts"], ["./*", "./commands/*"]],
  [["cli/commands/**"], ["../flags.ts", "../lazily.ts", "../actions/*"]],
  [
    ["cli/render/**"],
    ["./*", "../CommandError.ts", "../screen.ts", "../../Distribution.ts", "../../schema/*"],
  ],
  // What a command loads when it runs.
  [
    ["cli/approve.ts", "cli/connect.ts", "cli/follow.ts", "cli/input.ts", "cli/outcome.ts", "cli/request.ts"],
    [
      "./*",
      "./commands/*",
      "./render/*",
      "../*",
      "../emulator/Emulator.ts",
      "../jobs/charge.ts",
      "../schema/*",
    ],
  ],
  [
    ["cli/actions/**"],
    [
      "./*",
      "../*",
      "../commands/*",
      "../render/*",
      "../../*",
      "../../emulator/Fault.ts",
      "../../emulator/Options.ts",
      "../../emulator/serve.ts",
      "../../jobs/charge.ts",
      "../../schema/*",
    ],
  ],
]
