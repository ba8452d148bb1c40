/** The whole numbers from 0 to below a length; empty for an invalid length. */
export const range = (length: number): ReadonlyArray<number> =>
  Array.from({ length: Math.max(0, Math.floor(length) || 0) }, (_, i) => i)
