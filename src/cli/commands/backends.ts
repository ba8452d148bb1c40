import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"
import { one, history } from "../inputs/backends.ts"

const actions = () => import("../actions/backends.ts")

const list = Command.make(
  "list",
  {},
  lazily(() => actions().then(({ list }) => list)),
).pipe(
  Command.withDescription("List the machines and simulators"),
  Command.withAlias("ls"),
  Command.withExamples([{ command: "ionq backends list" }]),
)

const get = Command.make(
  "get",
  one,
  lazily(() => actions().then(({ get }) => get)),
).pipe(
  Command.withDescription("Show a machine: its gates, its queue, its latest characterization"),
  Command.withExamples([{ command: "ionq backends get qpu.forte-1" }]),
)

const characterizations = Command.make(
  "characterizations",
  history,
  lazily(() => actions().then(({ characterizations }) => characterizations)),
).pipe(
  Command.withDescription("List the characterizations of a machine"),
  Command.withExamples([{ command: "ionq backends characterizations qpu.forte-1 --limit 3" }]),
)

export const backends = Command.make("backends").pipe(
  Command.withDescription("The machines and simulators that run jobs"),
  Command.withExamples([{ command: "ionq backends list" }]),
  Command.withSubcommands([list, get, characterizations]),
)
