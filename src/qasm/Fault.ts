import type { QasmError } from "./QasmError.ts"

/**
 * Why a program cannot be read, with the fields of a `QasmError`. It is a class of its own because `QasmError` needs
 * `Schema`, which the reader does not import.
 */
export class Fault {
  readonly why: Pick<QasmError, "code" | "message" | "line" | "column" | "construct">
  constructor(why: Fault["why"]) {
    this.why = why
  }
}
