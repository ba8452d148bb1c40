import { defineConfig } from "vitest/config"

const conditions = ["@effect-ionq/source"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["dist/**", "node_modules/**"],
    // The properties take 4 seconds on two idle cores; the default of 5 fails when the machine has other work.
    testTimeout: 30_000,
  },
})
