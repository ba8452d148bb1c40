import { Context } from "effect"

/** Texts that are never printed: the keys, passwords and tokens that the command has read. */
export const Secrets = Context.Reference<Set<string>>("effect-ionq/cli/Secrets", {
  defaultValue: () => new Set(),
})

/** A shorter text is a placeholder, whose letters may occur in any other text. */
const shortest = 8

/** The text without the secrets. */
export const scrub = (text: string, secrets: ReadonlySet<string>): string =>
  [...secrets].reduce(
    (left, secret) => (secret.length < shortest ? left : left.replaceAll(secret, "<redacted>")),
    text,
  )
