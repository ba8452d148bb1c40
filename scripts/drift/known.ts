import { readFileSync } from "node:fs"

/** The reviewed differences by their reasons: a line that begins with `#` is the reason for those after it. */
export const readKnown = (file: string): ReadonlyMap<string, string> => {
  const known = new Map<string, string>()
  let reason = ""
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line.startsWith("#")) reason = line.slice(1).trim()
    else if (line.trim() !== "") {
      if (reason === "") throw new Error(`${file} has no reason for: ${line}`)
      known.set(line.trim(), reason)
    }
  }
  return known
}
