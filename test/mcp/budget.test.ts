import { describe, expect, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import type { Quote } from "../../src/Jobs.ts"
import { checkBudget } from "../../src/mcp/actions/budget.ts"
import type { Spending } from "../../src/mcp/access/Access.ts"

const spending: Spending = {
  budget: { max: 20, unit: "usd", spent: 15, held: new Map(), outer: undefined },
  approveUnder: undefined,
  approvalTimeout: Duration.minutes(1),
  signingKey: new Uint8Array(),
  made: new Map(),
  underWay: new Set(),
}

const job = { type: "ionq.circuit.v1", free: false } as const

describe("checkBudget", () => {
  it.effect("returns a price that the budget can pay", () =>
    Effect.gen(function* () {
      expect(yield* checkBudget({ ...job, cost: 5, unit: "usd" }, spending)).toBe(5)
    }),
  )

  const refused: Readonly<Record<string, readonly [quote: Quote, estimated: number | undefined]>> = {
    "over the budget": [{ ...job, cost: 6, unit: "usd" }, 6],
    "in another unit": [{ ...job, cost: 6, unit: "credits" }, undefined],
    "without a unit": [{ ...job, cost: 6 }, undefined],
    negative: [{ ...job, cost: -1, unit: "usd" }, undefined],
    missing: [{ ...job, unit: "usd" }, undefined],
    "of gates that cannot be counted": [{ ...job, uncounted: "why" }, undefined],
  }
  it.effect.each(Object.keys(refused))("has an estimate only in the unit of the budget: price %s", (name) =>
    Effect.gen(function* () {
      const [quote, estimated] = refused[name] ?? [job, undefined]
      const error = yield* Effect.flip(checkBudget(quote, spending))
      expect(error).toMatchObject({ _tag: "BudgetExceededError", max: 20, spent: 15, unit: "usd" })
      expect(error.estimated).toBe(estimated)
    }),
  )
})
