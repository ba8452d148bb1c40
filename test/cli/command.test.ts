import { afterAll, beforeAll, describe, expect, inject, it } from "@effect/vitest"
import { once } from "node:events"
import { readFile, stat, chmod, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { spawnSync } from "node:child_process"
import { recordRequests } from "../utils/recorder.ts"
import {
  bell,
  type Ended,
  makeCommand,
  type RunOptions,
  type TestCommand,
  untilWritten,
} from "../utils/command.ts"

let command: TestCommand
let fast: Readonly<Record<string, string>>
let slow: Readonly<Record<string, string>>
let faulty: Readonly<Record<string, string>>

beforeAll(async () => {
  command = await makeCommand(inject("bundle"))
  await command.file("bell.qasm", bell)
  ;[fast, slow, faulty] = await Promise.all([
    command.serve("--timing", "instant", "--seed", "1"),
    command.serve("--job-time", "1h"),
    command.serve("--timing", "instant"),
  ])
})
afterAll(() => command.close())

/** Runs in this process, on the emulator whose jobs are done at once. */
const ionq = (args: string, options: Omit<RunOptions, "cwd"> = {}) =>
  command.runHere(args.split(" "), { ...options, env: { ...fast, ...options.env } })

/** The same in a process of its own, from the bundle. */
const shipped = (args: string, options: RunOptions = {}) =>
  command.run(args.split(" "), { ...options, env: { ...fast, ...options.env } })

const ok = async (args: string, options?: RunOptions) => {
  const ended = await ionq(args, options)
  expect({ args, ...ended }).toMatchObject({ code: 0 })
  return ended
}

/** One document on standard output, and nothing else there. */
const json = async (args: string, options?: RunOptions) =>
  JSON.parse((await ok(`${args} --json`, options)).stdout)

/** One document a line. */
const lines = async (
  args: string,
  options?: RunOptions,
): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>> =>
  (await ok(`${args} --json`, options)).stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))

const submitted = async (flags = "", options?: RunOptions) =>
  (await ok(`run bell.qasm --no-wait${flags === "" ? "" : ` ${flags}`}`, options)).stdout.trim()

/** What goes wrong at the third emulator from now on: one test has it at a time. */
const withFaults = async (rules: ReadonlyArray<unknown>) => {
  const url = `${faulty["IONQ_API_URL"]?.replace("/v0.4", "")}/emulator/faults`
  const body = JSON.stringify({ rules })
  await fetch(url, { method: "PUT", body, headers: { "content-type": "application/json" } })
}

const uuid = /^[0-9a-f-]{36}$/

/** Without what differs from run to run: ids, dates and durations. */
const lasting = ({ code, stdout, stderr }: Ended) => {
  const texts = [stdout, stderr].map((text) =>
    text
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
      .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+(Z| UTC)?/g, "DATE")
      .replaceAll(/\d+(\.\d+)? m?s\b/g, "TIME"),
  )
  return [code, ...texts]
}

// Not beside others, whose jobs would change what was used.
describe("the shipped command", () => {
  it("writes in a process of its own what its sources write in this one", async () => {
    const id = await submitted("--backend qpu.forte-1 --shots 500 --yes")
    const session = (await ok("sessions open --backend qpu.forte-1 --yes")).stdout.trim()
    const organization = "71d164e6-6ebe-4126-8839-f1529bb01a00"
    const commands = [
      "run bell.qasm --shots 500 --noise aria-1 --seed 5",
      "run bell.qasm --local --csv",
      "run nowhere.qasm --json",
      `jobs get ${id}`,
      `jobs results ${id} --json`,
      `jobs circuit ${id}`,
      `jobs wait ${id}`,
      `sessions get ${session}`,
      "estimate bell.qasm --backend qpu.forte-1 --shots 500",
      "backends list",
      "backends characterizations qpu.forte-1 --json",
      "whoami",
      `usage --organization ${organization}`,
      "compile bell.qasm --target zz --json",
      "convert bell.qasm --to qasm2",
      "draw bell.qasm --svg",
      "completions fish",
      "batch run bell.qasm --name shipped --json",
      "batch list",
      "doctor --local",
      "qpi qpus --local --json",
      "qpi jobs list --local",
      "jobs list --limit many",
      "--version",
    ]
    for (const args of commands) {
      // Each side has its own runs.
      const runsIn = (file: string) => ({ env: { IONQ_DATABASE: join(command.folder, file) } })
      const here = await ionq(args, runsIn("here.sqlite"))
      const there = await shipped(args, runsIn("there.sqlite"))
      expect([args, ...lasting(there)]).toEqual([args, ...lasting(here)])
    }
  })
})

