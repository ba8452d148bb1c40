/**
 * Says that a check was left out because this machine lacks what it needs. In CI (`CI` is set and is not `false`) that is a failure: a
 * check that never runs must not look as if it passed.
 */
export const skipped = (what: string, why: string): void => {
  const isCi = !["", "0", "false"].includes((process.env["CI"] ?? "").toLowerCase())
  console.log(`${isCi ? "BROKEN: could not run" : "skipped"}: ${what} (${why})`)
  if (isCi) process.exitCode = 1
}
