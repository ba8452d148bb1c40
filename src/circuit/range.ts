/** The integers from 0 to `length - 1`. A fractional length is rounded down. Empty if the length is negative or NaN. */
export const range = (length: number): ReadonlyArray<number> =>
  Array.from({ length: Math.max(0, Math.floor(length) || 0) }, (_, i) => i)
