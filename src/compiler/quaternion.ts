/** A direction on the Bloch sphere, of length 1. As an operator it is n·σ. */
export type Axis = readonly [x: number, y: number, z: number]

/** A single-qubit gate up to its phase, as a unit quaternion: w - i(xX + yY + zZ). */
export type Rotation = readonly [w: number, x: number, y: number, z: number]

export const X: Axis = [1, 0, 0]
export const Y: Axis = [0, 1, 0]
export const Z: Axis = [0, 0, 1]
export const identity: Rotation = [1, 0, 0, 0]

/**
 * Directions closer than this are equal. It is far above the rounding errors of a gate and far below what a user
 * would notice.
 */
export const tolerance = 1e-11

/**
 * An angle without multiples of 2π. Sine and cosine reduce any angle without loss, which division by a rounded 2π
 * does not.
 */
export const withinTurn = (radians: number): number =>
  Math.abs(radians) <= Math.PI ? radians : Math.atan2(Math.sin(radians), Math.cos(radians))

/** exp(-i radians/2 n·σ). */
export const about = ([x, y, z]: Axis, radians: number): Rotation => {
  const [cos, sin] = [Math.cos(radians / 2), Math.sin(radians / 2)]
  return [cos, sin * x, sin * y, sin * z]
}

/** The right rotation, then the left one. Normalized, so that long products do not drift. */
export const times = ([a, b, c, d]: Rotation, [e, f, g, h]: Rotation): Rotation => {
  const w = a * e - b * f - c * g - d * h
  const x = a * f + b * e + c * h - d * g
  const y = a * g - b * h + c * e + d * f
  const z = a * h + b * g - c * f + d * e
  const scale = 1 / Math.sqrt(w * w + x * x + y * y + z * z)
  return [w * scale, x * scale, y * scale, z * scale]
}

export const inverse = ([w, x, y, z]: Rotation): Rotation => [w, -x, -y, -z]

export const cross = ([a, b, c]: Axis, [d, e, f]: Axis): Axis => [b * f - c * e, c * d - a * f, a * e - b * d]

export const dot = ([a, b, c]: Axis, [d, e, f]: Axis): number => a * d + b * e + c * f

export const opposite = ([x, y, z]: Axis): Axis => [-x, -y, -z]

/** The image of a direction under a rotation. Written out, because compilation spends most of its time here. */
export const turn = (rotation: Rotation, n: Axis): Axis => {
  const [w, p, q, r] = rotation
  const [u, v, t] = n
  const a = q * t - r * v
  const b = r * u - p * t
  const c = p * v - q * u
  const x = u + 2 * (w * a + q * c - r * b)
  const y = v + 2 * (w * b + r * a - p * c)
  const z = t + 2 * (w * c + p * b - q * a)
  const scale = 1 / Math.sqrt(x * x + y * y + z * z)
  return [x * scale, y * scale, z * scale]
}

/** 1 for the same direction, -1 for the opposite one, 0 for any other. */
export const alignment = (n: Axis, m: Axis): -1 | 0 | 1 => {
  const [x, y, z] = cross(n, m)
  if (Math.abs(x) + Math.abs(y) + Math.abs(z) > tolerance) return 0
  return dot(n, m) > 0 ? 1 : -1
}

/** A direction perpendicular to `n`: the normalized cross product with X, Y or Z, whichever is farthest from `n`. */
export const perpendicular = (n: Axis): Axis => {
  const [x, y, z] = n.map(Math.abs)
  const least = Math.min(x ?? 0, y ?? 0, z ?? 0)
  const [a, b, c] = cross(n, x === least ? X : y === least ? Y : Z)
  const scale = 1 / Math.sqrt(a * a + b * b + c * c)
  return [a * scale, b * scale, c * scale]
}

/** The angle in the XY plane, in radians. */
export const azimuth = ([x, y]: Axis): number => Math.atan2(y, x)

/** The direction in the XY plane at an angle in radians. */
export const equator = (radians: number): Axis => [Math.cos(radians), Math.sin(radians), 0]
