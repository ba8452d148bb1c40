import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { inTime } from "effect-ionq/emulator"
import { bell } from "../utils/builders.ts"
import { type Generation, generations, type Person, type ServerOptions, startServer, textOf } from "./talk.ts"

const circuit = 'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; h q[0]; cx q[0], q[1];'
/** 12.50 USD, by the emulator's estimate. */
const args = { circuit, backend: "qpu.forte-1", shots: 100, requestId: "request-1" }

const withServer = <A, E>(
  options: ServerOptions,
  use: (talk: Effect.Success<ReturnType<typeof startServer>>) => Effect.Effect<A, E>,
) => inTime(Effect.scoped(Effect.flatMap(startServer({ budget: 20, ...options }), use)))

/** What a call came to: the jobs at the emulator, and what the answer says. */
interface Row {
  readonly person?: Person
  readonly options?: ServerOptions
  readonly args?: object
  readonly jobs: number
  readonly questions: number
  readonly says: RegExp
}

const rows: Readonly<Record<string, Row>> = {
  "the person accepts": { person: "accepts", jobs: 1, questions: 1, says: /^Submitted job .*12\.50 USD/ },
  "the person accepts without ticking the box": {
    person: "unticked",
    jobs: 0,
    questions: 1,
    says: /declined/,
  },
  "the person declines": { person: "declines", jobs: 0, questions: 1, says: /declined: nothing was done/ },
  "the person cancels": { person: "cancels", jobs: 0, questions: 1, says: /closed the question/ },
  "the person does not answer in time": {
    person: "sleeps",
    jobs: 0,
    questions: 1,
    says: /did not answer in time/,
  },
  "the client cannot ask": { jobs: 0, questions: 0, says: /cannot ask them: nothing was done/ },
  "the price is below --approve-under": {
    options: { approveUnder: 13 },
    jobs: 1,
    questions: 0,
    says: /^Submitted job/,
  },
  "the price is --approve-under": {
    options: { approveUnder: 12.5 },
    jobs: 0,
    questions: 0,
    says: /cannot ask/,
  },
  "the job is over the budget": {
    person: "accepts",
    options: { budget: 12.49 },
    jobs: 0,
    questions: 0,
    says: /BudgetExceededError: The job would cost 12\.50 USD, and 12\.49 USD of the budget are left/,
  },
  "the simulator is free": {
    args: { backend: "simulator" },
    jobs: 1,
    questions: 0,
    says: /^Submitted job .*free/,
  },
  "a dry run is free": { args: { dryRun: true }, jobs: 1, questions: 0, says: /^Submitted job .*free/ },
  "the circuit is a whole job": {
    person: "accepts",
    args: { circuit: JSON.stringify(bell) },
    jobs: 0,
    questions: 0,
    says: /is a whole job/,
  },
  "a parameter is misspelled": {
    person: "accepts",
    args: { dry_run: true },
    jobs: 0,
    questions: 0,
    says: /parameters of submit_job are not valid.*dry_run/,
  },
}

