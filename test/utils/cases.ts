/**
 * How many cases a test of random inputs has: a part of them in `npm test`, all of them in `npm run test:cases`, which `.ci/run` runs.
 * The part is drawn from the same seed, so it is the beginning of the whole.
 */
export const casesOf = (part: number, whole: number): number =>
  process.env["EFFECT_IONQ_CASES"] === "all" ? whole : part
