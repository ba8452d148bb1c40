import { defineConfig } from "vitest/config"
import base from "../vitest.config.ts"

/** The tests of what talks to IonQ, without those that start processes or take seconds. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/**/*.test.ts"],
    exclude: [
      "node_modules/**",
      "test/{cli,emulator,qasm,simulator,types}/**",
      "test/{Circuit,Compiler,Distribution,Gates,Unitary,chaos,examples,histogram,package,pictures,pool,qasm,schedules,scripts,tolerance}.test.ts",
    ],
  },
})
