import type { UsageQuery } from "../../IonQApi.ts"
import type { Usage, UsagePeriod } from "../../schema/Account.ts"
import { spentOn } from "./costs.ts"
import { type EmulatedJob, isDryRun, statusAt } from "./EmulatedJob.ts"
import { type Generation, isFrom } from "./Generation.ts"
import { organizationId, projectId, userId } from "./accountIds.ts"

const unit = "USD"

interface Sum {
  readonly amount: number
  readonly job_count: number
  readonly time_us: number
}

const nothing: Sum = { amount: 0, job_count: 0, time_us: 0 }

const plus = (a: Sum, b: Sum): Sum => ({
  amount: a.amount + b.amount,
  job_count: a.job_count + b.job_count,
  time_us: a.time_us + b.time_us,
})

interface Group {
  readonly group_id: string
  readonly group_name: string
}

const groupOf = ({ id, request }: EmulatedJob, by: UsageQuery["group_by"]): Group => {
  if (by === "job") return { group_id: id, group_name: request.name ?? id }
  return by === "user"
    ? { group_id: userId, group_name: "emulator" }
    : { group_id: projectId, group_name: "emulator" }
}

/** The date on which the day, week (from Monday) or month of a time begins. */
const periodOf = (millis: number, modality: UsageQuery["modality"]): string => {
  const date = new Date(millis)
  if (modality === "monthly") date.setUTCDate(1)
  if (modality === "weekly") date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

/** The largest number of groups that are listed per period. The groups with the highest costs are listed. */
const maxGroups = 5

/** The QPU usage of completed jobs, most recent period first. */
export const usageOf = (
  jobs: Iterable<EmulatedJob>,
  query: UsageQuery,
  now: number,
  generation: Generation,
): Usage => {
  const periods = new Map<string, Map<string, Group & Sum>>()
  for (const job of jobs) {
    const day = new Date(job.submittedAt).toISOString().slice(0, 10)
    const { backend } = job.request
    const used = backend !== "simulator" && statusAt(job, now) === "completed" && !isDryRun(job.request)
    if (!used || day < query.start_date || day >= query.end_date) continue
    const period = periodOf(job.submittedAt, query.modality)
    const groups = periods.get(period) ?? new Map<string, Group & Sum>()
    periods.set(period, groups)
    const group = groupOf(job, query.group_by)
    const sum = plus(groups.get(group.group_id) ?? nothing, {
      amount: spentOn(job, now),
      job_count: 1,
      time_us: (job.completedAt - job.startedAt) * 1000,
    })
    groups.set(group.group_id, { ...group, ...sum })
  }

  const newer = isFrom("2026-09", generation)
  const amounts = ({ amount }: Sum) => (newer ? { amount_unit: unit, amounts: [{ amount, unit }] } : {})
  const sums: Array<Sum> = []
  const usage_data: Array<UsagePeriod> = []
  for (const [from, groups] of [...periods].sort(([a], [b]) => (a < b ? 1 : -1))) {
    const group_usages = [...groups.values()].sort((a, b) => b.amount - a.amount)
    const sum = group_usages.reduce(plus, nothing)
    sums.push(sum)
    usage_data.push({
      from: isFrom("2026-10", generation) ? `${from}T00:00:00Z` : from,
      ...sum,
      ...amounts(sum),
      group_usages: group_usages.slice(0, maxGroups),
    })
  }
  const total = sums.reduce(plus, nothing)
  return {
    organization: organizationId,
    group_type: query.group_by,
    modality: query.modality,
    usage_from: `${query.start_date}T00:00:00Z`,
    usage_to: `${query.end_date}T00:00:00Z`,
    usage_unit: unit,
    amount_total: total.amount,
    job_count: total.job_count,
    time_us_total: total.time_us,
    usage_data,
    ...(newer ? { amount_totals: [{ amount: total.amount, unit }] } : {}),
  }
}
