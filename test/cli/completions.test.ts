import { afterAll, beforeAll, describe, expect, inject, it } from "@effect/vitest"
import { execFile, spawnSync } from "node:child_process"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { bell, makeCommand, type TestCommand } from "../utils/command.ts"

let command: TestCommand
const scripts = new Map<string, string>()

beforeAll(async () => {
  command = await makeCommand(inject("bundle"))
  await command.file("bell.qasm", bell)
  await command.file("two words.qasm", bell)
  await mkdir(join(command.folder, "scans/inner"), { recursive: true })
  await command.file("scans/first.json", "{}")
  await Promise.all(
    ["bash", "zsh", "fish", "powershell"].map(async (shell) => {
      const { stdout } = await command.run(["completions", shell])
      scripts.set(shell, stdout)
      await command.file(`ionq.${shell}`, stdout)
    }),
  )
  await command.file("drive.bash", inBash)
  await command.file("drive.zsh", inZsh)
  await command.file("drive.fish", inFish)
})
afterAll(() => command.close())

/** Each of these prints a line for each candidate, and a line of dashes after each line that is completed. */
const inBash = `source ionq.bash
for line; do
  COMP_LINE="$line" COMP_POINT=\${#line}
  read -ra COMP_WORDS <<< "$line"
  [[ "$line" == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)) COMPREPLY=()
  _ionq ionq "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD - 1]}"
  printf '%s\\n' "\${COMPREPLY[@]}" -----
done
`
const inFish = `source ionq.fish
for line in $argv
  complete -C "$line" | cut -f1
  echo -----
end
`
// Completion in zsh needs its line editor, so a shell on a terminal of its own lists the candidates.
const inZsh = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "stty cols 60 rows 999; unsetopt prompt_sp; autoload -Uz compinit; compinit -D -u; source ionq.zsh"
zpty -w shell "bindkey '^I' list-choices; zstyle ':completion:*' list-packed no; LISTMAX=999; PS1=REA''DY"
zpty -r shell out '*READY*'
for line; do
  zpty -w -n shell "$line"$'\\t'
  zpty -w shell $'\\x15'"print E''ND"
  zpty -r shell out '*END*READY*'
  print -r -- "$out"
  print -r -- -----
done
zpty -d shell
`

const completed = async (shell: string, lines: ReadonlyArray<string>) => {
  const flag = { bash: "--norc", fish: "--no-config" }[shell] ?? "-f"
  const { stdout } = await promisify(execFile)(shell, [flag, `drive.${shell}`, ...lines], {
    cwd: command.folder,
    env: { PATH: process.env["PATH"], HOME: command.folder, TERM: "dumb" },
  })
  return stdout
    .split("-----\n")
    .slice(0, lines.length)
    .map((text) =>
      text
        .split(/[\r\n]+/)
        // Of zsh, these show the line editor at work.
        .filter((row) => !/ionq |READY|E'*ND/.test(row))
        .flatMap((row) => (shell === "zsh" ? row.replace(/ -- .*/, "").split(/ +/) : [row.trim()]))
        .filter(Boolean)
        .toSorted(),
    )
}

const fortes = ["qpu.forte-1", "qpu.forte-enterprise-1", "qpu.forte-enterprise-2", "qpu.forte-enterprise-3"]

describe("a shell completes", () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const hasShell = spawnSync(shell, ["-c", "true"]).status === 0
    it.skipIf(!hasShell)(
      `machines, statuses, noise, flags and files in ${shell}${hasShell ? "" : " (skipped: not installed)"}`,
      async () => {
        const found = await completed(shell, [
          "ionq run bell.qasm --backend qpu.f",
          "ionq sessions open -b qpu.f",
          "ionq backends get sim",
          "ionq jobs list --status c",
          "ionq qpi jobs list --status pe",
          "ionq run bell.qasm --noise a",
          "ionq run bell.qasm --js",
          "ionq run be",
          "ionq --local draw scans/fi",
          "ionq ba",
        ])
        expect(found).toMatchObject([
          fortes,
          fortes,
          ["simulator"],
          ["canceled", "completed"],
          ["pending"],
          ["aria-1", "aria-2"],
          expect.arrayContaining(["--json"]),
          ["bell.qasm"],
          [expect.stringMatching(/first\.json$/)],
          expect.arrayContaining(["backends", "batch"]),
        ])
      },
    )
  }

  it("in bash a folder by a slash, and a name with a space by an escape", async () => {
    expect(
      await completed("bash", ["ionq run sc", "ionq emulator --data sc", "ionq run tw", "ionq jo"]),
    ).toEqual([["scans/"], ["scans/"], ["two\\ words.qasm"], ["jobs"]])
  })
})

it("says how a script is installed by the command that there is", () => {
  for (const [shell, script] of scripts) {
    expect(script).toContain(`ionq completions ${shell}`)
    expect(script).not.toContain("--completions")
  }
})
