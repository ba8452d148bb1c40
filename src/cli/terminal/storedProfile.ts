import { Effect, FileSystem, Option, Path, Redacted, Schema } from "effect"
import { CommandError } from "./CommandError.ts"
import { userFolder } from "./Process.ts"

/** The contents of the profile file. Flags and the environment take precedence. */
export const Profile = Schema.Struct({
  apiKey: Schema.optionalKey(Schema.String),
  url: Schema.optionalKey(Schema.String),
  backend: Schema.optionalKey(Schema.String),
  organization: Schema.optionalKey(Schema.String),
  qpi: Schema.optionalKey(
    Schema.Struct({ url: Schema.optionalKey(Schema.String), jwt: Schema.optionalKey(Schema.String) }),
  ),
})

export interface Profile extends Schema.Struct.Type<typeof Profile.fields> {}

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Profile))

const fault = (message: string, hint: string) => new CommandError({ reason: "profile", message, hint })

/** `ionq/profile.json` under `XDG_CONFIG_HOME`, or under `~/.config`. */
export const profilePath = Effect.map(
  Effect.all([Path.Path, userFolder("XDG_CONFIG_HOME", ".config")]),
  ([path, folder]) => path.join(folder, "ionq", "profile.json"),
)

/** The profile; empty if there is no file. A file that others can read is rejected, because it may contain a key. */
export const readProfile = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const file = yield* profilePath
  const info = yield* Effect.option(fs.stat(file))
  if (Option.isNone(info)) return {} satisfies Profile
  if (process.platform !== "win32" && (info.value.mode & 0o077) !== 0) {
    return yield* fault(`${file} can be read by others`, `chmod 600 ${file}`)
  }
  return yield* fs.readFileString(file).pipe(
    Effect.flatMap(decode),
    Effect.mapError(() =>
      fault(
        `${file} is not a profile`,
        "A profile is JSON with apiKey, url, backend and organization, each a string.",
      ),
    ),
  )
})

/** Writes the profile, readable by its owner only, and returns the path of its file. */
export const writeProfile = Effect.fnUntraced(function* (profile: Profile) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = yield* profilePath
  const fresh = `${file}.new`
  yield* Effect.gen(function* () {
    yield* fs.makeDirectory(path.dirname(file), { recursive: true, mode: 0o700 })
    // Writes a new file and renames it, so that its mode is right from the first byte on and it is never half
    // written.
    yield* fs.remove(fresh, { force: true })
    yield* fs.writeFileString(fresh, `${JSON.stringify(profile, undefined, 2)}\n`, {
      mode: 0o600,
      flag: "wx",
    })
    yield* fs.rename(fresh, file)
  }).pipe(Effect.mapError((error) => fault(`${file} cannot be written`, error.message)))
  return file
})

/** The API key in the profile; undefined if it is missing or empty. */
export const keyOf = ({ apiKey }: Profile): Redacted.Redacted | undefined =>
  apiKey === undefined || apiKey === "" ? undefined : Redacted.make(apiKey)
