/** Whether counts may come from probabilities: Pearson's test, and Kolmogorov's of many of its p-values. */

/** The natural logarithm of the gamma function (Lanczos, g = 7). */
const logGamma = (x: number): number => {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  const sum = coefficients.reduce((all, c, i) => all + c / (x + i), 0.99999999999980993)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}

/** The chance that chi-square with so many degrees of freedom is above x: the upper incomplete gamma function Q(k/2, x/2). */
export const chiSquareTail = (x: number, freedom: number): number => {
  const [a, z] = [freedom / 2, x / 2]
  if (z <= 0) return 1
  const scale = Math.exp(-z + a * Math.log(z) - logGamma(a))
  if (z < a + 1) {
    let [term, sum] = [1 / a, 1 / a]
    for (let n = 1; n < 1000 && term > sum * 1e-16; n++) {
      term *= z / (a + n)
      sum += term
    }
    return 1 - sum * scale
  }
  // Lentz's continued fraction.
  let b = z + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let i = 1; i < 1000; i++) {
    const an = -i * (i - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return scale * h
}

/** The p-value of Pearson's test. States that are expected less than 5 times are one. */
export const pValue = (counts: ReadonlyArray<number>, probabilities: ReadonlyArray<number>): number => {
  const shots = counts.reduce((sum, count) => sum + count, 0)
  let [chi2, bins, restCount, restExpected] = [0, 0, 0, 0]
  const add = (count: number, expected: number) => {
    chi2 += (count - expected) ** 2 / expected
    bins++
  }
  counts.forEach((count, i) => {
    const expected = probabilities[i]! * shots
    if (expected >= 5) return add(count, expected)
    restCount += count
    restExpected += expected
    return undefined
  })
  if (restExpected >= 5) add(restCount, restExpected)
  else if (restCount > 20) return 0
  return bins < 2 ? Number.NaN : chiSquareTail(chi2, bins - 1)
}

/** How far p-values are from uniform, in units of 1/√n (Kolmogorov): above 1.95 once in a thousand times. */
export const unevenness = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const n = sorted.length
  const most = sorted.reduce((far, p, i) => Math.max(far, p - i / n, (i + 1) / n - p), 0)
  return most * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n))
}
