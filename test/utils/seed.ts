/**
 * Gives each test file the same random numbers in every run, also for what is drawn without a seed of its own, such as
 * the ids of jobs. `EFFECT_IONQ_SEED` is another seed.
 */
import { make } from "../../src/random/generator.ts"

Math.random = make(Number(process.env["EFFECT_IONQ_SEED"] ?? 1))