describe.concurrent("ionq run", () => {
  it("shows a histogram of OpenQASM, a circuit and a job, from a file and from standard input", async () => {
    const circuit = {
      qubits: 2,
      circuit: [
        { gate: "h", target: 0 },
        { gate: "cnot", control: 0, target: 1 },
      ],
    }
    const job = { type: "ionq.circuit.v1", name: "of the file", input: { gateset: "qis", ...circuit } }
    const both = /^00 {2}0\.5000 {2}█+\n11 {2}0\.5000 {2}█+\n$/
    expect((await ok("run bell.qasm")).stdout).toMatch(both)
    expect((await ok("run -", { input: JSON.stringify(circuit) })).stdout).toMatch(both)
    const found = await json("run -", { input: JSON.stringify(job) })
    expect(found.job.name).toBe("of the file")
    expect(found.results).toMatchObject({ qubit0: "left", width: 2 })
    expect(Object.keys(found.results.probabilities).sort()).toEqual(["00", "11"])
  })

  it("runs without a key on the built-in emulator", async () => {
    const { stdout, code } = await command.run(["run", "bell.qasm", "--local"])
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("11  0.5000") })
  })

  it("shows what the registers of a program read, with qubit 0 on the side that is asked for", async () => {
    const program = `OPENQASM 3.0; include "stdgates.inc"; qubit[3] q; bit[1] a; bit[2] b; x q[0]; x q[2];
      a[0] = measure q[0]; b[0] = measure q[2]; b[1] = measure q[1];`
    const { results } = await json("run -", { input: program })
    expect(results.probabilities).toEqual({ "101": 1 })
    expect(results.registers).toMatchObject({
      a: { probabilities: { "1": 1 } },
      b: { probabilities: { "10": 1 } },
    })
    const { results: right } = await json("run - --qubit0 right", { input: program })
    expect(right.registers.b.probabilities).toEqual({ "01": 1 })
  })

  it("shows the most probable states first, the lower one among equals", async () => {
    const program = 'OPENQASM 3.0; include "stdgates.inc"; qubit[3] q; h q[0]; ry(2*pi/3) q[1];'
    const labels = (stdout: string) => stdout.split("\n").map((line) => line.split("  ")[0])
    const of = async (flags: string) => labels((await ok(`run - ${flags}`.trim(), { input: program })).stdout)
    expect(await of("--top 3")).toEqual(["010", "110", "000", "1 more", ""])
    expect(await of("--top 3 --qubit0 right")).toEqual(["010", "011", "000", "1 more", ""])
    expect(await of("")).toEqual(["010", "110", "000", "100", ""])
  })

  it("runs several circuits in one job", async () => {
    const circuits = [
      { name: "flipped", circuit: [{ gate: "x", target: 0 }] },
      { name: "left", qubits: 1, circuit: [{ gate: "z", target: 0 }] },
    ]
    const { results } = await json("run -", { input: JSON.stringify({ gateset: "qis", circuits }) })
    expect(results).toMatchObject([
      { name: "flipped", probabilities: { "1": 1 } },
      { name: "left", probabilities: { "0": 1 } },
    ])
  })

  it("sends what the flags say", async () => {
    const session = await json("sessions open --backend qpu.forte-1 --yes")
    const id = await submitted(
      `--backend qpu.forte-1 --shots 700 --name named --metadata a=1 --metadata b=two --session ${session.id} --no-debias --yes`,
    )
    expect(await json(`jobs get ${id}`)).toMatchObject({
      backend: "qpu.forte-1",
      shots: 700,
      name: "named",
      metadata: { a: "1", b: "two" },
      session_id: session.id,
      settings: { error_mitigation: { debiasing: false } },
    })
    const noisy = await submitted("--noise aria-1 --seed 5 --native --debias --shots 600")
    expect(await json(`jobs get ${noisy}`)).toMatchObject({
      noise: { model: "aria-1", seed: 5 },
      stats: { gate_counts: { "2q": 1 } },
      settings: { error_mitigation: { debiasing: true } },
    })
    expect((await json("run bell.qasm --backend qpu.forte-1 --dry-run")).job).toMatchObject({ dry_run: true })
    expect(await ionq("run bell.qasm --seed 5")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--noise"),
    })
  })

  it("reads what was compiled here by its measurement map, then and later", async () => {
    const text = bell
      .replaceAll("[2]", "[3]")
      .replace("h q[0];", "ry(0.4) q[0]; swap q[0], q[2]; swap q[0], q[1];")
    const file = await command.file("swapped.qasm", text)
    const written = (await json(`run ${file}`)).results.probabilities
    expect(Object.keys(written).length).toBe(2)
    const native = await json(`run ${file} --native`)
    expect(native.job.metadata).toHaveProperty("effect-ionq.measurement-map")
    const later = await json(`jobs results ${native.job.id}`)
    for (const found of [native.results.probabilities, later.probabilities]) {
      expect(Object.keys(found)).toEqual(Object.keys(written))
      for (const [state, value] of Object.entries(written)) expect(found[state]).toBeCloseTo(Number(value), 9)
    }
    const noisy = await json(`run ${file} --native --noise aria-1 --seed 3 --shots 200`)
    const counted = await json(`jobs results ${noisy.job.id} --kind histogram`)
    const shots = (await ok(`jobs results ${noisy.job.id} --kind shots`)).stdout.trim().split("\n")
    for (const [state, count] of Object.entries(counted.counts)) {
      expect(shots.filter((shot) => shot === state).length).toBe(count)
    }
    expect(counted.counts[Object.keys(written)[0]!]).toBeGreaterThan(150)
    const compiled = await ok(`compile ${file} --target ms --end measured --to qasm3`)
    expect(compiled.stderr).toContain("measured on")
    const again = await json("run -", { input: compiled.stdout })
    const registers = Object.values(again.results.registers ?? { all: again.results })
    expect(registers).toMatchObject([
      { probabilities: { [Object.keys(written)[0]!]: expect.closeTo(Number(Object.values(written)[0]), 9) } },
    ])
  })

  it("writes its result as SVG, HTML and CSV, to standard output or a file", async () => {
    expect((await ok("run bell.qasm --csv")).stdout).toMatch(
      /^state,probability\n00,0\.50*1?\n11,0\.50*1?\n$/,
    )
    const file = join(command.folder, "bell.svg")
    const { stdout, stderr } = await ok(`run bell.qasm --name named --svg --output ${file}`)
    expect([stdout, stderr]).toEqual(["", expect.stringContaining(`Written to ${file}\n`)])
    expect(await readFile(file, "utf8")).toMatch(/^<svg [^]*>11<[^]*<\/svg>\n$/)
    const circuits = ["one", 'a <b> "c"'].map((name) => ({ name, circuit: [{ gate: "x", target: 0 }] }))
    const id = (
      await ok("run - --no-wait", { input: JSON.stringify({ gateset: "qis", circuits }) })
    ).stdout.trim()
    const [csv, html, svg, both, shots, alone] = await Promise.all([
      ok(`jobs results ${id} --csv`),
      ok(`jobs results ${id} --html`),
      ionq(`jobs results ${id} --svg`),
      ionq(`jobs results ${id} --svg --csv`),
      ionq(`jobs results ${id} --csv --kind shots`),
      ionq("run bell.qasm --output bell.txt"),
    ])
    expect(csv.stdout).toBe('of,state,probability\none,1,1\n"a <b> ""c""",1,1\n')
    expect(html.stdout).toMatch(/^<!doctype html>/)
    expect(html.stdout.match(/<svg /g)).toHaveLength(2)
    expect(html.stdout).not.toContain("<b>")
    expect(svg).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--html") })
    for (const ended of [both, shots, alone]) expect(ended).toMatchObject({ code: 2, stdout: "" })
  })

  it("refuses a file that it could not write before it submits anything", async () => {
    const nowhere = join(command.folder, "nowhere")
    const wrong: ReadonlyArray<readonly [string, string]> = [
      [join(nowhere, "bell.csv"), `there is no folder ${nowhere}`],
      [`${nowhere}/`, "the name of a file is missing"],
      [command.folder, "it is a folder"],
    ]
    for (const [file, why] of wrong) {
      expect(await ionq(`run bell.qasm --csv --output ${file}`)).toEqual({
        code: 1,
        stdout: "",
        stderr: `ionq: ${file} cannot be written: ${why}\n`,
      })
    }
    // Checking leaves no file behind, and changes none.
    const [fresh, kept] = [join(command.folder, "fresh.csv"), join(command.folder, "kept.csv")]
    await writeFile(kept, "as before")
    for (const file of [fresh, kept]) {
      const args = `run bell.qasm --backend qpu.forte-1 --shots 100 --csv --output ${file}`
      expect(await ionq(args)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("nothing was submitted"),
      })
    }
    await expect(stat(fresh)).rejects.toThrow("ENOENT")
    expect(await readFile(kept, "utf8")).toBe("as before")
  })

  it("refuses a format that the result could not have before it submits anything", async () => {
    const circuits = [{ circuit: [{ gate: "x", target: 0 }] }, { circuit: [{ gate: "h", target: 0 }] }]
    const two = JSON.stringify({ gateset: "qis", circuits })
    const multi = JSON.stringify({ type: "ionq.multi-circuit.v1", input: { gateset: "qis", circuits } })
    const registers =
      'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; bit a; bit b; h q; a = measure q[0]; b = measure q[1];'
    const wrong: ReadonlyArray<readonly [string, string, string]> = [
      ["--csv --no-wait", bell, "--csv needs a result: it cannot be combined with --no-wait"],
      ["--html --dry-run", bell, "--html needs a result: it cannot be combined with --dry-run"],
      ...[two, multi, registers].map(
        (text) =>
          ["--svg", text, "An SVG picture has one outcome, but the result has 2\n  Pass --html."] as const,
      ),
    ]
    for (const [flags, input, why] of wrong) {
      const { code, stdout, stderr } = await ionq(`run - ${flags}`, { input })
      expect({ flags, code, stdout, stderr }).toEqual({
        flags,
        code: 2,
        stdout: "",
        stderr: `ionq: ${why}\n`,
      })
    }
  })

  it("takes up a submission of the same id instead of making a second job", async () => {
    const first = await submitted("--submission-id mine-1")
    expect(await submitted("--submission-id mine-1")).toBe(first)
  })

  it("tells what is wrong with a file in one or two lines", async () => {
    const wrong: ReadonlyArray<readonly [string, RegExp]> = [
      ["OPENQASM 3.0;\nqubit q;\nnope q;", /^ionq: Standard input:3:1: .*nope/],
      ["{", /^ionq: Standard input is not JSON/],
      ["{}", /^ionq: Standard input is neither a job nor a circuit\n {2}Expected a job/],
      ["", /^ionq: Standard input is empty/],
      ['{"circuit":[{"gate":"h"}]}', /^ionq: Standard input: Gate 0 \(h\) needs a target\n$/],
      [
        '{"circuits":[{"circuit":[]},{"circuit":[{"gate":"x","target":0},{"gate":"swop","targets":[0,1]}]}]}',
        /^ionq: Standard input: circuits\[1\]: Gate 1 \(swop\) is not a gate of the gateset qis\n {2}Did you mean swap\?\n$/,
      ],
      [
        '{"gateset":"native","circuit":[{"gate":"ms","targets":[0,1]}]}',
        /: Gate 0 \(ms\) needs two phases\n$/,
      ],
      ['{"circuit":[],"qubits":"two"}', /^ionq: Standard input: Expected number at qubits\n$/],
      ['{"gateset":"other","circuit":[]}', /the gateset "other" is not qis or native\n$/],
      ['{"type":"new.v9"}', /^ionq: Standard input: the type "new\.v9" is not one of/],
    ]
    for (const [input, message] of wrong) {
      const { code, stdout, stderr } = await ionq("run -", { input })
      expect({ code, stdout, stderr }).toMatchObject({
        code: 1,
        stdout: "",
        stderr: expect.stringMatching(message),
      })
      expect(stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2)
    }
    expect(await ionq("run nowhere.qasm")).toMatchObject({
      code: 1,
      stderr: "ionq: The file nowhere.qasm does not exist\n",
    })
    await mkdir(join(command.folder, "a-folder"))
    for (const args of [
      "run a-folder",
      "batch run a-folder --name of-a-folder",
      "emulator --faults a-folder",
    ]) {
      expect(await ionq(args)).toMatchObject({
        code: 1,
        stderr: "ionq: a-folder is a folder, not a file\n",
      })
    }
  })
})

