/** The probability that a random number is at most so large, of a normal distribution (Abramowitz and Stegun 26.2.17 is too coarse). */
export const normalCdf = (x: number): number => {
  // The series of the error function converges for all x; it is exact to some 1e-13 below 6.
  if (Math.abs(x) > 6) return x < 0 ? 0 : 1
  let [term, sum] = [x, x]
  for (let k = 1; k < 200; k++) {
    term *= (x * x) / (2 * k + 1)
    sum += term
  }
  return 0.5 + (Math.exp((-x * x) / 2) * sum) / Math.sqrt(2 * Math.PI)
}

/** The p-value of Kolmogorov and Smirnov's test that numbers come from a distribution. */
export const kolmogorovSmirnov = (numbers: ReadonlyArray<number>, cdf: (x: number) => number): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const n = sorted.length
  const distance = sorted.reduce((most, x, i) => {
    const p = cdf(x)
    return Math.max(most, p - i / n, (i + 1) / n - p)
  }, 0)
  // Stephens' correction for finite n, and the series of the limit.
  const lambda = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance
  if (lambda < 0.2) return 1
  let sum = 0
  for (let k = 1; k <= 100; k++) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda)
  return Math.min(1, Math.max(0, sum))
}
