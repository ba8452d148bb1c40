import { afterAll, beforeAll, expect, it } from "@effect/vitest"
import { Effect, Metric } from "effect"
import { forgetSeries, seriesOf } from "../../src/signals/metrics.ts"

beforeAll(forgetSeries)
afterAll(forgetSeries)

const metric = "ionq.job.ended"
const of = (status: string, backend?: string) =>
  seriesOf(metric, { "ionq.backend": backend, "ionq.job.type": "ionq.circuit.v1", "ionq.job.status": status })

it.effect("has one series for the same attributes, and 1,000 at most", () =>
  Effect.gen(function* () {
    const first = of("completed", "simulator")
    expect(of("completed", "simulator")).toBe(first)
    expect(of("completed")).not.toBe(first)
    for (let i = 2; i < 1000; i++) of(`word ${i}`)
    const last = of("word 999")
    yield* Metric.update(first, 1)
    yield* Metric.update(last, 2)
    yield* Metric.update(of("word 1000"), 4)
    yield* Metric.update(of("word 1001", "qpu.forte-1"), 8)
    // A branch of the tree that is known, with an end that is not.
    yield* Metric.update(of("failed", "simulator"), 16)
    expect(of("completed", "simulator")).toBe(first)
    expect(of("word 999")).toBe(last)
    const counted = (yield* Metric.snapshot).flatMap(({ id, attributes, state }) =>
      id === metric && "count" in state ? [[attributes, Number(state.count)] as const] : [],
    )
    expect(counted).toEqual(
      expect.arrayContaining([
        [
          { "ionq.backend": "simulator", "ionq.job.type": "ionq.circuit.v1", "ionq.job.status": "completed" },
          1,
        ],
        [{ "ionq.job.type": "ionq.circuit.v1", "ionq.job.status": "word 999" }, 2],
        [{ "otel.metric.overflow": "true" }, 28],
      ]),
    )
    expect(counted).toHaveLength(3)
  }).pipe(Effect.provideService(Metric.MetricRegistry, new Map())),
)