describe("money", () => {
  it("refuses a machine where nobody can be asked, unless a budget or --yes says so", async () => {
    const before = (await lines("jobs list --limit 0")).length
    const refused = await ionq("run bell.qasm --backend qpu.forte-1 --shots 500")
    expect(refused).toMatchObject({ code: 2, stdout: "" })
    expect(refused.stderr).toMatch(/^Estimate: [\d.]+ USD.*\nionq: .*nothing was submitted\n.*--budget/)
    const dear = await ionq("run bell.qasm --backend qpu.forte-1 --shots 500 --budget 1 --json")
    expect(dear).toMatchObject({ code: 1, stdout: "" })
    expect(dear.stderr).toContain('"type":"BudgetExceededError"')
    expect((await ionq("sessions open --backend qpu.forte-1")).code).toBe(2)
    expect((await lines("jobs list --limit 0")).length).toBe(before)
    expect(
      (await json("run bell.qasm --backend qpu.forte-1 --shots 500 --budget 1000")).cost.value,
    ).toBeGreaterThan(1)
    const id = await submitted("--backend qpu.forte-1 --yes")
    expect((await ionq(`jobs clone ${id}`)).code).toBe(2)
    expect((await ok(`jobs clone ${id} --budget 1000`)).stdout.trim()).toMatch(uuid)
    expect((await lines("jobs list --limit 0")).length).toBe(before + 3)
  })

  it("asks for each thing once", async () => {
    const recorder = await recordRequests(fast["IONQ_API_URL"] ?? "")
    try {
      const asked = async (args: string) => {
        const { stdout } = await ok(args, { env: { IONQ_API_URL: recorder.url } })
        const id = uuid.exec(stdout.trim())?.[0] ?? (args.includes("--json") ? JSON.parse(stdout).id : "")
        return { id: String(id), requests: recorder.take() }
      }
      const machine = "--backend qpu.forte-1 --shots 500"
      const run = await asked(`run bell.qasm ${machine} --budget 1000 --no-wait`)
      expect(run.requests).toEqual(["GET /jobs/estimate", "POST /jobs"])
      const clone = await asked(`jobs clone ${run.id} --budget 1000`)
      expect(clone.requests).toEqual([
        `GET /jobs/${run.id}`,
        "GET /jobs/estimate",
        `POST /jobs/${run.id}/clone`,
      ])
      // The job is at its end: one poll says so, and no other follows.
      const wait = await asked(`jobs wait ${clone.id} --json`)
      expect(wait.requests).toEqual([`GET /jobs/${clone.id}`])
      const estimate = await asked(`estimate bell.qasm ${machine} --debias --json`)
      expect(estimate.requests).toEqual(["GET /jobs/estimate"])
      const free = await asked("run bell.qasm --no-wait")
      expect(free.requests).toEqual(["POST /jobs"])
    } finally {
      recorder.close()
    }
  })
})

