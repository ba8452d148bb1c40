/** The code of docs/circuits.md. */
import { Console, Effect, Result } from "effect"
import { Circuit, Compiler, Distribution, Gates, GateTable } from "effect-ionq"

// #region build
const theta = Circuit.param("theta")

const circuit = Circuit.qis(3).pipe(
  Circuit.append(Gates.rx(0, theta)),
  Circuit.append(Gates.cnot(0, 1)),
  Circuit.append(Gates.controlled(Gates.x(2), 0, 1)),
)
// #endregion

// #region combine
const bound = Circuit.bind(circuit, { theta: Math.PI / 2 })
const undone = Circuit.append(bound, Circuit.inverse(bound))
const moved = Circuit.mapQubits(bound, [2, 1, 0])
const measures = [Circuit.depth(bound), Circuit.counts(bound).byName]
// #endregion

// #region check
const wrong = Circuit.toRequest(Circuit.qis(2, [Gates.h(5)]), { backend: "simulator" })
const reason = Result.isFailure(wrong) ? wrong.failure.message : ""
// #endregion

// #region bits
const x0 = Result.getOrThrow(Distribution.fromDecimals({ "1": 1 }, { width: 3, kind: "probabilities" })) // X on qubit 0 of three

const left = Distribution.toBitstrings(x0, { qubit0: "left" }) // { "100": 1 }
const right = Distribution.toBitstrings(x0, { qubit0: "right" }) // { "001": 1 }, as Qiskit writes it
const decimals = Distribution.toDecimals(x0) // { "1": 1 }, as IonQ sends it
// #endregion

// #region distribution
const pair = Result.getOrThrow(
  Distribution.fromBitstrings({ "00": 480, "11": 520 }, { qubit0: "left", kind: "counts" }),
)

const zz = Distribution.expectation(pair, "ZZ", { qubit0: "left" })
const first = Distribution.marginal(pair, [0])
const ideal = Result.getOrThrow(Distribution.fromArray([0.5, 0, 0, 0.5]))
const distance = Distribution.hellinger(Distribution.normalize(pair), ideal)
// #endregion

// #region compile
const native = Result.getOrThrow(Compiler.compile(Circuit.qft(5), { target: "zz", end: "measured" }))
const { byName } = Circuit.counts(native)
const map = native.measurementMap // where each qubit is measured; Distribution.remap applies it
// #endregion

// #region gates
const row = GateTable.rowOf(Gates.rx(0, 1)) // names, parameters and units, the matrix
// #endregion

const program = Effect.gen(function* () {
  yield* Console.log(Circuit.draw(circuit))
  yield* Console.log(undone.gates.length, moved.qubits, measures, reason)
  yield* Console.log(left, right, decimals)
  yield* Console.log(zz, Result.map(first, Distribution.toDecimals), distance)
  yield* Console.log(byName, map, row?.kind)
})
await Effect.runPromise(program)
