/** The whole numbers from 0 below a length; none for a length that is not one. */
export const range = (length: number): ReadonlyArray<number> =>
  Array.from({ length: Math.max(0, Math.floor(length) || 0) }, (_, i) => i)
