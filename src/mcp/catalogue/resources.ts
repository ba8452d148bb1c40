import { Effect, type FileSystem, type Path, Schema } from "effect"
import * as McpSchema from "effect/ai/McpSchema"
import { registerResource } from "effect/ai/McpServer"
import type { Globals } from "../../cli/terminal/globals.ts"
import { scrub, Secrets } from "../../cli/terminal/scrub.ts"
import type { Access } from "../access/Access.ts"
import type { Connection } from "../access/Connection.ts"
import { pages, uriOf } from "../text/pages.ts"

const markdown = "text/markdown"
const json = "application/json"

const content = (uri: string, mimeType: string, text: string): McpSchema.ReadResourceResult => ({
  contents: [{ uri, mimeType, text }],
})

/** The data of a tool's answer as a resource. */
const dataOf = (uri: string) => (answer: { readonly data: object }) =>
  Effect.map(Secrets, (secrets) =>
    content(uri, json, scrub(JSON.stringify(answer.data, undefined, 2), secrets)),
  )

/** Replaces an error by one that may be shown: with its explanation, and without API keys. */
const inWords = Effect.catch((error: unknown) =>
  Effect.gen(function* () {
    const { explained } = yield* Effect.promise(() => import("../errors/explained.ts"))
    return yield* Effect.fail(new Error(scrub(explained(error), yield* Secrets)))
  }),
)

/** The services that reading a resource needs. They come from the context of its registration. */
type Needs = FileSystem.FileSystem | Path.Path | Globals | Access | Connection

/** The pages of the documentation. */
export const docs = Effect.suspend(() =>
  Effect.forEach(
    pages(),
    ({ name, title, text }) => {
      const uri = uriOf(name)
      return registerResource({
        uri,
        name,
        description: title,
        mimeType: markdown,
        content: Effect.succeed(content(uri, markdown, text)),
      })
    },
    { discard: true },
  ),
)

const jobId = McpSchema.param("id", Schema.String)
const backend = McpSchema.param("name", Schema.String)

/** The resources that are read from IonQ. */
export const cloud = Effect.flatMap(Effect.context<Needs>(), (needs) =>
  Effect.all(
    [
      registerResource`ionq://jobs/${jobId}`({
        name: "job",
        description: "A job: its status, and what it cost",
        mimeType: json,
        content: (uri, id) =>
          Effect.promise(() => import("../actions/jobs.ts")).pipe(
            Effect.flatMap(({ get }) => get({ job: id })),
            Effect.flatMap(dataOf(uri)),
            inWords,
            Effect.provide(needs),
          ),
      }),
      registerResource`ionq://backends/${backend}`({
        name: "backend",
        description: "A machine: its status, and its latest characterization",
        mimeType: json,
        completion: {
          name: (input: string) =>
            Effect.promise(() => import("../actions/backends.ts")).pipe(
              Effect.flatMap(({ list }) => list),
              Effect.map(({ data }) =>
                data.backends.map(({ backend }) => backend).filter((name) => name.includes(input)),
              ),
              inWords,
              Effect.provide(needs),
            ),
        },
        content: (uri, name) =>
          Effect.promise(() => import("../actions/backends.ts")).pipe(
            Effect.flatMap(({ get }) => get({ backend: name })),
            Effect.flatMap(dataOf(uri)),
            inWords,
            Effect.provide(needs),
          ),
      }),
    ],
    { discard: true },
  ),
)
