/** The pages of the documentation that a server gives. `scripts/bundle.ts` puts them beside the command. */
export interface Page {
  readonly name: string
  /** Where it is in the project. */
  readonly file: string
  readonly title: string
}

export const pages: ReadonlyArray<Page> = [
  { name: "guide", file: "README.md", title: "The SDK and the command, in short" },
  { name: "primitives", file: "docs/primitives.md", title: "Sampler, Estimator, observables and sweeps" },
  { name: "emulator", file: "docs/emulator.md", title: "The emulator" },
  { name: "durable", file: "docs/durable.md", title: "Runs that outlive a process" },
  { name: "qpi", file: "docs/qpi.md", title: "The QPI platform" },
  { name: "mcp", file: "docs/mcp.md", title: "The MCP server" },
]

/** The resource of a page. */
export const uriOf = (name: string): string => `ionq://docs/${name}`
