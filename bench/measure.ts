/** Medians of rounds that take turns, so that a slow moment of the machine falls on all of them. */
export const medians = (
  tasks: Readonly<Record<string, () => unknown>>,
  options: { readonly rounds: number; readonly runs: number },
): Readonly<Record<string, number>> => {
  const times = new Map(Object.keys(tasks).map((name) => [name, [] as Array<number>]))
  for (const task of Object.values(tasks)) for (let i = 0; i < options.runs; i++) task()
  for (let round = 0; round < options.rounds; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      globalThis.gc?.()
      const start = performance.now()
      for (let i = 0; i < options.runs; i++) task()
      times.get(name)?.push((performance.now() - start) / options.runs)
    }
  }
  const median = (values: ReadonlyArray<number>) =>
    values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)]))
}

/** Bytes as megabytes (10^6), to one decimal. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
