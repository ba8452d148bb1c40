import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"
import { config } from "../inputs/mcp.ts"

export const mcp = Command.make(
  "mcp",
  config,
  lazily(() => import("../actions/mcp.ts").then((actions) => actions.mcp)),
).pipe(
  Command.withShortDescription("Serve tools for agents over standard input and output"),
  Command.withDescription(
    "Serve tools for agents (MCP) over standard input and output: circuits are run on the built-in emulator, drawn, checked, " +
      "compiled and converted on this machine, and no key is read. --cloud adds tools that read data from IonQ. --budget adds tools that " +
      "submit and cancel jobs: you are asked to approve each job that costs money.",
  ),
  Command.withExamples([
    { command: "ionq mcp", description: "Nothing leaves this machine" },
    { command: "ionq mcp --cloud --budget 20" },
  ]),
)
