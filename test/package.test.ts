import { describe, expect, it } from "@effect/vitest"
import * as IonQ from "effect-ionq"
import { readFileSync } from "node:fs"

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8")
const manifest = JSON.parse(read("package.json"))

describe("the package", () => {
  it("says one version everywhere", () => {
    expect(read("src/client/version.ts")).toContain(`version = "${manifest.version}"`)
    expect(read("CHANGELOG.md")).toContain(`## ${manifest.version}`)
  })

  it("pins the minor of Effect that it is tested with", () => {
    for (const name of ["effect", "@effect/platform-node"]) {
      expect(manifest.peerDependencies[name]).toBe(`~${manifest.devDependencies[name]}`)
      expect(read("README.md")).toContain(`${name}@${manifest.peerDependencies[name]}`)
    }
  })

  it("has a README whose first screen names its two commands, and whose program is an example", () => {
    const readme = read("README.md")
    const screen = readme.split("\n").slice(0, 24).join("\n")
    expect(screen).toContain("npm ci && npm run demo")
    expect(screen).toContain("npm ci && npm test")
    expect(readme).toContain(read("examples/01-bell.ts").split("\n").slice(1).join("\n").trim())
    expect(readme.trimEnd().split("\n").length).toBeLessThan(120)
  })

  it("exports namespaces and services, and nothing else", () => {
    expect(Object.keys(IonQ).sort((a, b) => (a < b ? -1 : 1))).toEqual([
      "Account",
      "Angle",
      "Backends",
      "CallOptions",
      "Circuit",
      "Compiler",
      "CurrentSession",
      "Distribution",
      "Estimator",
      "GateTable",
      "Gates",
      "IonQ",
      "IonQApi",
      "IonQClient",
      "IonQError",
      "Jobs",
      "Notebook",
      "Observable",
      "Param",
      "Polling",
      "Qasm",
      "Results",
      "Sampler",
      "Sessions",
      "Sweep",
      "Unitary",
    ])
  })

  it("closes its private rooms", async () => {
    for (const path of [
      "cli/main",
      "gateTable/checkGate",
      "client/deriveMethods",
      "emulator/model/Store",
      "simulator/chooseMethod",
    ]) {
      await expect(import(/* @vite-ignore */ `effect-ionq/${path}`)).rejects.toThrow()
    }
  })
})
