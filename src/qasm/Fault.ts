import type { QasmError } from "./QasmError.ts"

/** Why a program cannot be read: the fields of a `QasmError`, which needs `Schema`, and the reader does not. */
export class Fault {
  readonly why: Pick<QasmError, "code" | "message" | "line" | "column" | "construct">
  constructor(why: Fault["why"]) {
    this.why = why
  }
}
