import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Outcome, quietly } from "../chaos/cloud.ts"
import { polling } from "../chaos/polling.ts"
import { submissionsOnPort } from "../chaos/port.ts"
import { runs } from "../chaos/runs.ts"
import { secrets } from "../chaos/secrets.ts"
import { sessions } from "../chaos/sessions.ts"

/** The scenarios of `npm run chaos`, small; the outage of a day is in `pollLoop.test.ts`. */
const scenarios: Readonly<Record<string, Effect.Effect<Outcome, unknown>>> = {
  "no submission is lost without a typed error, and none is doubled": submissionsOnPort(11, 100),
  "those who wait share their requests": polling(11, 300),
  "no session is left open": sessions(11, 60),
  "an interrupted run that detaches leaves its job": runs("detach", 11, 60),
  "an interrupted run that cancels leaves no job that has not ended": runs("cancel", 11, 60),
  "an interrupted run that spares started jobs cancels the others": runs("cancelIfNotStarted", 11, 60),
  "no server that echoes a request gets its secrets into an error, a log or a span": secrets(11, 500),
}

describe("when everything goes wrong", () => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    it.live(name, () => Effect.map(quietly(scenario), ({ broken }) => expect(broken).toEqual([])), 60_000)
  }
})
