import { BaseSequencer, type TestSpecification } from "vitest/node"
import { defineConfig } from "vitest/config"
import base from "../vitest.config.ts"
import { rooms } from "./rooms.ts"

/** The tests of the room that is mutated. */
const { tests } = rooms[process.env["MUTATION_ROOM"] as keyof typeof rooms]

/** Runs the files in the order of the list: the first test that fails ends the run. */
class Listed extends BaseSequencer {
  override async sort(files: Array<TestSpecification>) {
    const place = ({ moduleId }: TestSpecification) => tests.findIndex((test) => moduleId.endsWith(test))
    return files.toSorted((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  ...base,
  test: { ...base.test, include: [...tests], sequence: { sequencer: Listed } },
})
