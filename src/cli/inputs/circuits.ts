import { type Command, Flag } from "effect/cli"
import { file, int, text, toggle } from "./flags.ts"

export const compilation = {
  file,
  backend: text(
    "backend",
    "The machine to compile for, e.g. qpu.forte-1; its gates are read from IonQ",
    "BACKEND",
  ).pipe(Flag.withAlias("b")),
  target: Flag.Literals("target", ["ms", "zz"]).pipe(
    Flag.withDescription("The two-qubit gate to compile to, instead of the one that IonQ reports"),
    Flag.optional,
  ),
  end: Flag.Literals("end", ["exact", "measured"]).pipe(
    Flag.withDescription(
      "Preserve the unitary, or only the measured result, which may move qubits to save gates",
    ),
    Flag.withDefault("exact" as const),
  ),
  effort: Flag.Literals("effort", ["fast", "default", "most"]).pipe(
    Flag.withDescription("How long to search for fewer two-qubit gates"),
    Flag.withDefault("default" as const),
  ),
  to: Flag.Literals("to", ["json", "qasm3", "picture"]).pipe(
    Flag.withDescription("The output format"),
    Flag.withDefault("json" as const),
  ),
}
export const conversion = {
  file,
  to: Flag.Literals("to", ["qasm3", "qasm2", "json", "job"]).pipe(
    Flag.withDescription("OpenQASM, a circuit in JSON, or a job for the simulator in JSON"),
    Flag.withDefault("qasm3" as const),
  ),
}
export const picture = {
  file,
  svg: toggle("svg", "An SVG picture instead of text"),
  width: int("width", "The largest number of characters per line (default: the terminal's)"),
}

export type CompileInput = Command.Command.Config.Infer<typeof compilation>
export type ConvertInput = Command.Command.Config.Infer<typeof conversion>
export type DrawInput = Command.Command.Config.Infer<typeof picture>
