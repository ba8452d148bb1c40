/**
 * OpenQASM 2 and 3: reads programs as circuits, and prints circuits as programs.
 *
 * @since 0.1.0
 */
export type { MeasurementMap } from "./qasm/measurementMap.ts"
export { parse, type ParseOptions, type Program } from "./qasm/parse.ts"
export { print, type PrintOptions } from "./qasm/print.ts"
export { QasmError, QasmPrintError } from "./qasm/QasmError.ts"
