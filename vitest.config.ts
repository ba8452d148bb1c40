import { defineConfig } from "vitest/config"

const conditions = ["@effect-ionq/source"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["dist/**", "node_modules/**"],
    // A test that hangs ends here. No test is judged by its time: a busy machine may take many times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
