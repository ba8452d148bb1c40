/** Prints a figure beside the one that it must not pass, and remembers whether it does. */
export const report = (
  name: string,
  value: number,
  bound: { readonly least?: number; readonly most?: number },
): void => {
  const { least = -Infinity, most = Infinity } = bound
  const wanted = least === -Infinity ? `at most ${most}` : `at least ${least}`
  console.log(`${name}: ${value.toPrecision(3)} (${wanted})`)
  if (!(value >= least && value <= most)) process.exitCode = 1
}

export const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Milliseconds that each task takes: medians of rounds in which they take turns. */
export const times = async (
  tasks: Readonly<Record<string, () => unknown>>,
  rounds: number,
): Promise<Readonly<Record<string, number>>> => {
  const found = new Map(Object.keys(tasks).map((name) => [name, [] as Array<number>]))
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      const start = performance.now()
      await task()
      if (round > 0) found.get(name)?.push(performance.now() - start)
    }
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, median(values)]))
}
