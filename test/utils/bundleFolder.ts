/** A folder for the bundle of the command, which all test files share, and which is gone after the last. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    readonly bundle: string
  }
}

const setup = async (project: TestProject) => {
  const folder = await mkdtemp(join(tmpdir(), "effect-ionq-bundle-"))
  project.provide("bundle", folder)
  // While tests are watched, the sources change.
  project.onTestsRerun(() => rm(join(folder, "cli"), { recursive: true, force: true }))
  return () => rm(folder, { recursive: true, force: true })
}

export default setup
