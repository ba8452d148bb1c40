import { Effect, FileSystem, Option, Path } from "effect"
import { badInput } from "../terminal/CommandError.ts"

/**
 * Fails if a file cannot be written, and neither creates nor changes it. A failure of the write itself is still
 * possible, as on a full disk.
 */
export const checkWritable = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const typeOf = (name: string) =>
    Effect.map(Effect.option(fs.stat(name)), (info) => Option.getOrUndefined(info)?.type)
  const refuse = (why: string) => badInput(`${file} cannot be written: ${why}`)
  const type = yield* typeOf(file)
  if (type === "Directory") return yield* refuse("it is a folder")
  // A path that ends in a slash, such as "plots/", names a folder.
  if (file === "" || file.endsWith("/")) return yield* refuse("the name of a file is missing")
  const folder = path.dirname(file)
  if (type === undefined && (yield* typeOf(folder)) !== "Directory") {
    return yield* refuse(`there is no folder ${folder}`)
  }
  // To create a file, its folder has to be writable.
  yield* Effect.mapError(fs.access(type === undefined ? folder : file, { writable: true }), () =>
    refuse("permission denied"),
  )
})
