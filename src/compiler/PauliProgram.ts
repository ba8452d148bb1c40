import { axisOf, commute, type Letter, mostQubits, type Pauli, product, single } from "./Pauli.ts"
import type { Program } from "./Program.ts"
import {
  about,
  alignment,
  type Axis,
  dot,
  identity,
  inverse,
  type Rotation,
  times,
  turn,
  Z,
} from "./quaternion.ts"

/** exp(-i angle P). */
export interface PauliRotation {
  readonly pauli: Pauli
  readonly angle: number
}

/** C†XC and C†ZC of a Clifford gate C, for X and Z of one qubit. */
export interface Images {
  readonly x: Pauli
  readonly z: Pauli
}

/**
 * A program as rotations about Pauli products, then a Clifford gate C, then a rotation of each qubit. Qubits are
 * numbered by their position in `wires`, the wires that the program acts on.
 */
export interface PauliProgram {
  readonly wires: ReadonlyArray<number>
  readonly rotations: ReadonlyArray<PauliRotation>
  readonly images: ReadonlyArray<Images>
  readonly locals: ReadonlyArray<Rotation>
}

const close = 1e-11
const eighth = Math.PI / 4

/** The angle as a multiple of π/4; undefined if it is not one. For a multiple, exp(-i angle P) is a Clifford gate. */
const eighthsOf = (angle: number): number | undefined => {
  const count = Math.round(angle / eighth)
  return Math.abs(angle - count * eighth) < close ? count : undefined
}

const letters: ReadonlyArray<Letter> = [1, 2, 3]

/** The letter and the sign of a direction along X, Y or Z; undefined for any other direction. */
export const letterOf = (axis: Axis): { readonly letter: Letter; readonly negative: boolean } | undefined => {
  for (const letter of letters) {
    const side = alignment(axisOf(letter), axis)
    if (side !== 0) return { letter, negative: side < 0 }
  }
  return undefined
}

/** The letter whose axis is nearest to a direction. */
const nearestLetter = (axis: Axis) => {
  const along = letters.map((letter) => dot(axisOf(letter), axis))
  const sizes = along.map(Math.abs)
  const k = sizes.indexOf(Math.max(...sizes))
  return { letter: letters[k] ?? 2, negative: (along[k] ?? 0) < 0 }
}

const quarter = Math.PI / 2
const nearest = (radians: number): number => Math.round(radians / quarter) * quarter - radians

/** Rotations about X, Y or Z, as letters and angles, that turn a direction into X, Y or Z, or the opposite of one. */
const straighten = (axis: Axis): ReadonlyArray<readonly [Letter, radians: number]> => {
  if (letterOf(axis) !== undefined) return []
  const [x, y, z] = axis
  if (Math.abs(z) < close) return [[2, nearest(Math.atan2(y, x))]]
  if (Math.abs(x) < close) return [[1, nearest(Math.atan2(z, y))]]
  if (Math.abs(y) < close) return [[3, nearest(Math.atan2(x, z))]]
  return [
    [2, -Math.atan2(y, x)],
    [3, nearest(Math.atan2(Math.hypot(x, y), z))],
  ]
}

/**
 * Collects the rotations of a program, in order. Rotations by multiples of π/4 are Clifford gates: they are combined
 * into one gate C after all other rotations.
 */
const gather = (qubits: number) => {
  let rotations: Array<PauliRotation> = []
  let images: ReadonlyArray<Images> = Array.from({ length: qubits }, (_, qubit) => ({
    x: single(qubit, 1),
    z: single(qubit, 2),
  }))

  /** C†PC, where P is the Pauli matrix of a letter on one qubit. */
  const imageOf = (qubit: number, letter: Letter): Pauli => {
    const { x, z } = images[qubit] ?? { x: single(qubit, 1), z: single(qubit, 2) }
    return letter === 1 ? x : letter === 2 ? z : product(x, z, 1)
  }
  /** Absorbs exp(-i eighths π/4 P), which comes before C, into C. */
  const absorb = (pauli: Pauli, eighths: number): void => {
    const turned = (image: Pauli): Pauli => {
      if (commute(image, pauli)) return image
      const count = ((eighths % 4) + 4) % 4
      if (count === 2) return { ...image, negative: !image.negative }
      return count === 0 ? image : product(pauli, image, count)
    }
    images = images.map(({ x, z }) => ({ x: turned(x), z: turned(z) }))
  }
  /** Adds exp(-i angle P), which comes before C. */
  const add = (pauli: Pauli, angle: number): void => {
    const whole = eighthsOf(angle)
    if (whole !== undefined) return absorb(pauli, whole)
    for (let k = rotations.length - 1; k >= 0; k--) {
      const earlier = rotations[k]
      if (earlier === undefined || !commute(earlier.pauli, pauli)) break
      if (earlier.pauli.x !== pauli.x || earlier.pauli.z !== pauli.z) continue
      const sum = earlier.angle + (earlier.pauli.negative === pauli.negative ? angle : -angle)
      const eighths = eighthsOf(sum)
      if (eighths === undefined) rotations[k] = { pauli: earlier.pauli, angle: sum }
      else {
        // The sum is a Clifford gate. The rotation commutes with all later ones, so it can be moved to C.
        rotations = rotations.toSpliced(k, 1)
        absorb(earlier.pauli, eighths)
      }
      return
    }
    rotations.push({ pauli, angle })
  }
  return { imageOf, add, done: () => ({ rotations, images }) }
}

/** A program as rotations about Pauli products, or undefined if it has too many qubits or needs too many rotations. */
export const pauliProgram = (program: Program, most: number): PauliProgram | undefined => {
  const used = new Set(program.interactions.flatMap(({ a, b }) => [a, b]))
  const wires = [...used].toSorted((a, b) => a - b)
  if (wires.length > mostQubits) return undefined
  const placeOf = new Map(wires.map((wire, place) => [wire, place]))
  const gathering = gather(wires.length)
  // The rotations that turn the axes of the program into letters.
  const frames: Array<Rotation> = wires.map(() => identity)
  let count = 0
  const letterOn = (qubit: number, axis: Axis) => {
    const seen = turn(frames[qubit] ?? identity, axis)
    let frame = frames[qubit] ?? identity
    for (const [letter, radians] of straighten(seen)) {
      gathering.add(gathering.imageOf(qubit, letter), radians / 2)
      frame = times(about(axisOf(letter), radians), frame)
      count++
    }
    frames[qubit] = frame
    return nearestLetter(turn(frame, axis))
  }
  for (const { a, b, m, n, angle } of program.interactions) {
    const [first = 0, second = 0] = [placeOf.get(a), placeOf.get(b)]
    const [left, right] = [letterOn(first, m), letterOn(second, n)]
    const pauli = product(gathering.imageOf(first, left.letter), gathering.imageOf(second, right.letter), 0)
    gathering.add(pauli, left.negative === right.negative ? angle : -angle)
    if (count > most) return undefined
  }
  const locals = wires.map((wire, qubit) =>
    times(program.locals[wire] ?? identity, inverse(frames[qubit] ?? identity)),
  )
  return { wires, locals, ...gathering.done() }
}

/**
 * The letter whose measurement on a qubit after C is equivalent to that of Z after the last rotation, if there is one.
 */
export const measuredLetter = (local: Rotation) => letterOf(turn(inverse(local), Z))
