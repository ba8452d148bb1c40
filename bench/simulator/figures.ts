/**
 * What the simulator costs beside passing over its state, beside itself on more threads and larger states, and what shots
 * cost beside their random numbers.
 */
import { Effect, Fiber, Result } from "effect"
import * as Random from "../../src/random/generator.ts"
import * as Simulator from "../../src/simulator/Simulator.ts"
import { qft, rand } from "./circuits.ts"
import { report, times } from "./report.ts"

const options = { maxQubits: 29 }
const run = (circuit: Simulator.SimulatedCircuit) => Result.getOrThrow(Simulator.run(circuit, options))
const simulate = (circuit: Simulator.SimulatedCircuit, threads: number) =>
  Effect.runPromise(Simulator.simulate(circuit, { ...options, threads }))

/** A sweep: every amplitude of a state is scaled once, in a loop over two arrays of doubles. */
const sweepOver = (qubits: number) => {
  const re = new Float64Array(2 ** qubits).fill(0.5)
  const im = new Float64Array(2 ** qubits + 64).fill(0.5)
  let factor = 0.999
  return () => {
    factor = 1 / factor
    for (let i = 0; i < re.length; i++) {
      re[i]! *= factor
      im[i]! *= factor
    }
  }
}

const wide = 22
for (const [name, circuit, most, rounds] of [
  ["RAND", rand(wide), 0.5, 9],
  ["QFT", qft(wide), 0.17, 31],
] as const) {
  const {
    sweep = NaN,
    one = NaN,
    two = NaN,
  } = await times(
    {
      sweep: sweepOver(wide),
      one: () => simulate(circuit, 1),
      two: () => simulate(circuit, 2),
    },
    rounds,
  )
  const gates = circuit.circuit.length
  report(`${name}-${wide}, sweeps a gate on one thread`, one / sweep / gates, { most })
  report(`${name}-${wide}, two threads, times faster than one`, one / two, { least: 1.5 })
}

const perAmplitude = async (qubits: number, rounds: number): Promise<number> => {
  const circuit = rand(qubits)
  const once = () => Result.getOrThrow(Simulator.runWith(circuit, ({ re }) => re[0], options))
  const { all = NaN } = await times({ all: once }, rounds)
  return (all * 1e6) / 2 ** qubits / circuit.circuit.length
}
const small = await perAmplitude(16, 21)
const large = await perAmplitude(24, 3)
console.log(
  `RAND-16 and RAND-24: ${small.toPrecision(3)} and ${large.toPrecision(3)} ns an amplitude and gate`,
)
report("RAND-24 beside RAND-16, an amplitude and gate", large / small, { most: 1.5 })

const shots = 1_000_000
const state = run(rand(20))
const { numbers = NaN, counts = NaN } = await times(
  {
    numbers: () => {
      const next = Random.make(7)
      let sum = 0
      for (let i = 0; i < shots; i++) sum += next()
      return sum
    },
    counts: () => Result.getOrThrow(Simulator.countsOf(Simulator.outcomesOf(state), { shots, seed: 7 })),
  },
  15,
)
report("A million shots of 20 qubits, beside a million random numbers", counts / numbers, { most: 16 })

const outcomes = Simulator.outcomesOf(state)
globalThis.gc?.()
const before = process.memoryUsage()
let sum = 0
let most = 0
let drawn = 0
for (const shot of Result.getOrThrow(Simulator.shotsOf(outcomes, { shots: 10 * shots, seed: 7 }))) {
  sum += shot
  if (++drawn % 100_000 === 0) {
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    most = Math.max(most, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers)
  }
}
if (sum === 0) throw new Error("No shot was drawn")
report("Ten million shots one by one: megabytes held", most / 1e6, { most: 40 })

// While 24 qubits run: the longest time in which a timer that is always due does not fire, and what an interruption takes.
const latencies = await Effect.runPromise(
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(simulating(24))
    let [longest, last] = [0, performance.now()]
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    yield* Effect.sleep("1500 millis")
    clearInterval(timer)
    const start = performance.now()
    yield* Fiber.interrupt(fiber)
    return { longest, interruption: performance.now() - start }
  }),
)
function simulating(qubits: number) {
  return Simulator.simulate(rand(qubits), options)
}
report("RAND-24, the longest wait of a timer in milliseconds", latencies.longest, { most: 100 })
report("RAND-24, milliseconds until an interruption is done", latencies.interruption, { most: 100 })
// Workers do not keep a process alive, but this one has waited long enough.
process.exit()