describe.concurrent("ionq jobs", () => {
  it("lists, filters and limits", async () => {
    await submitted("--backend qpu.aria-1 --yes")
    const id = await submitted("--backend qpu.aria-1 --yes --name listed")
    const all = await lines("jobs list --limit 2 --backend qpu.aria-1")
    expect(all).toMatchObject([{ id, name: "listed" }, { backend: "qpu.aria-1" }])
    expect((await lines("jobs list --status failed")).length).toBe(0)
    const { stdout } = await ok("jobs list --limit 1 --backend qpu.aria-1")
    expect(stdout).toMatch(
      /^ID +STATUS +BACKEND +SUBMITTED +SHOTS +NAME\n[0-9a-f-]{36} +completed +qpu\.aria-1 +.* 100 +listed\n$/,
    )
  })

  it("fits its table into the width, and cuts no id", async () => {
    const id = await submitted("--backend qpu.forte-enterprise-1 --yes --name listed")
    for (const [columns, height] of [
      ["70", 2],
      ["40", 3],
      ["24", 6],
    ] as const) {
      const { stdout } = await ok("jobs list --limit 1 --backend qpu.forte-enterprise-1", {
        env: { COLUMNS: columns },
      })
      const rows = stdout.trimEnd().split("\n")
      if (columns !== "24")
        expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(Number(columns))
      expect(rows.length).toBeLessThanOrEqual(height)
      expect(stdout).toContain(id)
    }
  })

  it("keeps the name at 80 columns, and cuts it where there is no room", async () => {
    const backend = "qpu.forte-1"
    const text = "name-of-a-job-that-is-quite-long"
    const id = await submitted(`--backend ${backend} --yes --name ${text}`)
    const row = async (columns: string) => {
      const { stdout } = await ok(`jobs list --limit 100 --backend ${backend}`, { env: { COLUMNS: columns } })
      return stdout.split("\n").find((line) => line.startsWith(id))
    }
    expect(await row("80")).toMatch(
      /^[0-9a-f-]{36} {2}completed {2}(now|\d+ (s|min) ago) +name-of-a-job-that[a-z-]*…$/,
    )
    expect(await row("66")).toMatch(/^[0-9a-f-]{36} {2}completed {2}name-of-a-job-th…$/)
    expect(await row("200")).toMatch(new RegExp(`${backend} .* ${text}$`))
  })

  it("shows, waits for, watches, prices, reads, cancels and deletes a job", async () => {
    const id = await submitted("--noise aria-1 --shots 200")
    expect((await ok(`jobs get ${id}`)).stdout).toMatch(/^job +[0-9a-f-]{36}\nstatus +completed\n/)
    expect(await json(`jobs wait ${id}`)).toMatchObject({ id, status: "completed" })
    const watched = await lines(`jobs watch ${id}`)
    expect(watched.at(-1)).toMatchObject({ id, status: "completed" })
    expect(await json(`jobs cost ${id}`)).toHaveProperty("cost")
    const counted = await json(`jobs results ${id} --kind histogram`)
    expect(counted.counts["00"] + counted.counts["11"]).toBeGreaterThan(150)
    const shots = (await ok(`jobs results ${id} --kind shots`)).stdout.trimEnd().split("\n")
    expect(shots).toHaveLength(200)
    expect(shots.every((shot) => /^[01]{2}$/.test(shot))).toBe(true)
    expect((await lines(`jobs results ${id} --kind shots`)).length).toBe(200)
    expect(await json(`jobs results ${id}`)).toHaveProperty("probabilities")
    expect((await json(`jobs circuit ${id} --lang qasm3`)).qasm3).toContain("OPENQASM 3")
    expect(await json(`jobs cancel ${id}`)).toEqual({ ids: [id], status: "canceled" })
    expect(await json(`jobs delete ${id}`)).toEqual({ ids: [id], status: "deleted" })
    expect((await ionq(`jobs get ${id}`)).code).toBe(4)
  })

  it("draws the circuit that a machine was given, and puts its variants together", async () => {
    const id = await submitted("--backend qpu.forte-1 --shots 600 --debias --yes")
    const voted = await json(`jobs results ${id} --aggregation voting`)
    expect(voted.probabilities["00"] + voted.probabilities["11"]).toBeGreaterThan(0.5)
    expect((await ionq(`jobs results ${id} --aggregation voting --kind shots`)).code).toBe(2)
    expect((await ok(`jobs circuit ${id}`)).stdout).toContain("ZZ(0.25)")
    expect((await json(`jobs circuit ${id}`)).circuit.length).toBeGreaterThan(0)
  })

  it("clones, moves, and cancels many", async () => {
    const run = (args: string) => command.runHere(args.split(" "), { env: slow })
    const id = (await run("run bell.qasm --no-wait --name first")).stdout.trim()
    const clone = (await run(`jobs clone ${id} --shots 300 --name second`)).stdout.trim()
    expect(clone).not.toBe(id)
    expect(JSON.parse((await run(`jobs get ${clone} --json`)).stdout)).toMatchObject({ name: "second" })
    expect((await run(`jobs move ${clone} --backend qpu.aria-1`)).code).toBe(2)
    expect((await run(`jobs cancel ${id} ${clone}`)).stdout.trim().split("\n")).toHaveLength(2)
    expect(JSON.parse((await run(`jobs get ${id} --json`)).stdout).status).toBe("canceled")
  })
})

