import { Predicate, Result, type Schema, SchemaIssue } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as GateTable from "../../GateTable.ts"
import { didYouMean } from "./didYouMean.ts"

type Path = ReadonlyArray<PropertyKey>

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, key) => (Predicate.hasProperty(at, key) ? at[key] : undefined), value)

/** A path as it is written in JavaScript: `circuits[1].qubits`. */
const shown = (path: Path): string =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "")

/** The error of an invalid gate. The schema's own message is only that no member of a union matches. */
const gateFlaw = (value: unknown, path: Path) => {
  const at = path.lastIndexOf("circuit") + 1
  const [index, gate] = [path[at], valueAt(value, path.slice(0, at + 1))]
  if (at === 0 || !Predicate.hasProperty(gate, "gate") || typeof gate.gate !== "string") return undefined
  const circuit = valueAt(value, path.slice(0, at - 1))
  const gatesets = [circuit, value].map((each) => Predicate.hasProperty(each, "gateset") && each.gateset)
  const gateset = gatesets.find((word) => word === "qis" || word === "native") ?? "qis"
  // `validate` accepts any object: it checks each field before it uses it.
  const gates = [gate as never]
  const checked = Circuit.validate(
    gateset === "qis"
      ? Circuit.qis(Circuit.limits.qubits, gates)
      : Circuit.native(Circuit.limits.qubits, gates),
  )
  if (Result.isSuccess(checked)) return undefined
  const { message, field } = checked.failure
  const place = shown(path.slice(0, at - 1))
  return {
    message: `${place === "" ? "" : `${place}: `}${message.replace("Gate 0", `Gate ${String(index)}`)}`,
    hint: field === "gate" ? didYouMean(gate.gate, Object.keys(GateTable[gateset])) : undefined,
  }
}

/** What is wrong with a value in JSON, and where, in one sentence that names the place once. */
export const jsonFlaw = (value: unknown, error: Schema.SchemaError) => {
  const [first] = issuesOf(error.issue).issues
  const path = (first?.path ?? []).map((part) => (Predicate.hasProperty(part, "key") ? part.key : part))
  const message = (first?.message ?? error.message).replaceAll(/\s*\n\s*/g, " ")
  const gateset = Predicate.hasProperty(value, "gateset") ? value.gateset : undefined
  if (path.length === 0 && gateset !== undefined && gateset !== "qis" && gateset !== "native") {
    return { message: `the gateset ${JSON.stringify(gateset)} is not qis or native`, hint: undefined }
  }
  return (
    gateFlaw(value, path) ?? {
      message: path.length === 0 ? message : `${message} at ${shown(path)}`,
      hint: undefined,
    }
  )
}
