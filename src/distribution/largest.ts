/** Up to this number, the largest keys are found by insertion. For more, all keys are sorted. */
const few = 1000

/** The positions of the `n` largest keys, largest first. Equal keys keep their order. */
const exactly = (keys: Float64Array, n: number): ArrayLike<number> => {
  if (n > few) return Uint32Array.from(keys, (_, i) => i).sort((a, b) => keys[b]! - keys[a]! || a - b)
  const found: Array<number> = []
  for (let i = 0; i < keys.length; i++) {
    if (found.length >= n && !(keys[i]! > keys[found[found.length - 1]!]!)) continue
    let place = found.length
    while (place > 0 && keys[i]! > keys[found[place - 1]!]!) place--
    found.splice(place, 0, i)
    if (found.length > n) found.pop()
  }
  return found
}

/**
 * The positions of the `n` largest keys, largest first. Keys that differ by at most `slack` count as equal and keep
 * their order, so that rounding errors do not change the order.
 */
export const largest = (
  keys: Float64Array,
  n: number,
  slack: (key: number) => number,
): ReadonlyArray<number> => {
  const wanted = Math.min(n, keys.length)
  if (wanted === 0) return []
  const sorted = exactly(keys, wanted)
  const least = keys[sorted[wanted - 1]!]!
  const found: Array<number> = []
  // Groups of equal keys, each starting with its largest.
  for (let i = 0; i < wanted;) {
    const first = keys[sorted[i]!]!
    const bound = first - slack(first)
    if (bound <= least) break
    const group: Array<number> = []
    for (; i < wanted && keys[sorted[i]!]! >= bound; i++) group.push(sorted[i]!)
    for (const place of group.sort((a, b) => a - b)) found.push(place)
  }
  // More keys than are wanted may tie with the last one.
  const upper = found.length < wanted ? keys[sorted[found.length]!]! : -Infinity
  const lower = Math.min(least, upper - slack(upper))
  for (let i = 0; i < keys.length && found.length < wanted; i++) {
    if (keys[i]! <= upper && keys[i]! >= lower) found.push(i)
  }
  return found
}