describe.concurrent("the other commands", () => {
  it("estimate what a file or numbers would cost", async () => {
    const ofFile = await json("estimate bell.qasm --backend qpu.forte-1 --shots 1000")
    const ofNumbers = await json(
      "estimate --backend qpu.forte-1 --shots 1000 --qubits 2 --1q-gates 1 --2q-gates 1 --debias",
    )
    expect(ofFile.estimated_total_cost).toBeGreaterThan(0)
    expect(ofNumbers.estimated_total_cost).toBe(ofFile.estimated_total_cost)
    expect((await ok("estimate bell.qasm --backend qpu.forte-1")).stdout).toMatch(/cost +[\d.]+ USD/)
    expect((await ionq("estimate bell.qasm --qubits 3")).code).toBe(2)
  })

  it("show the backends and how they were measured", async () => {
    expect((await ok("backends list")).stdout).toMatch(/^BACKEND +STATUS +QUBITS.*\nsimulator /)
    expect((await json("backends list")).map(({ backend }: { backend: string }) => backend)).toContain(
      "qpu.forte-1",
    )
    expect(await json("backends get qpu.forte-1")).toMatchObject({
      qubits: 36,
      characterization: { qubits: 36 },
    })
    expect((await ok("backends get qpu.forte-1")).stdout).toMatch(/2q fidelity +99\.\d\d %/)
    expect(await lines("backends characterizations qpu.forte-1 --limit 2")).toHaveLength(2)
    expect((await ionq("backends get qpu.nowhere")).code).toBe(4)
  })

  it("open, show, list, end and reap sessions, and list their jobs", async () => {
    const { stdout } = await ok("sessions open --backend qpu.forte-1 --minutes 5 --jobs 9 --yes")
    const id = stdout.trim()
    expect(id).toMatch(uuid)
    const job = await submitted(`--backend qpu.forte-1 --session ${id} --yes`)
    expect(await json(`sessions get ${id}`)).toMatchObject({
      id,
      settings: { job_count_limit: 9, duration_limit_min: 5 },
    })
    expect((await json("sessions list --active")).map((each: { id: string }) => each.id)).toContain(id)
    expect(await lines(`sessions jobs ${id}`)).toMatchObject([{ id: job }])
    expect((await json("sessions reap --older-than 0s")).ended).toEqual([])
    // The server's clock has to be past the second of the creation.
    const reaped = async () => (await json("sessions reap --older-than 0s --end")).ended
    await expect.poll(reaped, { timeout: 60_000 }).toContain(id)
    expect((await ok(`sessions end ${id}`)).stdout).toMatch(/status +ended/)
  })

  it("say whose key it is and what was used", async () => {
    expect(await json("whoami")).toHaveProperty("key_name")
    const organization = "71d164e6-6ebe-4126-8839-f1529bb01a00"
    expect(await json(`usage --organization ${organization} --every month`)).toHaveProperty("usage_data")
    expect((await ok(`usage --organization ${organization}`)).stdout).toMatch(/Total: |Nothing was used/)
    expect((await ionq("usage")).code).toBe(2)
  })

  it("compile, convert and draw without a server", async () => {
    const off = { env: { IONQ_API_KEY: "", IONQ_API_URL: "" } }
    expect((await json("compile bell.qasm --target zz", off)).gateset).toBe("native")
    expect((await ok("compile bell.qasm --target ms --to picture", off)).stdout).toContain("MS(")
    expect((await ok("compile bell.qasm --target ms --to qasm3", off)).stdout).toMatch(/^ms\(/m)
    const three = (await ok("convert bell.qasm", off)).stdout
    const two = (await ok("convert - --to qasm2", { ...off, input: three })).stdout
    expect(two).toContain("cx q[0], q[1];")
    const circuit = await json("convert - --to json", { ...off, input: two })
    expect(circuit).toMatchObject({ gateset: "qis", qubits: 2 })
    expect(await json("convert bell.qasm --to job", off)).toMatchObject({
      type: "ionq.circuit.v1",
      input: circuit,
    })
    expect((await ok("draw -", { ...off, input: two })).stdout).toContain("┤ H ├")
    expect((await ok("draw bell.qasm --svg", off)).stdout).toMatch(/^<svg /)
    expect((await ionq("compile bell.qasm", off)).code).toBe(2)
  })

  it("look for what is wrong", async () => {
    const { healthy, checks } = await json("doctor")
    expect(healthy).toBe(true)
    expect(checks.map(({ name }: { name: string }) => name)).toEqual([
      "key",
      "server",
      "clock",
      "backends",
      "whoami",
      "jobs",
      "drift",
    ])
    expect((await ok("doctor --local")).stdout).toContain("✓ whoami")
    const refused = await ionq("doctor", { env: { IONQ_API_KEY: "not-the-key-of-it" } })
    expect(refused).toMatchObject({ code: 3, stdout: expect.stringContaining("✗ whoami") })
    const gone = await ionq("doctor --url http://127.0.0.1:9/v0.4")
    expect(gone).toMatchObject({ code: 1, stdout: expect.stringContaining("✗ server") })
  })

  it("look without a key for what needs none, and say where a key comes from", async () => {
    const { code, stdout, stderr } = await ionq("doctor", { env: { IONQ_API_KEY: "" } })
    expect(code).toBe(3)
    expect(stdout).toMatch(/^✗ key .*\n✓ server .*\n✓ clock .*\n✓ backends .*\n$/)
    expect(stderr).toMatch(/^ionq: The check of the key failed\n {2}Set IONQ_API_KEY, or run `ionq login`/)
  })

  it("tell a skewed clock and what is new", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString()
    const headers = { date, "content-type": "application/json" }
    await withFaults([
      { fault: { kind: "answer", status: 200, body: "[]", headers, processed: true }, path: "/backends" },
      { fault: { kind: "drift" }, path: "/whoami" },
    ])
    const { stdout } = await ok("doctor", { env: faulty })
    expect(stdout).toMatch(/! clock +the server is (1 h|59 min \d+ s|60 min) ahead/)
    expect(stdout).toMatch(/! drift .*account\.whoami .*drifted/)
  })

  it("serve an emulator with a key, a latency, faults and a folder", async () => {
    const gateway = { fault: { kind: "answer", status: 502, processed: false }, path: "/whoami", times: 9 }
    const faults = await command.file("faults.json", JSON.stringify({ rules: [gateway] }))
    const data = join(command.folder, "data")
    const served = await command.serve(
      "--key",
      "other-key",
      "--latency",
      "400ms",
      "--faults",
      faults,
      "--data",
      data,
    )
    const run = (args: string) =>
      command.runHere(args.split(" "), { env: { ...served, IONQ_API_KEY: "other-key" } })
    const start = performance.now()
    const made = await run("run bell.qasm --no-wait")
    expect(made.code).toBe(0)
    expect(performance.now() - start).toBeGreaterThan(400)
    expect((await command.runHere(["jobs", "list"], { env: served })).code).toBe(3)
    expect(await run("whoami")).toMatchObject({ code: 1, stderr: expect.stringContaining("(502)") })
    const taken = new URL(served.IONQ_API_URL).port
    expect(await ionq(`emulator --port ${taken}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(taken),
    })
    expect((await ionq(`emulator --port 0 --data ${data}`)).code).toBe(1)
  })

  it("serve an emulator whose key is in a file, and whose threads are of the bundle", async () => {
    const key = await command.file("key", "a-key-of-my-own\n")
    const env = { ...(await command.serve("--key-file", key)), IONQ_API_KEY: "a-key-of-my-own" }
    // A program is read and run in threads.
    expect(await command.runHere(["run", "bell.qasm"], { env })).toMatchObject({ code: 0 })
    const { code, stderr } = await ionq("emulator --port 0 --host 0.0.0.0")
    expect([code, stderr]).toEqual([2, expect.stringContaining("--key-file")])
  })

  it("serve tools to agents until standard input ends, and nothing else on standard output", async () => {
    const asked = [
      {
        id: 1,
        method: "initialize",
        params: {
          protocolVersion: "2025-11-25",
          capabilities: {},
          clientInfo: { name: "test", version: "1" },
        },
      },
      { method: "notifications/initialized" },
      { id: 2, method: "tools/call", params: { name: "run_circuit", arguments: { circuit: bell } } },
    ]
    const input = asked.map((message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`).join("")
    const { code, stdout, stderr } = await command.run(["mcp"], { input })
    expect([code, stderr]).toEqual([0, ""])
    const answers = stdout
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line))
    expect(answers).toMatchObject([
      { id: 1, result: { serverInfo: { name: "ionq" } } },
      { id: 2, result: { structuredContent: { result: { qubits: 2 } } } },
    ])
    expect(await ionq("mcp --approve-under 1")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--budget"),
    })
    expect(await ionq("mcp --budget=-1")).toMatchObject({ code: 2 })
  })

  it("say which word was probably meant, and what to use instead", async () => {
    expect(await ionq("jobs list --status complete")).toMatchObject({
      code: 2,
      stderr: "ionq: There is no status complete\n  Did you mean completed?\n",
    })
    expect(await ionq("backends get qpu.fotre-1")).toMatchObject({
      code: 4,
      stderr: "ionq: There is no backend qpu.fotre-1\n  Did you mean qpu.forte-1?\n",
    })
    expect((await ionq("backends get pyramid")).stderr).toContain("The backends are simulator, ")
    expect((await ionq("jobs list --status nothing")).stderr).toContain("A job is submitted, ready, ")
    expect(await ionq("qpi jobs list --local --status canceled")).toMatchObject({
      code: 2,
      stderr: "ionq: There is no status canceled\n  Did you mean cancelled?\n",
    })
    const id = await submitted()
    expect(await ionq(`jobs circuit ${id}`)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("ionq compile FILE --target ms"),
    })
  })

  it("say which machine was probably meant, wherever one is named", async () => {
    const id = await submitted()
    const wrong = [
      "run bell.qasm --yes",
      "estimate bell.qasm",
      "compile bell.qasm",
      "sessions open --yes",
      `jobs clone ${id} --yes`,
      `batch run bell.qasm --name wrong --database ${join(command.folder, "wrong.sqlite")}`,
    ]
    const machine = "qpu.fotre-1"
    const told = `There is no backend ${machine}\n  Did you mean qpu.forte-1?\n`
    const all = [
      ...wrong.map((each) => `${each} --backend ${machine}`),
      `backends characterizations ${machine}`,
    ]
    const ended = await Promise.all(all.map(async (args) => ({ args, ...(await ionq(args)) })))
    expect(ended).toEqual(all.map((args) => ({ args, code: 4, stdout: "", stderr: `ionq: ${told}` })))
    // An empty list is an answer.
    for (const args of ["jobs list", "sessions reap --older-than 0s"]) {
      expect(await ionq(`${args} --backend ${machine}`)).toMatchObject({ code: 0, stderr: told })
    }
    expect((await ionq("sessions reap --older-than 0s --backend qpu.aria-1")).stderr).toBe("")
  })

  it("say which noise model was probably meant", async () => {
    const run = (model: string) => ionq(`run bell.qasm --noise ${model}`)
    expect(await run("arai-1")).toMatchObject({
      code: 4,
      stdout: "",
      stderr: expect.stringMatching(/\nionq: There is no noise model arai-1\n {2}Did you mean aria-1\?\n$/),
    })
    expect((await run("pyramid")).stderr).toContain("The noise models are ideal, ")
    // A model that this version knows keeps the error of the server.
    expect((await run("harmony")).stderr).toContain("The parameters of the noise model harmony")
    const database = join(command.folder, "noise.sqlite")
    expect(
      await ionq(`batch run bell.qasm --name noise --noise arai-1 --database ${database}`),
    ).toMatchObject({
      code: 6,
      stderr: expect.stringContaining("Did you mean aria-1? See: ionq batch results"),
    })
  })

  it("say for everything that is not there where it would be", async () => {
    const id = await submitted()
    const gone = "617a1f8b-59d4-435d-aa33-695433d7155e"
    const hints = {
      [`jobs get ${gone}`]: "`ionq jobs list` shows the jobs",
      [`jobs results ${gone}`]: "`ionq jobs list` shows the jobs",
      [`jobs clone ${gone} --yes`]: "`ionq jobs list` shows the jobs",
      [`jobs cancel ${gone} ${id}`]: "`ionq jobs list` shows the jobs",
      [`jobs delete ${gone} ${id}`]: "`ionq jobs list` shows the jobs",
      [`sessions get ${gone}`]: "`ionq sessions list` shows the sessions",
      [`sessions jobs ${gone}`]: "`ionq sessions list` shows the sessions",
      [`usage --organization ${gone}`]: "the id of the organization",
      [`batch status gone --database ${join(command.folder, "gone.sqlite")}`]:
        "`ionq batch list` shows the runs",
      "qpi run bell.qasm --qpu gone --local": "`ionq qpi qpus` shows the processors",
    }
    const ended = await Promise.all(Object.keys(hints).map((args) => ionq(args)))
    expect(ended).toEqual(
      Object.values(hints).map((hint) => ({ code: 4, stdout: "", stderr: expect.stringContaining(hint) })),
    )
    const elsewhere = await ionq(`jobs list --url ${fast["IONQ_API_URL"]?.replace("v0.4", "v9")}`)
    expect(elsewhere.stderr).toContain("Check the base URL")
  })

  it("say when results and circuits are there, and where sessions are not", async () => {
    const submit = "run bell.qasm --no-wait --yes --backend qpu.forte-1 --shots 100"
    const id = (await ok(submit, { env: faulty })).stdout.trim()
    const answer = {
      kind: "answer",
      status: 404,
      processed: false,
      body: '{"message":"Resource not found."}',
    }
    await withFaults([`/jobs/${id}/`, "/sessions"].map((path) => ({ fault: answer, path, times: 9 })))
    const hints = {
      [`jobs results ${id}`]: `after the job has completed. See: ionq jobs get ${id}`,
      [`jobs circuit ${id}`]: `after the job has completed. See: ionq jobs get ${id}`,
      "sessions list": "Sessions are not available to every account",
    }
    const ended = await Promise.all(Object.keys(hints).map((args) => ionq(args, { env: faulty })))
    expect(ended).toEqual(
      Object.values(hints).map((hint) => ({ code: 4, stdout: "", stderr: expect.stringContaining(hint) })),
    )
  })

  it("say once when a base URL has no version", async () => {
    const url = String(fast["IONQ_API_URL"]).replace("/v0.4", "")
    for (const args of ["backends list", "run bell.qasm", "doctor", "batch list"]) {
      const { stderr } = await ionq(`${args} --url ${url}`)
      expect(stderr.split("\n").filter((line) => line.includes("does not end in a version"))).toEqual([
        `warn: The base URL ${url} does not end in a version, as in https://api.ionq.co/v0.4`,
      ])
    }
    // What is no URL has one error, not also this.
    expect((await ionq("backends list --url nonsense")).stderr).toMatch(
      /^ionq: The base URL "nonsense" is not .*\n$/,
    )
  })

  it("remove a stored key", async () => {
    const env = { ...fast, XDG_CONFIG_HOME: await command.file("logout", "").then((file) => `${file}.d`) }
    expect(await command.runHere(["login"], { env, input: " \n" })).toMatchObject({
      code: 3,
      stderr: "ionq: The key is empty: nothing was stored\n",
    })
    await command.runHere(["login"], { env, input: fast["IONQ_API_KEY"] ?? "" })
    expect((await command.runHere(["logout"], { env })).stdout).toMatch(
      /^The key is removed from .*profile\.json\n$/,
    )
    expect((await command.runHere(["logout"], { env })).stdout).toBe("No key is stored.\n")
  })

  it("show what a run looks like, without a key", async () => {
    const { stdout, stderr } = await command.run(["demo"])
    expect(stderr).toBe("")
    expect(stdout).toMatch(/q0: ─┤ H ├──●/)
    // On a busy machine a poll may come too late for a status.
    expect(stdout.match(/(submitted, )?(ready, )?(started, )?completed\n/g)).toHaveLength(2)
    expect(stdout).toMatch(/\n000 {2}0\.5000 {2}█+\n111 {2}0\.5000 {2}█+\n/)
    expect(stdout).toContain("\n  ionq run FILE --local  ")
    // Whoever started it by npx may have installed nothing, and npm's package ionq is not this one.
    const byNpx = await ok("demo", { env: { npm_command: "exec" } })
    expect(byNpx.stdout).toContain("\n  npx effect-ionq run FILE --local  ")
    expect(byNpx.stdout).not.toContain("\n  ionq ")
    const found = await json("demo")
    expect(found).toHaveLength(2)
    expect(found[0].results).toMatchObject({ qubit0: "left", width: 2 })
    expect(Object.keys(found[0].results.probabilities).sort()).toEqual(["00", "11"])
  })

  it("print scripts for shells that there are", async () => {
    expect((await ok("completions bash")).stdout).toContain("characterizations")
    expect((await ionq("completions tcsh")).code).toBe(2)
  })
})

