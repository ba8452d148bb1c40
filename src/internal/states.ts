/**
 * A bitstring with q[0] leftmost, as the second formats write it, as a decimal state, in which qubit 0 is the least
 * significant bit.
 */
export const decimalOf = (bits: string): string => {
  let reversed = ""
  for (let i = bits.length - 1; i >= 0; i--) reversed += bits[i]
  // A number is exact up to 53 bits.
  return reversed.length <= 53 ? String(Number.parseInt(reversed, 2)) : String(BigInt(`0b${reversed}`))
}

/** The bits of a shot, bit i of the array being classical bit i, as a decimal state. */
export const decimalOfBits = (bits: ReadonlyArray<number>): string => decimalOf(bits.join(""))
