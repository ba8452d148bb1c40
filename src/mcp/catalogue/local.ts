import { Effect, Schema } from "effect"
import { limits } from "../text/limits.ts"
import { lazily, register } from "../tool/Tool.ts"
import * as field from "./fields.ts"

const circuits = () => import("../actions/circuits.ts")
const docs = () => import("../actions/docs.ts")

/** The actions of the tools. Each one is loaded when it is called. */
const does = {
  run: lazily(
    () => import("../actions/run.ts"),
    ({ run }) => run,
  ),
  draw: lazily(circuits, ({ draw }) => draw),
  check: lazily(circuits, ({ check }) => check),
  convert: lazily(circuits, ({ convert }) => convert),
  compile: lazily(circuits, ({ compile }) => compile),
  explain: lazily(
    () => import("../actions/explain.ts"),
    ({ explain }) => explain,
  ),
  search: lazily(docs, ({ search }) => search),
}

/** The tools compute on this machine and change nothing. */
const hints = { readOnly: true, openWorld: false }

const run = register({
  name: "run_circuit",
  title: "Run a circuit on this machine",
  description:
    "Simulates a circuit on the built-in emulator of IonQ: exact probabilities, or what a number of shots (default: 100) gives under a noise model. " +
    `Needs no key, costs nothing, and nothing leaves this machine. Any circuit has up to ${limits.qubits} qubits; wider ones run if ` +
    "they have few outcomes or, under a noise model, only Clifford gates. Use submit_job, where there is one, for IonQ's machines.",
  input: Schema.Struct({
    circuit: field.circuit,
    shots: Schema.optionalKey(field.shots),
    noise: Schema.optionalKey(field.noise),
    seed: Schema.optionalKey(field.seed),
    qubit0: field.qubit0,
    picture: field.picture,
  }),
  output: Schema.Struct({
    ...field.outcome,
    shots: Schema.optionalKey(Schema.Int),
    noise: Schema.optionalKey(Schema.String),
  }),
  hints,
  run: does.run,
})

const draw = register({
  name: "draw_circuit",
  title: "Draw a circuit",
  description: "Draws a circuit as text, or as an SVG picture.",
  input: Schema.Struct({
    circuit: field.circuit,
    width: Schema.optionalKey(field.count(24, 400, "The most characters of a line. Default: 100.")),
    picture: field.picture,
  }),
  output: Schema.Struct({ ...field.counts, drawing: Schema.String }),
  hints,
  run: does.draw,
})

const check = register({
  name: "check_circuit",
  title: "Check a circuit",
  description:
    "Checks whether a circuit can be read and submitted, and says what is wrong and where. Counts its qubits, gates and depth. " +
    "Costs nothing: use it before every submission.",
  input: Schema.Struct({ circuit: field.circuit, shots: Schema.optionalKey(field.shots) }),
  output: Schema.Struct({
    valid: Schema.Boolean,
    problem: Schema.optionalKey(Schema.String),
    counts: Schema.optionalKey(field.Counts),
    registers: Schema.optionalKey(Schema.Array(Schema.String)),
    notes: Schema.Array(Schema.String),
  }),
  hints,
  run: does.check,
})

const convert = register({
  name: "convert_circuit",
  title: "Convert a circuit",
  description: "Writes a circuit in another language: OpenQASM 2 or 3, IonQ's JSON, or a whole job in JSON.",
  input: Schema.Struct({
    circuit: field.circuit,
    to: field.choice(["qasm3", "qasm2", "json", "job"], "The language."),
  }),
  output: Schema.Struct({ language: Schema.String, program: Schema.String }),
  hints,
  run: does.convert,
})

const compile = register({
  name: "compile_circuit",
  title: "Compile a circuit to native gates",
  description:
    "Compiles a circuit to the native gates of a machine, on this machine and without IonQ's compiler. It says how many " +
    "two-qubit gates it takes, on which the price and the errors depend.",
  input: Schema.Struct({
    circuit: field.circuit,
    target: field.choice(["ms", "zz"], "The two-qubit gate: ms on Aria, zz on Forte and Tempo."),
    effort: Schema.optionalKey(
      field.choice(["fast", "default", "most"], "How long to search for fewer two-qubit gates."),
    ),
    to: Schema.optionalKey(field.choice(["json", "qasm3", "drawing"], "What to write. Default: json.")),
  }),
  output: Schema.Struct({
    before: field.Counts,
    after: field.Counts,
    measuredOn: Schema.optionalKey(Schema.Array(Schema.Int)),
    language: Schema.String,
    program: Schema.String,
  }),
  hints,
  run: does.compile,
})

const explain = register({
  name: "explain_error",
  title: "Explain an error",
  description:
    "Explains IonQ's failure codes, HTTP statuses and the errors of this SDK that occur in a text, and says what to do.",
  input: Schema.Struct({
    error: field.text(
      "The error: a code, a status, the name of an error or a message that contains one.",
      limits.errorCharacters,
    ),
  }),
  output: Schema.Struct({
    found: Schema.Array(
      Schema.Struct({ error: Schema.String, meaning: Schema.String, advice: Schema.String }),
    ),
  }),
  hints,
  run: does.explain,
})

const search = register({
  name: "search_docs",
  title: "Search the documentation",
  description:
    "Finds the sections of this SDK's documentation that fit some words. The pages are also resources (ionq://docs/...). " +
    `A section has up to ${limits.sectionCharacters} characters here.`,
  input: Schema.Struct({
    query: field.text("Some words.", limits.queryCharacters),
    limit: Schema.optionalKey(field.count(1, 10, "The most sections. Default: 3.")),
  }),
  output: Schema.Struct({
    sections: Schema.Array(
      Schema.Struct({ page: Schema.String, title: Schema.String, uri: Schema.String, text: Schema.String }),
    ),
  }),
  hints,
  run: does.search,
})

/** The tools that every server has. */
export const local = Effect.all([run, draw, check, convert, compile, explain, search], { discard: true })
