import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"
import { compilation, conversion, picture } from "../inputs/circuits.ts"

const actions = () => import("../actions/circuits.ts")

export const compile = Command.make(
  "compile",
  compilation,
  lazily(() => actions().then(({ compile }) => compile)),
).pipe(
  Command.withShortDescription("Compile a circuit to native gates"),
  Command.withDescription("Compile a circuit to native gates locally, without IonQ's compiler"),
  Command.withExamples([{ command: "ionq compile bell.qasm --target zz --to picture" }]),
)

export const convert = Command.make(
  "convert",
  conversion,
  lazily(() => actions().then(({ convert }) => convert)),
).pipe(
  Command.withDescription("Convert a circuit to another language"),
  Command.withExamples([{ command: "ionq convert bell.qasm --to json" }]),
)

export const draw = Command.make(
  "draw",
  picture,
  lazily(() => actions().then(({ draw }) => draw)),
).pipe(
  Command.withDescription("Draw a circuit"),
  Command.withExamples([
    { command: "ionq draw bell.qasm" },
    { command: "ionq draw bell.qasm --svg > bell.svg" },
  ]),
)
