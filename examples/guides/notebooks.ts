// oxlint-disable no-unused-expressions -- The last value of a cell is what a notebook shows.

// #region install
import { Circuit, Distribution, Jobs, Notebook } from "effect-ionq"

Notebook.install({ qubit0: "left" })
// #endregion

// #region runtime
import { Effect, ManagedRuntime, Stream } from "effect"
import * as Emulator from "effect-ionq/emulator"

const ionq = ManagedRuntime.make(Emulator.layerIonQ()) // or IonQ.layerFetch()
// #endregion

// #region circuit
const circuit = Circuit.bell()
circuit
// #endregion

// #region result
const request = await ionq.runPromise(
  Effect.fromResult(Circuit.toRequest(circuit, { backend: "simulator", name: "a Bell pair" })),
)
const { probabilities } = await ionq.runPromise(Jobs.use((jobs) => jobs.run(request)))
probabilities
// #endregion

// #region options
Notebook.distribution(probabilities, { qubit0: "right", title: "As Qiskit writes it" })
// #endregion

// #region table
const newest = await ionq.runPromise(Jobs.use((jobs) => Stream.runCollect(Stream.take(jobs.list(), 10))))
Notebook.table(newest, { columns: ["status", "backend", "name"] })
// #endregion

/** What a notebook does with the last value of a cell. */
const display = Symbol.for("Jupyter.display")
const shown = [circuit, probabilities, Notebook.table(newest, { columns: ["status", "backend", "name"] })]
for (const value of shown) console.log(Reflect.get(value, display).call(value)["text/plain"])
console.log(Distribution.toBitstrings(probabilities, { qubit0: "left" }))
await ionq.dispose()
