import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Outcome, quietly } from "../chaos/cloud.ts"
import { kills } from "../chaos/durable.ts"
import { emulatorKills } from "../chaos/emulatorKills.ts"
import { emulatorLoad } from "../chaos/emulatorLoad.ts"
import { freezing } from "../chaos/freezes.ts"
import { looks } from "../chaos/looks.ts"
import { polling } from "../chaos/polling.ts"
import { submissionsOnPort } from "../chaos/port.ts"
import { runs } from "../chaos/runs.ts"
import { scans } from "../chaos/scans.ts"
import { secrets } from "../chaos/secrets.ts"
import { sessions } from "../chaos/sessions.ts"
import { submissions } from "../chaos/submissions.ts"
import { twins } from "../chaos/twins.ts"

/** The scenarios of `npm run chaos`, small; the outage of a day is in `pollLoop.test.ts`. */
const scenarios: Readonly<Record<string, Effect.Effect<Outcome, unknown>>> = {
  "no submission is lost without a typed error, and none is doubled": submissions(11, 60),
  "nor over real connections": submissionsOnPort(11, 60),
  "a job is found behind others, whatever the clocks say": looks(11, 8),
  "two processes with one id make one job that starts": twins(11, 8),
  "nor does one that was frozen start a second": freezing(11, 60, 1),
  "a scan with an id that is killed again and again has each of its jobs once": scans(11, 10),
  "those who wait share their requests, and none is forgotten": polling(11, 60, 20),
  "no session is left open": sessions(11, 60),
  "an interrupted run that detaches leaves its job": runs("detach", 11, 60),
  "an interrupted run that cancels leaves no job that has not ended": runs("cancel", 11, 60),
  "an interrupted run that spares started jobs cancels the others": runs("cancelIfNotStarted", 11, 60),
  "a durable run goes on where its process was killed, with no job twice": kills("sqlite", 11, {
    circuits: 20,
    kills: 2,
  }),
  "a served emulator under load answers everybody": emulatorLoad({
    minutes: 0.01,
    probes: 30,
    qubits: 16,
    maxMemory: 5e8,
    bodyBytes: 1e5,
    floodBytes: 1.2e7,
    judged: false,
  }),
  "one that is killed loses nothing that it acknowledged": emulatorKills(11, 2),
  "no server that echoes a request gets its secrets into an error, a log or a span": secrets(11, 300),
}

describe("when everything goes wrong", () => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    it.live(
      name,
      () =>
        Effect.map(quietly(scenario), ({ figures, broken }) =>
          expect(broken, JSON.stringify(figures)).toEqual([]),
        ),
      120_000,
    )
  }
})
