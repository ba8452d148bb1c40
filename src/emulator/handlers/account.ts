import { Clock, Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { UsagePeriod } from "../../schema/Account.ts"
import { EmulatorApi } from "../api.ts"
import { costOf } from "../costs.ts"
import { organizationId, projectId } from "../describe.ts"
import { statusAt } from "../EmulatedJob.ts"
import { Settings } from "../Options.ts"
import { notFound } from "../refusals.ts"
import { Store } from "../Store.ts"

const unit = "USD"

type Sum = { readonly amount: number; readonly job_count: number; readonly time_us: number }

export const accountHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "account",
  Effect.fnUntraced(function* (handlers) {
    const { jobs } = yield* Store
    const { generation } = yield* Settings

    const periodOf = (day: string, sum: Sum): UsagePeriod => ({
      from: day,
      ...sum,
      ...(generation === "2026-09" ? { amount_unit: unit, amounts: [{ amount: sum.amount, unit }] } : {}),
      group_usages: [{ ...sum, group_id: projectId, group_name: "emulator" }],
    })

    /** What completed jobs used on each day, most recent first. */
    const days = (from: string, until: string, now: number): ReadonlyArray<UsagePeriod> => {
      const byDay = new Map<string, Sum>()
      for (const job of jobs.values()) {
        const day = new Date(job.submittedAt).toISOString().slice(0, 10)
        if (day < from || day >= until || job.parentId !== undefined || statusAt(job, now) !== "completed")
          continue
        const sum = byDay.get(day) ?? { amount: 0, job_count: 0, time_us: 0 }
        byDay.set(day, {
          amount: sum.amount + (costOf(job, now).cost?.value ?? 0),
          job_count: sum.job_count + 1,
          time_us: sum.time_us + (job.completedAt - job.startedAt) * 1000,
        })
      }
      return [...byDay].sort(([a], [b]) => (a < b ? 1 : -1)).map(([day, sum]) => periodOf(day, sum))
    }

    return handlers.handleAll({
      whoami: () =>
        Effect.succeed({
          key_id: "e060759f-4348-4767-a645-8c0301265791",
          key_name: "emulator",
          project_id: projectId,
        }),
      usage: Effect.fnUntraced(function* ({ params, query }) {
        if (params.organizationId !== organizationId) {
          return yield* notFound("Organization", params.organizationId)
        }
        const usage_data = days(query.start_date, query.end_date, yield* Clock.currentTimeMillis)
        const sum = (of: (period: UsagePeriod) => number | null | undefined) =>
          usage_data.reduce((total, period) => total + (of(period) ?? 0), 0)
        const amount_total = sum(({ amount }) => amount)
        return {
          organization: organizationId,
          group_type: query.group_by,
          modality: query.modality,
          usage_from: `${query.start_date}T00:00:00Z`,
          usage_to: `${query.end_date}T00:00:00Z`,
          usage_unit: unit,
          amount_total,
          job_count: sum(({ job_count }) => job_count),
          time_us_total: sum(({ time_us }) => time_us),
          usage_data,
          ...(generation === "2026-09" ? { amount_totals: [{ amount: amount_total, unit }] } : {}),
        }
      }),
    })
  }),
)
