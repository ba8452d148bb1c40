import { Result } from "effect"
import type * as Circuit from "../Circuit.ts"
import { elaborate } from "./elaborate.ts"
import { library } from "./gateLibrary.ts"
import { parseScript } from "./parseScript.ts"
import { Fault } from "./Fault.ts"
import { QasmError } from "./QasmError.ts"
import { makeRecorder, type Step } from "./recorder.ts"
import { makeSource } from "./source.ts"

/** A program that measures or resets before its end, as a list of steps. */
export interface DynamicProgram {
  readonly version: "2.0" | "3.0"
  /**
   * All gates on all paths through the program, without the measurements between them. Only for counting and
   * checking.
   */
  readonly circuit: Circuit.Circuit<"qis"> | Circuit.Circuit<"native">
  readonly steps: ReadonlyArray<Step>
  /** The number of classical bits, and the bits of each register, bit 0 first. */
  readonly bits: number
  readonly registers: Readonly<Record<string, ReadonlyArray<number>>>
}

/**
 * Reads a program as `parse` does, and also accepts measurements and resets anywhere; with `branches`, also `if` on
 * measured bits.
 */
export const parseDynamic = (
  text: string,
  options: { readonly branches: boolean },
): Result.Result<DynamicProgram, QasmError> => {
  try {
    const source = makeSource(text)
    const script = parseScript(source)
    const recorder = makeRecorder(options)
    const { circuit, bits } = elaborate(source, script, library, recorder)
    const registers = Object.fromEntries(bits.map(([name, read]) => [name, recorder.bitsOf(read)]))
    return Result.succeed({
      version: script.version,
      circuit,
      registers,
      steps: recorder.steps(),
      bits: recorder.bits(),
    })
  } catch (error) {
    // The reader throws nothing but `Fault`. Any other error is a defect.
    if (error instanceof Fault) return Result.fail(new QasmError(error.why))
    throw error
  }
}
