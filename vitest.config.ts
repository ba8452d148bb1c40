import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const conditions = ["@effect-ionq/source"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["dist/**", "node_modules/**"],
    // More workers than cores, because many tests wait for processes and for timers.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // The tests of a worker share their modules, so that Effect is loaded once.
    isolate: false,
    // A larger young generation: a tenth less CPU for the tests that compute.
    execArgv: ["--max-semi-space-size=64"],
    setupFiles: ["test/utils/seed.ts"],
    globalSetup: ["test/utils/bundleFolder.ts"],
    // The processes that tests start compile the same sources again and again.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/node", import.meta.url)) },
    // A test that hangs ends here. No test is judged by its time: a busy machine may take many times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