for (const generation of generations) {
  describe(`submit_job, ${generation}`, () => {
    it.effect.each(Object.keys(rows))("%s", (name) => {
      const row = rows[name]
      if (row === undefined) throw new Error(name)
      return withServer({ generation, ...(row.person && { person: row.person }), ...row.options }, (talk) =>
        Effect.gen(function* () {
          const result = yield* talk.tool("submit_job", { ...args, ...row.args })
          expect(textOf(result)).toMatch(row.says)
          expect(yield* talk.jobs).toHaveLength(row.jobs)
          expect(result.isError ?? false).toBe(row.jobs === 0)
          expect(talk.questions).toHaveLength(row.questions)
          expect(talk.written.filter((line) => line.includes("-32603"))).toEqual([])
        }),
      )
    })

    it.effect("asks with the machine, the shots, the price and what is left", () =>
      withServer({ generation, person: "declines" }, (talk) =>
        Effect.gen(function* () {
          yield* talk.tool("submit_job", { ...args, name: 'Free! "Say\nyes"' })
          expect(talk.questions).toEqual([
            [
              "Submit a job to qpu.forte-1 for 12.50 USD?",
              "Machine: qpu.forte-1. Shots: 100.",
              "Circuit: 2 qubits, 1 one-qubit gate, 1 two-qubit gate.",
              "Price, by IonQ's estimate: 12.50 USD.",
              "Left of the budget of 20.00 USD: 20.00 USD now, 7.50 USD after it.",
              'Name, chosen by the model: "Free! \\"Say yes\\"".',
            ].join("\n"),
          ])
        }),
      ),
    )

    it.effect("makes one job of a repeated request id, and asks once", () =>
      withServer({ generation, person: "accepts" }, (talk) =>
        Effect.gen(function* () {
          const first = yield* talk.tool("submit_job", args)
          const again = yield* talk.tool("submit_job", args)
          const [job, ...others] = yield* talk.jobs
          expect(others).toEqual([])
          expect(first.structuredContent).toMatchObject({
            job: { id: job?.id },
            repeated: false,
            budget: { left: 7.5 },
          })
          expect(again.structuredContent).toMatchObject({
            job: { id: job?.id },
            repeated: true,
            budget: { left: 7.5 },
          })
          expect(talk.questions).toHaveLength(1)
          const other = yield* talk.tool("submit_job", { ...args, shots: 99 })
          expect(textOf(other)).toMatch(/belongs to job .* another request/)
          expect(yield* talk.jobs).toHaveLength(1)
        }),
      ),
    )

    it.effect("keeps its budget over several jobs", () =>
      withServer({ generation, person: "accepts", budget: 30 }, (talk) =>
        Effect.gen(function* () {
          const ids = ["request-1", "request-2", "request-3"]
          for (const requestId of ids) yield* talk.tool("submit_job", { ...args, requestId })
          expect(yield* talk.jobs).toHaveLength(2)
          expect(talk.questions).toHaveLength(2)
        }),
      ),
    )

    it.effect("charges what a job cost once it has ended, in place of its estimate", () =>
      withServer({ generation, budget: 100, approveUnder: 100 }, (talk) =>
        Effect.gen(function* () {
          // Its price is estimated by the gates that a Toffoli takes, and the emulator counts it as one.
          const toffoli = {
            circuit: circuit.replace("cx q[0], q[1]", "ccx q[0], q[1], q[2]").replace("[2] q", "[3] q"),
          }
          const given = { ...args, ...toffoli, shots: 10_000, debiasing: false }
          const submitted = yield* talk.tool("submit_job", given)
          expect(submitted.structuredContent).toMatchObject({ price: { value: 62 }, budget: { left: 38 } })
          const [job] = yield* talk.jobs
          const { structuredContent } = yield* talk.tool("get_job", { job: job?.id, waitSeconds: 10 })
          expect(structuredContent).toMatchObject({
            job: { status: "completed" },
            cost: { value: 12.5, unit: "usd" },
            budget: { max: 100, spent: 12.5, left: 87.5 },
          })
        }),
      ),
    )

    it.effect("makes one job of two calls at the same time", () =>
      withServer({ generation, approveUnder: 13 }, (talk) =>
        Effect.gen(function* () {
          const both = yield* Effect.all([talk.tool("submit_job", args), talk.tool("submit_job", args)], {
            concurrency: 2,
          })
          expect(both.filter(({ isError }) => isError === true).map(textOf)).toEqual([
            expect.stringMatching(/is under way/),
          ])
          expect(yield* talk.jobs).toHaveLength(1)
        }),
      ),
    )

    const emulator = { timing: { startedFor: "30 days" } } as const

    it.effect("cancels its own jobs without asking", () =>
      withServer({ generation, approveUnder: 13, emulator }, (talk) =>
        Effect.gen(function* () {
          yield* talk.tool("submit_job", args)
          const [own] = yield* talk.jobs
          const { structuredContent } = yield* talk.tool("cancel_job", { job: own?.id })
          expect(structuredContent).toMatchObject({ job: { status: "canceled" } })
        }),
      ),
    )

    it.effect("asks before it cancels a job that it only found by a request id", () =>
      withServer({ generation, person: "declines", emulator }, (talk) =>
        Effect.gen(function* () {
          const job = yield* talk.submitElsewhere(
            { ...bell, backend: "qpu.forte-1", shots: 100 },
            args.requestId,
          )
          const { structuredContent } = yield* talk.tool("submit_job", args)
          expect(structuredContent).toMatchObject({ job: { id: job }, repeated: true })
          yield* talk.tool("cancel_job", { job })
          expect(talk.questions).toHaveLength(1)
          expect((yield* talk.jobs).map(({ status }) => status)).not.toContain("canceled")
        }),
      ),
    )

    it.effect.each(["accepts", "declines", "cancels"] as const)(
      "asks before it cancels a job of somebody else: the person %s",
      (person) =>
        withServer({ generation, person, emulator }, (talk) =>
          Effect.gen(function* () {
            const job = yield* talk.submitElsewhere({ ...bell, backend: "qpu.forte-1", shots: 100 })
            yield* talk.tool("cancel_job", { job })
            expect(talk.questions).toHaveLength(1)
            const [{ status } = {}] = yield* talk.jobs
            expect(status === "canceled").toBe(person === "accepts")
          }),
        ),
    )
  })
}

