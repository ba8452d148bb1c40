import { gpi, gpi2 } from "../Gates.ts"
import type { GpiGate } from "../schema/Gate.ts"
import { about, type Axis, azimuth, equator, type Rotation, tolerance } from "./quaternion.ts"

/** A native single-qubit gate: a half turn or a quarter turn about an axis in the XY plane, at an angle in radians. */
export interface Pulse {
  readonly gate: "gpi" | "gpi2"
  readonly radians: number
}

/** An angle in radians as a phase in turns, from above -1/2 to 1/2, without rounding noise. */
export const phaseOf = (radians: number): number => {
  const turns = radians / (2 * Math.PI)
  const near = Math.round((turns - Math.round(turns)) * 1e15) / 1e15
  return near <= -0.5 ? 0.5 : near + 0
}

export const rotationOf = ({ gate, radians }: Pulse): Rotation =>
  about(equator(radians), gate === "gpi" ? Math.PI : Math.PI / 2)

export const gateOf = (target: number, { gate, radians }: Pulse): GpiGate =>
  gate === "gpi" ? gpi(target, phaseOf(radians)) : gpi2(target, phaseOf(radians))

const half = (radians: number): Pulse => ({ gate: "gpi", radians })
const quarter = (radians: number): Pulse => ({ gate: "gpi2", radians })

const isPole = ([x, y]: Axis): boolean => Math.hypot(x, y) < tolerance
const isEquator = ([, , z]: Axis): boolean => Math.abs(z) < tolerance

/** The pulses that turn a direction into +Z or -Z: none, one or two. */
export const toPole = (n: Axis, sign: 1 | -1): ReadonlyArray<Pulse> => {
  if (isPole(n)) return n[2] * sign > 0 ? [] : [half(0)]
  const upright = quarter(azimuth(n) - (sign * Math.PI) / 2)
  if (isEquator(n)) return [upright]
  const down = quarter(azimuth(n))
  // A quarter turn about the direction's own azimuth moves it into the XY plane. At most a quarter turn is needed.
  const [x, y, z] = n
  const flat = azimuth(n) + Math.atan2(-z, Math.hypot(x, y))
  return [down, quarter(flat - (sign * Math.PI) / 2)]
}

/** The pulses that turn a direction into the XY plane: none or one. */
export const toEquator = (n: Axis): ReadonlyArray<Pulse> =>
  isEquator(n) ? [] : [quarter(isPole(n) ? 0 : azimuth(n))]

const isWhole = (radians: number): boolean => Math.abs(Math.sin(radians / 2)) < tolerance / 2

/** The pulses of a rotation up to its phase: none to three. */
export const exactly = ([w, x, y, z]: Rotation): ReadonlyArray<Pulse> => {
  const [level, rise] = [Math.hypot(x, y), Math.hypot(w, z)]
  if (level < tolerance) {
    // A rotation about Z is two half turns whose axes differ by half its angle.
    const angle = 2 * Math.atan2(z, w)
    return isWhole(angle) ? [] : [half(0), half(angle / 2)]
  }
  if (rise < tolerance) return [half(Math.atan2(y, x))]
  // Euler angles: Rz(phi) Ry(theta) Rz(lambda).
  const [sum, difference] = [2 * Math.atan2(z, w), 2 * Math.atan2(-x, y)]
  const theta = 2 * Math.atan2(level, rise)
  const [phi, lambda] = [(sum + difference) / 2, (sum - difference) / 2]
  if (Math.abs(level - rise) < tolerance) {
    if (Math.abs(z) < tolerance) return [quarter(Math.atan2(y * Math.sign(w), x * Math.sign(w)))]
    return [half((phi - lambda - Math.PI) / 2), quarter(phi - Math.PI / 2)]
  }
  if (isWhole(theta - lambda - phi)) return [quarter(Math.PI - lambda), quarter(phi)]
  if (isWhole(theta + lambda + phi)) return [quarter(-lambda), quarter(phi + Math.PI)]
  return [quarter(-lambda), half((phi - lambda - theta) / 2), quarter(phi)]
}
