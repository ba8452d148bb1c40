/**
 * An outcome of a register as one number, whose bit i is the bit of qubit i. It is a `number` for up to 53 qubits,
 * where numbers are exact, and a `bigint` for more.
 *
 * @category models
 * @since 0.1.0
 */
export type State = number | bigint

/**
 * The side of qubit 0 in a bitstring. With `"left"`, X on qubit 0 of three gives `100`, as in IonQ's registers. With
 * `"right"` it gives `001`, as in binary numbers and in Qiskit.
 *
 * @category models
 * @since 0.1.0
 */
export type Side = "left" | "right"

/** Up to this width a state is a number. */
export const exactWidth = 53

/** Up to this width a state fits into the 32 bits of bitwise operators. */
export const wordWidth = 32

/** The states of a register in ascending order. */
export type States = Uint32Array | Float64Array | ReadonlyArray<bigint>

/** Whether the states are bigints. */
export const areWide = (states: States): states is ReadonlyArray<bigint> => !ArrayBuffer.isView(states)

export const bitOf = (state: State, qubit: number): 0 | 1 => {
  if (typeof state === "bigint") return ((state >> BigInt(qubit)) & 1n) === 1n ? 1 : 0
  if (state < 2 ** wordWidth) return qubit < wordWidth && ((state >>> qubit) & 1) === 1 ? 1 : 0
  return Math.floor(state / 2 ** qubit) % 2 === 1 ? 1 : 0
}

/**
 * Returns a function from a state of `width` qubits to the state whose bit i is the bit of qubit `map[i]`, or 0 if
 * `map[i]` is `null`.
 */
export const gatherer = (width: number, map: ReadonlyArray<number | null>): ((state: State) => State) => {
  const pairs = map.flatMap((qubit, bit) => (qubit === null ? [] : [[qubit, bit] as const]))
  if (width <= wordWidth && map.length <= wordWidth) {
    const [from, to] = [pairs.map(([qubit]) => qubit), pairs.map(([, bit]) => bit)]
    return (state) => {
      const word = Number(state)
      let gathered = 0
      for (let i = 0; i < from.length; i++) gathered |= ((word >>> from[i]!) & 1) << to[i]!
      return gathered >>> 0
    }
  }
  if (map.length <= exactWidth) {
    return (state) => pairs.reduce((sum, [qubit, bit]) => sum + bitOf(state, qubit) * 2 ** bit, 0)
  }
  return (state) =>
    pairs.reduce((sum, [qubit, bit]) => sum | (BigInt(bitOf(state, qubit)) << BigInt(bit)), 0n)
}

/** Returns a function from a state of `width` qubits to the parity of the bits of `qubits`: 0 if even, 1 if odd. */
export const parity = (width: number, qubits: ReadonlyArray<number>): ((state: State) => number) => {
  if (width > wordWidth) {
    return (state) => qubits.reduce((odd, qubit) => odd ^ bitOf(state, qubit), 0)
  }
  const mask = qubits.reduce((sum, qubit) => sum | (1 << qubit), 0)
  return (state) => {
    let word = Number(state) & mask
    word ^= word >>> 16
    word ^= word >>> 8
    word ^= word >>> 4
    return (0x6996 >>> (word & 15)) & 1
  }
}

const reversed = (text: string): string => {
  let out = ""
  for (let i = text.length - 1; i >= 0; i--) out += text[i]
  return out
}

/** The bits of a word in reverse. */
const reversedWord = (word: number): number => {
  let bits = ((word >>> 1) & 0x55555555) | ((word & 0x55555555) << 1)
  bits = ((bits >>> 2) & 0x33333333) | ((bits & 0x33333333) << 2)
  bits = ((bits >>> 4) & 0x0f0f0f0f) | ((bits & 0x0f0f0f0f) << 4)
  bits = ((bits >>> 8) & 0x00ff00ff) | ((bits & 0x00ff00ff) << 8)
  return ((bits >>> 16) | (bits << 16)) >>> 0
}

/** The lowest `width` bits of a word, bit 0 leftmost. */
export const wordBits = (word: number, width: number): string =>
  (reversedWord(word) >>> (wordWidth - width)).toString(2).padStart(width, "0")

/** The state as a string of `width` zeros and ones. */
export const toBits = (state: State, width: number, qubit0: Side): string => {
  if (qubit0 === "left" && width <= wordWidth && typeof state === "number") return wordBits(state, width)
  const binary = state.toString(2).padStart(width, "0")
  return qubit0 === "right" ? binary : reversed(binary)
}

/** The state of a string of zeros and ones, or undefined if it has another character. */
export const fromBits = (text: string, qubit0: Side): State | undefined => {
  if (!/^[01]+$/.test(text)) return undefined
  const binary = qubit0 === "right" ? text : reversed(text)
  return text.length <= exactWidth ? Number.parseInt(binary, 2) : BigInt(`0b${binary}`)
}

/** The state of a decimal string or number, or undefined if a register of `width` qubits does not have it. */
export const fromDecimal = (decimal: State | string, width: number): State | undefined => {
  if (typeof decimal === "string" && !/^\d+$/.test(decimal)) return undefined
  if (width <= exactWidth) {
    const state = Number(decimal)
    return Number.isInteger(state) && state >= 0 && state < 2 ** width ? state : undefined
  }
  if (typeof decimal === "number" && !Number.isSafeInteger(decimal)) return undefined
  const state = BigInt(decimal)
  return state >= 0n && state >> BigInt(width) === 0n ? state : undefined
}

/** States in the type of array that can hold them. */
export const statesOf = (states: Iterable<State>, size: number, width: number): States => {
  if (width > exactWidth) return Array.from(states, BigInt)
  const room = width <= wordWidth ? new Uint32Array(size) : new Float64Array(size)
  let i = 0
  for (const state of states) room[i++] = Number(state)
  return room
}