const under = (group: string, names: ReadonlyArray<string>) => names.map((name) => `${group} ${name}`)
const top = [
  "demo",
  "run",
  "estimate",
  "usage",
  "whoami",
  "login",
  "logout",
  "compile",
  "convert",
  "draw",
  "emulator",
  "doctor",
]
const ofJobs = [
  "list",
  "get",
  "watch",
  "wait",
  "cancel",
  "delete",
  "clone",
  "move",
  "cost",
  "results",
  "circuit",
]
const tree = [
  ...top,
  "completions",
  "jobs",
  "backends",
  "sessions",
  ...under("jobs", ofJobs),
  ...under("backends", ["list", "get", "characterizations"]),
  ...under("sessions", ["open", "list", "get", "end", "jobs", "reap"]),
]

describe("help", () => {
  it("has an example for every command", async () => {
    for (const name of tree) {
      const { stdout: page } = await ok(`${name} --help`)
      expect(page).toContain(`USAGE\n  ionq ${name} `)
      expect(page).toMatch(/EXAMPLES\n(.|\n)*ionq /)
      expect(page.split("\n")[1]?.trim().length).toBeGreaterThan(8)
    }
  })

  it("is a command, too", async () => {
    expect((await ok("help jobs list")).stdout).toBe((await ok("jobs list --help")).stdout)
    expect((await ok("help")).stdout).toMatch(/\S\n\nEXAMPLES\n/)
  })

  it("is refused for a command that does not exist", async () => {
    const unknown = {
      "help nope": 'Unknown subcommand "nope" for "ionq"',
      "help jbos": 'Unknown subcommand "jbos" for "ionq". Did you mean jobs?',
      "help jobs lst": 'Unknown subcommand "lst" for "ionq jobs". Did you mean list or ls?',
      "jobs lst --help": 'Unknown subcommand "lst" for "ionq jobs". Did you mean list or ls?',
      "jbos -h": 'Unknown subcommand "jbos" for "ionq". Did you mean jobs?',
    }
    for (const [args, message] of Object.entries(unknown)) {
      const { code, stdout, stderr } = await ionq(args)
      expect({ args, code, stdout, stderr: stderr.split("\n")[0] }).toEqual({
        args,
        code: 2,
        stdout: "",
        stderr: `ionq: ${message}`,
      })
    }
    // What comes after a command is its own.
    expect((await ok("help jobs ls")).stdout).toBe((await ok("jobs list --help")).stdout)
    expect((await ok("help run bell.qasm")).stdout).toBe((await ok("run --help")).stdout)
  })

  it("names every command, and the version", async () => {
    const { stdout } = await ok("--help")
    for (const name of tree.filter((name) => !name.includes(" ")))
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"))
    expect((await ok("--version")).stdout).toMatch(/^ionq v\d+\.\d+\.\d+\n$/)
  })
})

