import { Result } from "effect"
import type { Circuit } from "../Circuit.ts"
import * as Gates from "../Gates.ts"
import { type Gate as AnyGate, type GateOf, numbersOf } from "../gates/Symbolic.ts"
import * as Param from "../Param.ts"
import { PrimitiveError } from "../sampler/PrimitiveError.ts"
import type { QisGate } from "../schema/Gate.ts"
import type { Point } from "../Sweep.ts"

type Value = number | Param.Param
type Gate = GateOf["qis"]

/**
 * A derivative as a sum of values at shifted angles: each shift with its factor.
 *
 * The first rule is for a generator with two eigenvalues at distance 1 (Mitarai and others, 2018; Schuld and others,
 * 2019). The second is for the eigenvalues 0 and ±1/2 of a controlled rotation (Anselmetti and others, 2021).
 */
const rules: Readonly<Record<"two" | "four", ReadonlyArray<readonly [shift: number, factor: number]>>> = {
  two: [
    [Math.PI / 2, 0.5],
    [-Math.PI / 2, -0.5],
  ],
  four: [
    [Math.PI / 2, (Math.SQRT2 + 1) / (4 * Math.SQRT2)],
    [-Math.PI / 2, -(Math.SQRT2 + 1) / (4 * Math.SQRT2)],
    [(3 * Math.PI) / 2, -(Math.SQRT2 - 1) / (4 * Math.SQRT2)],
    [(-3 * Math.PI) / 2, (Math.SQRT2 - 1) / (4 * Math.SQRT2)],
  ],
}

/** A gate with bound numbers, and how its angle is shifted if it depends on a parameter. */
interface Piece {
  readonly gate: QisGate
  readonly use?: {
    readonly shifted: (by: number) => QisGate
    readonly rule: keyof typeof rules
    /** The derivative of the angle by each parameter. */
    readonly slopes: ReadonlyMap<string, number>
  }
}

/**
 * A circuit with one shifted angle. `factors` has, for each parameter, the factor of the circuit's value in the
 * derivative.
 */
export interface Shifted {
  readonly circuit: Circuit
  readonly factors: ReadonlyMap<string, number>
}

const slopesOf = (value: Value, factor = 1): ReadonlyMap<string, number> =>
  Param.isParam(value) ? new Map([...value.terms].map(([name, of]) => [name, of * factor])) : new Map()

const summed = (...all: ReadonlyArray<ReadonlyMap<string, number>>): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (const slopes of all) for (const [name, slope] of slopes) sums.set(name, (sums.get(name) ?? 0) + slope)
  return sums
}

const refuse = (gate: { readonly gate: string }, position: number, why: string) =>
  Result.fail(
    new PrimitiveError({
      code: "NoShiftRule",
      field: gate.gate,
      message: `Gate ${position} (${gate.gate}) ${why}`,
    }),
  )

/** The value of a number of a gate at a point. */
const at = (value: Value, point: Point): number => {
  const bound = Param.isParam(value) ? Param.bind(value, point) : value
  // The caller has checked that the point has a value for each parameter.
  return Param.isParam(bound) ? Number.NaN : bound
}

/** A gate with its controls on a single target. */
const onTarget = <G extends object>(gate: G, target: number): G => {
  const { target: _, targets: __, ...rest } = { target: undefined, targets: undefined, ...gate }
  // Only the target changes, and every gate of this kind may have a single `target`, so the cast holds.
  return { ...rest, target } as unknown as G
}

const hasParam = (gate: AnyGate): boolean => numbersOf(gate).some(([, value]) => Param.isParam(value))

/** Splits a gate into pieces with at most one angle each. */
const piecesOf = (
  gate: Gate,
  position: number,
  point: Point,
): Result.Result<ReadonlyArray<Piece>, PrimitiveError> => {
  // A gate without parameters has only numbers, so the cast holds.
  if (!hasParam(gate)) return Result.succeed([{ gate: gate as QisGate }])
  const controls = Gates.controlsOf(gate).length
  switch (gate.gate) {
    case "rx":
    case "ry":
    case "rz":
    case "z":
    case "xx":
    case "yy":
    case "zz": {
      const { rotation = 0 } = gate
      const angle = at(rotation, point)
      // diag(1, e^(i angle)) has the eigenvalues 0 and 1 of its generator under any controls.
      const rule = gate.gate === "z" || controls === 0 ? "two" : "four"
      const isPair = gate.gate === "xx" || gate.gate === "yy" || gate.gate === "zz"
      const places = isPair ? [gate] : Gates.targetsOf(gate).map((target) => onTarget(gate, target))
      return Result.succeed(
        places.map((place): Piece => {
          // `rotation` is the only number of these gates, so the cast holds.
          const shifted = (by: number) => ({ ...place, rotation: angle + by }) as QisGate
          return { gate: shifted(0), use: { shifted, rule, slopes: slopesOf(rotation) } }
        }),
      )
    }
    case "pauliexp": {
      const time = at(gate.time, point)
      if (time < 0) return refuse(gate, position, `needs a time of 0 or more, not ${time}`)
      return Result.succeed(
        gate.terms.flatMap((term, k): ReadonlyArray<Piece> => {
          const coefficient = gate.coefficients[k] ?? 0
          const product = at(coefficient, point) * time
          const isPhase = /^I*$/.test(term)
          if (isPhase && controls === 0) return []
          // exp(-i angle / 2 P); under controls the identity is a phase by the angle itself.
          const perProduct = isPhase ? 1 : 2
          const shifted = (by: number): QisGate => ({
            ...gate,
            terms: [term],
            coefficients: [product + by / perProduct],
            time: 1,
          })
          const slopes = summed(
            slopesOf(coefficient, perProduct * time),
            slopesOf(gate.time, perProduct * at(coefficient, point)),
          )
          return [
            { gate: shifted(0), use: { shifted, slopes, rule: controls === 0 || isPhase ? "two" : "four" } },
          ]
        }),
      )
    }
    default:
      return refuse(gate, position, "has a parameter for which there is no shift rule")
  }
}

/** The circuits for the gradient at a point: the shifted circuits of each use of a parameter. */
export const shiftedCircuits = (
  self: Circuit,
  point: Point,
  build: (gates: ReadonlyArray<QisGate>) => Circuit,
): Result.Result<ReadonlyArray<Shifted>, PrimitiveError> =>
  Result.gen(function* () {
    if (self.gateset === "native") {
      const position = self.gates.findIndex(hasParam)
      const why =
        "has a parameter, and native gates have no shift rule: give QIS gates, and compile them afterwards"
      return position < 0 ? [] : yield* refuse(self.gates[position]!, position, why)
    }
    const pieces: Array<Piece> = []
    // The gateset was checked above, so the cast holds.
    for (const [position, gate] of (self as Circuit<"qis">).gates.entries()) {
      pieces.push(...(yield* piecesOf(gate, position, point)))
    }
    const gates = pieces.map(({ gate }) => gate)
    return pieces.flatMap(({ use }, i) => {
      if (use === undefined) return []
      const slopes = [...use.slopes].filter(([, slope]) => slope !== 0)
      if (slopes.length === 0) return []
      return rules[use.rule].map(([shift, factor]): Shifted => ({
        circuit: build(gates.with(i, use.shifted(shift))),
        factors: new Map(slopes.map(([name, slope]) => [name, slope * factor])),
      }))
    })
  })
