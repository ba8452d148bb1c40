/**
 * Compiles `src/simulator/wasm/kernels.ts` and writes its bytes into `src/simulator/wasmModules.ts`; with `--check` it only says
 * whether they are what the source gives.
 */
import { createMemoryStream, main } from "assemblyscript/asc"
import { existsSync, readFileSync, writeFileSync } from "node:fs"

const root = new URL("../", import.meta.url)
const source = "src/simulator/wasm/kernels.ts"
const target = new URL("src/simulator/wasmModules.ts", root)

const compile = async (...flags: ReadonlyArray<string>): Promise<string> => {
  let bytes: Uint8Array | undefined
  const stderr = createMemoryStream()
  const fixed = [
    "--outFile=kernels.wasm",
    "-O3",
    "--converge",
    "--runtime=stub",
    "--noAssert",
    "--importMemory",
  ]
  const { error } = await main([source, ...fixed, "--enable=simd", "--enable=bulk-memory", ...flags], {
    stderr,
    readFile: (name) => {
      const file = new URL(name, root)
      return existsSync(file) ? readFileSync(file, "utf8") : null
    },
    writeFile: (_, contents) => {
      if (typeof contents !== "string") bytes = contents
    },
    listFiles: () => [],
  })
  if (error !== null || bytes === undefined)
    throw new Error(`${source} does not compile: ${stderr.toString()}`)
  return Buffer.from(bytes).toString("base64")
}

const alone = await compile()
// A module declares whether its memory is shared. Shared memory requires a maximum size.
const shared = await compile(
  "--enable",
  "threads",
  "--sharedMemory",
  "--initialMemory",
  "1",
  "--maximumMemory",
  "65536",
)
const text = `// Written by \`npm run build:wasm\` out of wasm/kernels.ts: do not edit.

/** The kernels over a memory of their own, in base64. */
export const alone =
  "${alone}"

/** The same kernels, compiled for a memory that several threads share, in base64. */
export const shared =
  "${shared}"
`

if (!process.argv.includes("--check")) writeFileSync(target, text)
else if (readFileSync(target, "utf8") !== text) {
  console.error("src/simulator/wasmModules.ts is not what its source gives: npm run build:wasm")
  process.exitCode = 1
}