describe.concurrent("exit codes", () => {
  it("are 2 for a wrong use, in two lines and nothing on standard output", async () => {
    for (const args of [
      "jbs",
      "jobs get",
      "run bell.qasm --shots many",
      "run bell.qasm --nope",
      "jobs wait x --timeout soon",
    ]) {
      const { code, stdout, stderr } = await ionq(args)
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: "" })
      expect(stderr).toMatch(/^ionq: .*\n {2}See: ionq .*--help\n$/)
    }
    const told = {
      "jobs wait x --timeout soon":
        'Invalid value for flag --timeout: "soon". Expected: a duration such as 30s, 10m, 2h or 1d',
      "run bell.qasm --metadata lab": 'Invalid value for flag --metadata: "lab". Expected: key=value',
      "run bell.qasm --shot 1": "Unrecognized flag: --shot in command ionq run. Did you mean --shots?",
      ...Object.fromEntries(
        [
          ["run bell.qasm", "0"],
          ["run bell.qasm", "1e9"],
          ["run bell.qasm", "1.5"],
          ["estimate --qubits 2", "0"],
          ["batch run bell.qasm --name n", "1000001"],
          ["jobs clone x", "many"],
        ].map(([args, shots]) => [
          `${args} --shots ${shots}`,
          `Invalid value for flag --shots: "${shots}". Expected: a whole number from 1 to 1000000`,
        ]),
      ),
      "qpi run bell.qasm --local --shots 0":
        'Invalid value for flag --shots: "0". Expected: a whole number from 1',
      "jobs lst": 'Unknown subcommand "lst" for "ionq jobs". Did you mean list or ls?',
    }
    for (const [args, message] of Object.entries(told)) {
      expect((await ionq(args)).stderr.split("\n")[0]).toBe(`ionq: ${message}`)
    }
    const asJson = await ionq("jobs get --json")
    expect(asJson).toMatchObject({ code: 2, stdout: "" })
    expect(JSON.parse(asJson.stderr).error).toMatchObject({ type: "UsageError", exitCode: 2 })
  })

  it("are 3 without a good key, and say where one comes from", async () => {
    expect(await ionq("whoami", { env: { IONQ_API_KEY: "" } })).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringMatching(/^ionq: The IonQ API key is missing\n {2}Set IONQ_API_KEY/),
    })
    expect((await ionq("whoami", { env: { IONQ_API_KEY: "not-the-key-of-it" } })).code).toBe(3)
  })

  it("are 0 without a key for what everybody may see", async () => {
    const { code, stdout } = await ionq("backends list --json", { env: { IONQ_API_KEY: "" } })
    expect(code).toBe(0)
    expect(stdout).toContain("qpu.forte-1")
    expect((await ionq("backends get qpu.forte-1", { env: { IONQ_API_KEY: "" } })).code).toBe(0)
    expect((await ionq("backends characterizations qpu.forte-1", { env: { IONQ_API_KEY: "" } })).code).toBe(0)
  })

  it("are 1 for inputs with names that every object has, and say what is wrong", async () => {
    for (const name of ["constructor", "__proto__"]) {
      const gate = `{"gate":${JSON.stringify(name)},"target":0}`
      for (const input of [
        `{"type":${JSON.stringify(name)}}`,
        `{"gateset":${JSON.stringify(name)},"circuit":[]}`,
        `{"circuit":[${gate}]}`,
        `{"circuits":[{"circuit":[${gate}]}]}`,
        `{"type":"ionq.circuit.v1","input":{"gateset":"qis","qubits":2,"circuit":[${gate}]}}`,
        `{"type":"ionq.circuit.v1","input":{"gateset":"qis","qubits":1,"circuit":[]},"noise":{"model":${JSON.stringify(name)}}}`,
      ]) {
        const { code, stdout, stderr } = await ionq("run - --json", { input })
        expect({ input, code, stdout }).toEqual({ input, code: expect.any(Number), stdout: "" })
        expect(JSON.parse(stderr).error.type, input).toMatch(
          /^(CommandError|BadRequestError|InvalidRequestError|JobFailedError)$/,
        )
      }
    }
  })

  it("are 4 for what is not there, with the request's id", async () => {
    const { code, stderr } = await ionq("jobs get nowhere")
    expect({ code, stderr }).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/\(404\) \[request .+\]\n {2}/),
    })
    const asJson = await ionq("jobs get nowhere --json")
    expect(asJson.stdout).toBe("")
    expect(JSON.parse(asJson.stderr).error).toMatchObject({
      type: "NotFoundError",
      exitCode: 4,
      requestId: expect.any(String),
    })
  })

  it("are 5 when there are too many requests", async () => {
    const answer = { kind: "answer", status: 429, processed: false, headers: { "retry-after": "0" } }
    await withFaults([{ fault: answer, path: "/whoami", times: 3 }])
    expect((await ionq("whoami", { env: faulty })).code).toBe(5)
  })

  it("are 6 when the job failed or was canceled, and 7 when time is up", async () => {
    const wide = `OPENQASM 3.0; include "stdgates.inc"; qubit[37] q; h q;`
    const failed = await ionq("run - --backend qpu.forte-1 --yes", { input: wide })
    expect(failed).toMatchObject({
      code: 6,
      stdout: "",
      stderr: expect.stringMatching(/failed: .*\n {2}See: ionq jobs get /),
    })
    // The built-in emulator ends with the command, and its jobs with it.
    const gone = await ionq("run - --backend qpu.forte-1 --local", { input: wide })
    expect(gone).toMatchObject({ code: 6, stderr: expect.stringMatching(/\nionq: Job .* failed: .*\n$/) })
    expect(gone.stderr).not.toContain("ionq jobs get")
    const run = (args: string) => command.runHere(args.split(" "), { env: slow })
    const late = await run("run bell.qasm --timeout 1s")
    expect(late).toMatchObject({
      code: 7,
      stdout: "",
      stderr: expect.stringMatching(/ionq jobs wait [0-9a-f-]{36}\n$/),
    })
    const id = /[0-9a-f-]{36}\n$/.exec(late.stderr)?.[0].trim()
    await run(`jobs cancel ${id}`)
    expect((await run(`jobs wait ${id}`)).code).toBe(6)
  })

  it("are 1 for anything else", async () => {
    const { code, stderr } = await ionq("whoami --url http://127.0.0.1:9/v0.4")
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("ionq doctor") })
  })
})

