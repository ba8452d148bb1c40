import type { Places } from "./registers.ts"
import type { Source } from "./source.ts"

/** Broadcasts operands to several calls: single qubits are repeated for each element of the registers. */
export const broadcast = (
  source: Source,
  at: number,
  operands: ReadonlyArray<Places>,
): ReadonlyArray<ReadonlyArray<number>> => {
  if (operands.every(({ single }) => single)) return [operands.map(({ of }) => of[0] ?? 0)]
  const lengths = new Set(operands.filter(({ single }) => !single).map(({ of }) => of.length))
  if (lengths.size > 1) {
    return source.fail(
      at,
      "Invalid",
      `registers of the sizes ${[...lengths].join(" and ")} cannot be combined`,
    )
  }
  const [length = 1] = lengths
  return Array.from({ length }, (_, i) => operands.map(({ of, single }) => of[single ? 0 : i] ?? 0))
}
