/** splitmix32: 32-bit words that only initialize the state of the generator. */
const splitmix32 = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return z ^ (z >>> 15)
  }
}

/**
 * The project's random number generator: xoshiro128** (Blackman and Vigna, 2018), initialized by splitmix32. It
 * returns doubles of 53 random bits, at least 0 and less than 1, each from two words. The same seed gives the same
 * numbers on every engine, and every safe integer is a different seed.
 */
export const make = (seed: number): (() => number) => {
  const low = splitmix32(seed % 2 ** 32)
  let [a, b, c, d] = [low(), low(), low(), low()]
  const above = Math.floor(seed / 2 ** 32)
  if (above !== 0) {
    const high = splitmix32(above)
    ;[a, b, c, d] = [a ^ high(), b ^ high(), c ^ high(), d ^ high()]
  }
  const word = (): number => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result >>> 0
  }
  return () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53
}

/** Derives a seed from a text (FNV-1a), e.g. from a job's id. */
export const seedOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