describe.concurrent("interruption", () => {
  const interrupted = async (policy: string, signal: NodeJS.Signals = "SIGINT") => {
    const child = command.start(["run", "bell.qasm", "--on-interrupt", policy], { env: slow })
    child.stdin.end()
    const told = await untilWritten(
      child.stderr.setEncoding("utf8").iterator({ destroyOnReturn: false }) as never,
      /started/,
    )
    const id = /[0-9a-f-]{36}/.exec(told)?.[0] ?? ""
    let rest = ""
    child.stderr.on("data", (text: string) => (rest += text))
    child.kill(signal)
    await once(child, "close")
    const { stdout } = await command.run(["jobs", "get", id, "--json"], { env: slow })
    return { code: child.exitCode, told: rest, id, status: JSON.parse(stdout).status }
  }

  it("leaves the job alone and says how to take it up", async () => {
    const { code, told, id, status } = await interrupted("detach")
    expect({ code, status }).toEqual({ code: 130, status: "started" })
    expect(told).toContain(`ionq jobs wait ${id}`)
  })

  it("cancels the job where that is asked for", async () => {
    const { code, told, id, status } = await interrupted("cancel")
    expect({ code, status }).toEqual({ code: 130, status: "canceled" })
    expect(told).toContain(`ionq jobs get ${id}`)
  })

  it("by SIGTERM and SIGHUP does the same, and exits with their codes", async () => {
    const { code, status } = await interrupted("cancel", "SIGTERM")
    expect({ code, status }).toEqual({ code: 143, status: "canceled" })
    const closed = await interrupted("cancel", "SIGHUP")
    expect(closed).toMatchObject({ code: 129, status: "canceled" })
  })
})

describe.concurrent("output", () => {
  it("is coloured on a terminal only, and never under NO_COLOR", async () => {
    const escape = "\u001b["
    const env = { FORCE_COLOR: "1", TERM: "xterm-256color" }
    for (const args of ["backends list", "doctor", "--help"]) {
      const { code, stdout } = await shipped(args, { env })
      expect({ args, code, isColored: stdout.includes(escape) }).toEqual({ args, code: 0, isColored: false })
    }
  })

  // `script` of util-linux gives a program a terminal.
  const hasScript = spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0

  const why = hasScript ? "" : " (skipped: no util-linux script on this machine)"

  it.skipIf(!hasScript)(`is drawn for the terminal that it is on${why}`, () => {
    const on = (args: string, env: Readonly<Record<string, string>> = {}) =>
      spawnSync(
        "script",
        ["-qec", `stty cols 60; '${process.execPath}' '${command.bin}' ${args}`, "/dev/null"],
        {
          cwd: command.folder,
          encoding: "utf8",
          env: { PATH: process.env["PATH"], HOME: command.folder, TERM: "xterm-256color", ...fast, ...env },
        },
      )
    const escape = "\u001b["
    const colored = on("backends list")
    expect(colored.stdout).toContain(`${escape}1mBACKEND`)
    const plain = on("backends list", { NO_COLOR: "1" }).stdout
    expect(plain).not.toContain(escape)
    expect(Math.max(...plain.split(/\r?\n/).map((row) => row.length))).toBeLessThanOrEqual(60)
    // The line is drawn again and then gone.
    const waited = on("run bell.qasm")
    expect(waited.stdout).toContain(`\r${escape}K`)
  })

  it("ends quietly when its reader has gone", async () => {
    const id = await submitted("--noise aria-1 --shots 200000")
    const child = command.start(["jobs", "results", id, "--kind", "shots"], { env: fast })
    child.stdin.end()
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
    await once(child.stdout, "data")
    child.stdout.destroy()
    await once(child, "exit")
    expect({ code: child.exitCode, stderr }).toEqual({ code: 0, stderr: "" })
  })

  it("shows nothing of the server that would move the cursor", async () => {
    const job = {
      type: "ionq.circuit.v1",
      name: "\u001b[2Jgone\u0007",
      input: { gateset: "qis", qubits: 1, circuit: [{ gate: "x", target: 0 }] },
    }
    const { job: made } = await json("run -", { input: JSON.stringify(job) })
    const { stdout } = await ok(`jobs get ${made.id}`)
    expect(stdout).toContain("gone")
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })
})

describe("the key", () => {
  const profile = () => join(command.folder, "config/ionq/profile.json")
  const secret = "secret-key-that-nobody-may-see"

  it("is never written, whatever goes wrong", async () => {
    const runs = await Promise.all([
      shipped(`whoami --verbose --api-key ${secret}`),
      shipped("doctor --verbose", { env: { IONQ_API_KEY: secret } }),
      shipped("whoami --verbose --url http://127.0.0.1:9/v0.4", { env: { IONQ_API_KEY: secret } }),
      shipped("login --verbose", { input: secret, env: { IONQ_API_KEY: "" } }),
    ])
    for (const { code, stdout, stderr } of runs) {
      expect(code).not.toBe(0)
      expect(stdout + stderr).not.toContain(secret)
    }
    expect(runs[2]?.stderr).toContain("ConnectionError")
    await expect(stat(profile())).rejects.toThrow()
  })

  it("is kept for its owner alone, and comes after the flag and the environment", async () => {
    const none = { IONQ_API_KEY: "" }
    const { stdout, stderr } = await ok("login --save-backend qpu.forte-1", {
      input: "emulator-key\n",
      env: none,
    })
    expect(stdout + stderr).not.toContain("emulator-key")
    expect((await stat(profile())).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(profile(), "utf8"))).toEqual({
      apiKey: "emulator-key",
      backend: "qpu.forte-1",
    })
    await ok("whoami", { env: none })
    expect((await json("estimate --qubits 2", { env: none })).input_values?.backend ?? "qpu.forte-1").toBe(
      "qpu.forte-1",
    )
    expect((await ionq("whoami", { env: { IONQ_API_KEY: secret } })).code).toBe(3)
    await ok("whoami --api-key emulator-key", { env: { IONQ_API_KEY: secret } })
    await chmod(profile(), 0o644)
    expect(await ionq("whoami", { env: none })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("chmod 600"),
    })
    await mkdir(join(command.folder, "other/ionq"), { recursive: true })
    await writeFile(join(command.folder, "other/ionq/profile.json"), "is not a profile", { mode: 0o600 })
    const other = { ...none, XDG_CONFIG_HOME: join(command.folder, "other") }
    expect(await ionq("whoami", { env: other })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is not a profile"),
    })
    await writeFile(profile(), "{}", { mode: 0o600 })
    await chmod(profile(), 0o600)
  })
})