describe("a call that is given up while the person is asked", () => {
  it.effect("submits nothing, and leaves its request id free", () =>
    withServer({ person: "sleeps" }, (talk) =>
      Effect.gen(function* () {
        const call = yield* Effect.forkChild(talk.tool("submit_job", args))
        yield* Effect.yieldNow.pipe(Effect.repeat({ until: () => talk.questions.length === 1 }))
        yield* talk.giveUp
        yield* Effect.sleep("1 minute")
        expect(yield* talk.jobs).toHaveLength(0)
        const again = yield* Effect.forkChild(talk.tool("submit_job", args))
        yield* Effect.sleep("6 minutes")
        expect(talk.questions).toHaveLength(2)
        expect(textOf(yield* Fiber.join(again))).toMatch(/did not answer in time/)
        expect(yield* talk.jobs).toHaveLength(0)
        yield* Fiber.interrupt(call)
      }),
    ),
  )
})

describe("a call that is given up while its request is on its way", () => {
  const fault = { kind: "delay", millis: 30_000, processed: false } as const
  const faults = { rules: [{ method: "POST", path: "/jobs", fault }] }

  it.effect("keeps its request id until the job is there, so that a repeated call makes no second one", () =>
    withServer({ approveUnder: 13, emulator: { faults } }, (talk) =>
      Effect.gen(function* () {
        const call = yield* Effect.forkChild(talk.tool("submit_job", args))
        yield* Effect.sleep("10 seconds")
        expect(yield* talk.jobs).toHaveLength(0)
        yield* talk.giveUp
        expect(textOf(yield* talk.tool("submit_job", args))).toMatch(/is under way/)
        yield* Effect.sleep("1 minute")
        expect(textOf(yield* talk.tool("submit_job", args))).toMatch(/There was already a job/)
        expect(yield* talk.jobs).toHaveLength(1)
        yield* Fiber.interrupt(call)
      }),
    ),
  )
})

/** A question of the newer generation, as the client holds it. */
const heldQuestion = Effect.fnUntraced(function* (
  talk: Effect.Success<ReturnType<typeof startServer>>,
  given: object,
) {
  const { result } = yield* talk.ask("tools/call", { name: "submit_job", arguments: given })
  expect(result?.resultType).toBe("input_required")
  return result?.requestState ?? ""
})

const approval = { approval: { action: "accept", content: { approve: true } } }

describe("an approval that travels through the client", () => {
  const generation: Generation = "2026-07-28"
  const changed: Readonly<Record<string, (state: string) => object>> = {
    "is for other parameters": (requestState) => ({ requestState, arguments: { ...args, shots: 101 } }),
    "is for another request id": (requestState) => ({
      requestState,
      arguments: { ...args, requestId: "request-2" },
    }),
    "has a later end": (requestState) => ({ requestState: requestState.replace(/^\d+/, "9999999999999") }),
    "is made up": () => ({ requestState: `9999999999999:12.5:${"A".repeat(43)}` }),
    "is empty": () => ({ requestState: "" }),
    "has no state": () => ({}),
  }

  it.effect.each(Object.keys(changed))("is refused if it %s", (name) =>
    withServer({ generation, person: "accepts" }, (talk) =>
      Effect.gen(function* () {
        const state = yield* heldQuestion(talk, args)
        const { result } = yield* talk.ask("tools/call", {
          name: "submit_job",
          arguments: args,
          inputResponses: approval,
          ...changed[name]?.(state),
        })
        expect(result?.isError).toBe(true)
        expect(textOf(result ?? {})).toMatch(/not an answer to a question of this server/)
        expect(yield* talk.jobs).toHaveLength(0)
      }),
    ),
  )

  /** IonQ's first answer to a question for a price. */
  const firstPrice = (price: number) => ({
    faults: {
      rules: [
        {
          path: "/jobs/estimate",
          fault: {
            kind: "answer" as const,
            status: 200,
            body: JSON.stringify({ estimated_total_cost: price, estimated_unit: "usd" }),
            processed: false,
          },
        },
      ],
    },
  })

  it.effect.each([
    [2, "is asked for again if the price has risen", 0, "input_required"],
    [18, "is good for a lower price", 1, "complete"],
  ] as const)("at %d USD %s", ([price, , count, type]) =>
    withServer({ generation, person: "accepts", emulator: firstPrice(price) }, (talk) =>
      Effect.gen(function* () {
        const requestState = yield* heldQuestion(talk, args)
        const call = { name: "submit_job", arguments: args, inputResponses: approval, requestState }
        const { result } = yield* talk.ask("tools/call", call)
        expect(result?.resultType).toBe(type)
        expect(yield* talk.jobs).toHaveLength(count)
      }),
    ),
  )

  it.effect("is good for one job, however often it comes", () =>
    withServer({ generation, person: "accepts", budget: 100 }, (talk) =>
      Effect.gen(function* () {
        const requestState = yield* heldQuestion(talk, args)
        const call = { name: "submit_job", arguments: args, inputResponses: approval, requestState }
        for (let i = 0; i < 3; i++) yield* talk.ask("tools/call", call)
        expect(yield* talk.jobs).toHaveLength(1)
      }),
    ),
  )
})
