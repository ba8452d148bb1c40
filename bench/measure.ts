import { Effect } from "effect"

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

/** Microseconds of CPU, of the process as a whole, that an effect takes. */
export const cpuOf = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<number, E, R> =>
  Effect.suspend(() => {
    const before = process.cpuUsage()
    return Effect.map(effect, () => {
      const { user, system } = process.cpuUsage(before)
      return user + system
    })
  })

/** The four fifths that took least: in the others, the machine did something else. */
export const fastest = <A>(values: ReadonlyArray<A>, cost: (value: A) => number): ReadonlyArray<A> =>
  values.toSorted((a, b) => cost(a) - cost(b)).slice(0, Math.ceil(values.length * 0.8))

export const sum = (values: ReadonlyArray<number>): number => values.reduce((a, b) => a + b, 0)
