import { Effect } from "effect"
import { find, type Stage } from "./play.ts"
import type { Beginning } from "./server.ts"

const alice = "2f45418cb6neirp"
const bob = "dko3jrjpl8no5mz"
const dave = "fr8fspl4phm78y8"
const qpu = "opudb73ezvm8dxf"
/** Processors of other recorded jobs. */
const others = ["ohfowcz98qbfs8s", "ppxrhwzekhi0776"]
const password = "password123"

type Fields = Readonly<Record<string, unknown>>

/** Users with the recorded ids, signed in. */
const users = Effect.fnUntraced(function* (stage: Stage, seconds: Readonly<Record<string, number>> = {}) {
  const people = { alice, bob }
  for (const [name, id] of Object.entries(people)) {
    const email = `${name}@example.com`
    yield* stage.add("users", {
      id,
      email,
      password,
      passwordConfirm: password,
      verified: true,
      qpu_seconds: seconds[name] ?? (name === "alice" ? 1000 : 500),
    })
    yield* stage.login(name, email, password)
  }
})

const dan = Effect.fnUntraced(function* (stage: Stage, seconds: number) {
  const email = "dave@example.com"
  yield* stage.add("users", {
    id: dave,
    email,
    password,
    passwordConfirm: password,
    verified: true,
    qpu_seconds: seconds,
  })
  yield* stage.login("dave", email, password)
})

const token = Effect.fnUntraced(function* (stage: Stage, who: string) {
  const made = yield* stage.send(who, "POST", "/api/tokens", { name: "ci" })
  stage.tokens.set(who, String(made["token"]))
  return String(made["id"])
})

const processor = (stage: Stage) =>
  stage.add("qpus", { id: qpu, name: "mock-1", status: "online", num_qubits: 5, enabled: true })

/** A recorded job, as it stood then. */
const job = Effect.fnUntraced(function* (stage: Stage, name: string, more: Fields = {}) {
  const recorded = find(name).answer as Fields
  const isRecord = "collectionId" in recorded
  const fields = {
    id: recorded["id"],
    user_id: recorded["user_id"],
    qpu_target: recorded["qpu_target"],
    payload: recorded["payload"],
    status: recorded["status"],
    finished_at: recorded["finished_at"] ?? "",
    duration: recorded["duration"] ?? 0,
    results: isRecord ? recorded["results"] : null,
    ...more,
  }
  yield* stage.add("quantum_jobs", fields)
})

/** A filter that the recording has cut. */
const manyIds = `/api/collections/quantum_jobs/records?filter=${encodeURIComponent(
  Array.from({ length: 210 }, (_, i) => `id='${String(i).padStart(15, "0")}'`).join(" || "),
)}`

interface Scene {
  readonly name: string
  readonly beginning?: Beginning
  readonly run: (stage: Stage) => Effect.Effect<unknown, unknown>
}

export const scenes: ReadonlyArray<Scene> = [
  {
    name: "signing in",
    run: Effect.fnUntraced(function* (stage) {
      yield* users(stage)
      const { play } = stage
      yield* play("auth-methods")
      yield* play("auth-refresh-garbage-token")
      yield* play("auth-refresh-no-token")
      yield* play("auth-refresh-superuser-on-users", { who: "admin" })
      yield* play("auth-refresh-user")
      yield* play("auth-refresh-wrong-collection")
      yield* play("auth-superuser")
      yield* play("auth-user-bad-password")
      yield* play("auth-user-blank")
      yield* play("auth-user-unknown-identity")
      yield* play("auth-user")
      yield* play("batch")
      yield* play("batch-disabled")
      yield* play("collections-admin-as-user")
      yield* play("collections-superuser", { who: "admin" })
      yield* play("unknown-get-path")
      yield* play("unknown-post-path")
      yield* play("health")
      yield* play("root-ca")
      yield* play("theme-active")
      yield* play("theme-css")
      yield* play("theme-defaults")
      yield* play("theme-js")
      yield* play("op-version", { who: "admin" })
      yield* play("op-version-as-user")
    }),
  },
  {
    name: "no passwords",
    beginning: { passwordAuth: false },
    run: ({ play }) => play("auth-user-password-auth-disabled"),
  },
  {
    name: "limits",
    beginning: { rateLimits: true },
    run: Effect.fnUntraced(function* (stage) {
      const asked = {
        method: "POST",
        path: "/api/collections/users/auth-with-password",
        headers: { "Content-Type": "application/json" },
        body: "{}",
      }
      for (let i = 0; i < 3; i++) yield* stage.server.send(asked)
      yield* stage.play("rate-limited-429")
    }),
  },
  {
    name: "users",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* play("users-create-superuser-alice", { who: "admin" })
      yield* play("users-create-superuser-bob", { who: "admin" })
      yield* play("users-create-duplicate-email", { who: "admin" })
      yield* play("users-signup-guest", { who: "guest" })
      yield* play("users-signup-guest-with-qpu-seconds", { who: "guest" })
      yield* play("users-signup-short-password", { who: "guest" })
      yield* stage.login("alice", "alice@example.com", password)
      yield* stage.login("bob", "bob@example.com", password)
      // The superuser's first request for jobs makes a user of his email.
      yield* play("jobs-list-empty", { who: "admin" })
      yield* play("users-superuser-proxy", { who: "admin" })
      const users = "/api/collections/users/records"
      const own = ((yield* stage.send("alice", "GET", users))["items"] as ReadonlyArray<Fields>)[0]!["id"]
      const set = (qpu_seconds: number) =>
        stage.send("admin", "PATCH", `${users}/${String(own)}`, { qpu_seconds })
      yield* set(1059.9082856260002)
      yield* play("users-list-guest")
      yield* play("users-list-superuser", { who: "admin" })
      yield* play("users-list-self-only")
      yield* token(stage, "alice")
      yield* play("users-list-api-token")
      yield* play("users-view-other")
      yield* play("users-patch-other")
      yield* play("users-patch-own-email", { who: "bob" })
      yield* play("users-patch-own-qpu-seconds", { who: "bob" })
      yield* play("users-patch-plus", { who: "admin" })
      yield* play("users-patch-set", { who: "admin" })
      yield* play("users-patch-minus-below-zero", { who: "admin" })
      yield* set(999.619254434)
      yield* play("users-self-after-charge")
      yield* play("users-patch-qpu-seconds-garbage")
    }),
  },
  {
    name: "a session's end",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* dan(stage, 99.74702999)
      yield* token(stage, "dave")
      const impersonated = yield* play("users-impersonate", { who: "admin" })
      stage.jwts.set("impersonated", String(impersonated["token"]))
      yield* play("impersonate-refresh", { who: "impersonated" })
      yield* play("users-delete-self", { who: "dave" })
      const path = `/api/collections/users/impersonate/${dave}`
      const brief = yield* stage.send("admin", "POST", path, { duration: 1 })
      stage.jwts.set("late", String(brief["token"]))
      const { clientId, close } = yield* stage.server.open
      stage.learn("04s8Qd7B3G3teHiU9906RnXSXBmubLw0FkfDToxF", clientId)
      yield* stage.server.send({
        method: "POST",
        path: "/api/realtime",
        headers: { "Content-Type": "application/json", Authorization: stage.jwts.get("late") ?? "" },
        body: JSON.stringify({ clientId, subscriptions: [] }),
      })
      yield* stage.server.pass(2)
      const late = { who: "late" }
      yield* play("realtime-resubscribe-expired-token", late)
      yield* close
      yield* play("expired-jwt-jobs", late)
      yield* play("expired-jwt-op", late)
      yield* play("expired-jwt-records-list", late)
      yield* play("expired-jwt-records-view", late)
      yield* play("expired-jwt-refresh", late)
      yield* play("expired-jwt-time-slot-create", { ...late, shift: true })
      yield* play("expired-jwt-users-view", late)
      yield* play("records-expired-like-guest", late)
      yield* stage.send("admin", "PATCH", `/api/collections/users/records/${dave}`, {
        qpu_seconds: 99.946990109,
      })
      yield* play("users-change-password", { who: "dave" })
      yield* play("old-jwt-after-password-change", { who: "dave" })
    }),
  },
  {
    name: "submissions",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* users(stage)
      yield* processor(stage)
      yield* token(stage, "alice")
      yield* play("jobs-list-empty", { who: "bob" })
      yield* play("jobs-submit")
      yield* play("jobs-submit-multi")
      yield* play("jobs-submit-blank-circuit")
      yield* play("jobs-submit-circuit-number")
      yield* play("jobs-submit-circuit-shots-float")
      yield* play("jobs-submit-circuits-of-strings")
      yield* play("jobs-submit-empty-body")
      yield* play("jobs-submit-empty-circuits")
      yield* play("jobs-submit-flat-parameter-values")
      yield* play("jobs-submit-float-10.0")
      yield* play("jobs-submit-float-shots")
      yield* play("jobs-submit-malformed-json")
      yield* play("jobs-submit-missing-circuits")
      yield* play("jobs-submit-negative-shots")
      yield* play("jobs-submit-no-content-type")
      yield* play("jobs-submit-no-target")
      const big = { circuits: [{ circuit: `//${"x".repeat(1_200_000)}` }], qpu_target: qpu }
      yield* play("jobs-submit-payload-over-1MiB", { body: JSON.stringify(big) })
      yield* play("jobs-submit-string-shots")
      yield* play("jobs-submit-target-name")
      yield* play("jobs-submit-target-unknown-id")
      yield* play("jobs-submit-text-plain")
      yield* play("jobs-list-revoked-token", { who: "revoked" })
      yield* play("jobs-list-unknown-api-token", { who: "nobody" })
      yield* stage.send("admin", "PATCH", `/api/collections/users/records/${alice}`, { qpu_seconds: 0 })
      yield* play("jobs-submit-no-balance")
    }),
  },
  {
    name: "lists of jobs",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* users(stage)
      yield* processor(stage)
      yield* token(stage, "alice")
      // In the order in which they were made, with a pause: the newest comes first in a list.
      const failed = { status: "failed", duration: 0.021323753, finished_at: "2026-11-21 11:57:30.982Z" }
      const blank = yield* play("jobs-submit-blank-circuit")
      yield* stage.send(
        "admin",
        "PATCH",
        `/api/collections/quantum_jobs/records/${String(blank["id"])}`,
        failed,
      )
      for (const name of [
        "jobs-submit-unknown-fields",
        "jobs-submit-charset",
        "jobs-submit-meas-level-9",
        "jobs-submit-meas-level-0",
        "jobs-submit-shots-0",
      ]) {
        yield* stage.server.pass(0.01)
        yield* play(name)
      }
      yield* play("jobs-list-fields")
      yield* play("jobs-list-limit-negative")
      yield* play("jobs-list-skip-past-end")
      yield* play("jobs-list-skip1")
      yield* play("jobs-list-sort-bad")
      yield* play("jobs-trailing-slash")
      yield* play("jobs-get-fields")
      yield* play("jobs-cancel-no-auth", { who: "guest" })
      yield* play("jobs-cancel-pending")
      yield* play("jobs-cancel-repeat")
      yield* play("jobs-get-cancelled")
      yield* play("jobs-cancel-unknown")
      yield* play("cors-preflight", { who: "guest" })
      yield* play("cors-get", { who: "guest" })
    }),
  },
  {
    name: "jobs",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* users(stage)
      yield* processor(stage)
      yield* token(stage, "alice")
      for (const id of others) yield* stage.add("qpus", { id, name: "other", status: "online" })
      yield* job(stage, "records-job-completed")
      yield* job(stage, "records-job-failed")
      yield* job(stage, "records-job-no-clbit")
      yield* job(stage, "records-job-late-result-after-cancel", {
        status: "running",
        results: null,
        finished_at: "",
        duration: 0,
      })
      yield* play("jobs-get-completed")
      yield* play("jobs-get-failed")
      yield* play("jobs-get-no-auth", { who: "guest" })
      yield* play("jobs-get-other-user", { who: "bob" })
      yield* play("jobs-get-unknown")
      yield* play("jobs-get-superuser-others-job", { who: "admin" })
      yield* play("jobs-get-api-token-lowercase-bearer")
      yield* play("jobs-get-api-token-without-bearer")
      yield* play("jobs-get-jwt-wins-over-api-token", {
        who: "bob",
        ...tokenOf(stage, "alice"),
      })
      yield* play("jobs-cancel-completed")
      yield* play("jobs-cancel-running")
      yield* play("jobs-cancel-with-get")
      yield* play("jobs-delete-unsupported")
    }),
  },
  {
    name: "records of jobs",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* users(stage)
      yield* processor(stage)
      yield* token(stage, "alice")
      for (const id of others) yield* stage.add("qpus", { id, name: "other", status: "online" })
      const first = [
        "records-job-completed",
        "records-job-failed",
        "records-job-failed-bad-qasm",
        "records-job-multi-circuits",
        "records-job-level1-single",
        "records-job-level1-avg",
        "records-job-level0-single",
        "records-job-no-clbit",
        "records-job-late-result-after-cancel",
        "records-job-completed-aer",
      ]
      for (const name of first) {
        yield* job(stage, name)
        yield* stage.server.pass(0.01)
      }
      yield* play("records-job-completed")
      yield* play("records-job-failed")
      yield* play("records-job-failed-bad-qasm")
      yield* play("records-job-multi-circuits")
      yield* play("records-job-level1-single")
      yield* play("records-job-level1-avg")
      yield* play("records-job-level0-single")
      yield* play("records-job-no-clbit")
      yield* play("records-job-late-result-after-cancel")
      yield* play("records-job-completed-aer")
      yield* play("records-job-expand-fields", { who: "admin" })
      yield* play("records-job-other-user", { who: "bob" })
      yield* play("records-job-with-api-token")
      yield* play("records-job-with-api-token-bearer")
      yield* play("records-jobs-list-with-api-token")
      yield* play("records-view-guest", { who: "guest" })
      yield* play("records-view-unknown")
      yield* play("records-filter-bad")
      yield* play("records-filter-json-path")
      yield* play("records-filter-many", { path: manyIds })
      yield* play("records-filter-too-long", {
        path: `/api/collections/quantum_jobs/records?filter=status%3D%27${"x".repeat(3600)}%27`,
      })
      yield* play("records-filter-unknown-field")
      yield* play("records-page-bad")
      yield* play("records-perPage-bad")
      yield* play("records-sort-unknown-field")
      yield* play("records-unknown-collection")
      const blank = find("jobs-submit-blank-circuit").answer as Fields
      yield* stage.add("quantum_jobs", {
        id: blank["id"],
        user_id: alice,
        payload: blank["payload"],
        status: "failed",
      })
      yield* play("records-filter-status")
      yield* play("records-jobs-create-direct")
      yield* play("records-jobs-create-own-id-1")
      yield* play("records-jobs-create-own-id-2")
      yield* play("records-jobs-patch-owner")
      const marked = { circuits: [{ circuit: "OPENQASM 3.0;\n// effect-qpi:3f0c9a1e-77aa-4b00\n" }] }
      yield* stage.add("quantum_jobs", {
        id: "wqg5yakn0q032mu",
        user_id: alice,
        payload: marked,
        status: "completed",
      })
      yield* play("records-jobs-filter-payload-contains")
      // Seventeen, as then.
      for (const i of [1, 2, 3]) {
        yield* stage.add("quantum_jobs", {
          id: `filler00000000${i}`,
          user_id: alice,
          payload: { circuits: [] },
          status: "failed",
        })
      }
      yield* play("records-page-past-end")
      yield* play("records-perPage-5000")
      yield* play("records-skipTotal")
      yield* play("records-sort-rowid")
      const patched = find("records-job-patch-superuser-running").answer as Fields
      yield* stage.add("quantum_jobs", {
        id: patched["id"],
        user_id: alice,
        payload: patched["payload"],
        status: "pending",
      })
      yield* play("records-job-patch-superuser-running", { who: "admin" })
      yield* play("records-job-patch-superuser-completed", { who: "admin" })
      yield* play("records-job-delete-superuser", { who: "admin" })
    }),
  },
  {
    name: "tokens",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* users(stage)
      const ci = yield* play("tokens-create")
      stage.tokens.set("alice", String(ci["token"]))
      yield* play("tokens-list-with-api-token")
      yield* play("tokens-get")
      yield* play("tokens-get-other-user", { who: "bob" })
      yield* play("tokens-get-superuser", { who: "admin" })
      yield* play("tokens-no-auth", { who: "guest" })
      yield* stage.server.pass(0.01)
      yield* play("tokens-create-expiry")
      yield* play("tokens-create-garbage-expiry")
      const past = yield* play("tokens-create-past-expiry")
      stage.tokens.set("past", String(past["token"]))
      yield* play("tokens-expired-used", { who: "past" })
      const listed = find("tokens-list").answer as ReadonlyArray<Fields>
      const recordOf = (name: string) => listed.find((each) => each["name"] === name) ?? {}
      const make = Effect.fnUntraced(function* (name: string) {
        yield* stage.server.pass(0.01)
        const { id, expires_at } = recordOf(name)
        const made = yield* stage.send("alice", "POST", "/api/tokens", { name, expires_at })
        stage.learn(String(id), String(made["id"]))
      })
      yield* make("near")
      yield* make("tz")
      yield* make("date")
      yield* play("records-api-tokens")
    }),
  },
  {
    name: "tokens that change",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* users(stage)
      const listed = find("tokens-list").answer as ReadonlyArray<Fields>
      for (const fields of listed.toReversed()) {
        yield* stage.server.pass(0.01)
        if (fields["name"] === "") yield* play("tokens-create-empty-body")
        else {
          const { name, expires_at } = fields
          const made = yield* stage.send("alice", "POST", "/api/tokens", { name, expires_at })
          stage.learn(String(fields["id"]), String(made["id"]))
        }
      }
      yield* play("tokens-list")
      yield* play("tokens-patch")
      yield* play("tokens-patch-clear-expiry")
      yield* play("tokens-patch-empty")
      yield* play("tokens-patch-other-user", { who: "bob" })
      yield* play("tokens-delete")
      yield* play("tokens-delete-again")
      yield* play("tokens-trailing")
      const id = yield* token(stage, "alice")
      stage.learn("yye5ldx8eq2mt4s", id)
      yield* play("tokens-delete-self")
    }),
  },
  {
    name: "notifications",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* users(stage)
      yield* token(stage, "alice")
      yield* play("notifications-create-as-user")
      yield* play("notifications-create", { who: "admin" })
      yield* play("notifications-create-targets-array", { who: "admin" })
      yield* play("notifications-create-target-one", { who: "admin" })
      const now = yield* stage.server.now
      const moment = (hours: number) => new Date(now + hours * 3_600_000).toISOString()
      const more: ReadonlyArray<Fields> = [
        { id: "q2k051rieq3u163", title: "t4", start_time: moment(5) },
        { id: "27m26uhl0xk62y6", title: "t5", end_time: moment(-5) },
        { id: "tpkwg0vk8olnu4f", title: "t6", start_time: moment(-5), end_time: moment(5) },
      ]
      for (const fields of more) yield* stage.add("notifications", fields)
      yield* play("notifications-list-alice")
      yield* play("notifications-list-bob", { who: "bob" })
      yield* play("notifications-list-guest", { who: "guest" })
      yield* play("notifications-list-superuser", { who: "admin" })
      yield* play("notifications-dismiss-guest", { who: "guest" })
      yield* play("notifications-dismiss-not-targeted", { who: "bob" })
      yield* play("notifications-dismiss-superuser", { who: "admin" })
      yield* play("notifications-dismiss-unknown")
      yield* play("notifications-dismiss-future")
      yield* play("notifications-dismiss")
      yield* play("notifications-dismiss-repeat")
      yield* play("notifications-dismiss-by-second-user", { who: "bob" })
    }),
  },
  {
    name: "machines",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* users(stage)
      yield* token(stage, "alice")
      yield* processor(stage)
      const admin = { who: "admin" }
      yield* stage.add(
        "drivers",
        (find("records-drivers-guest").answer as { items: ReadonlyArray<Fields> }).items[0]!,
      )
      yield* play("qpus-list")
      yield* play("qpus-get")
      yield* play("qpus-get-by-name")
      yield* play("qpus-trailing-slash")
      yield* play("records-qpus-by-name")
      yield* play("op-qpus-create-anonymous", { who: "guest" })
      yield* play("op-qpus-create-api-token")
      yield* play("op-qpus-create-as-user")
      yield* play("op-qpus-connect-removed", admin)
      yield* play("op-qpus-create", admin)
      yield* play("op-qpus-create-duplicate-name", admin)
      yield* play("op-qpus-create-disabled", admin)
      yield* play("op-qpus-create-float", admin)
      yield* play("op-qpus-create-negative", admin)
      yield* play("op-qpus-create-no-name", admin)
      yield* play("qpus-get-offline")
      yield* play("records-qpus-duplicate-names")
      yield* play("op-qpu-toggle-as-user")
      yield* play("op-qpu-toggle-by-name", admin)
      yield* play("op-qpu-toggle-off", admin)
      yield* play("op-qpu-toggle-on", admin)
      yield* play("op-qpu-toggle-no-enabled", admin)
      yield* play("op-qpu-toggle-no-id", admin)
      yield* play("op-qpu-toggle-unknown", admin)
      yield* play("records-qpus-create-as-user")
      yield* play("records-qpus-patch-as-user")
      yield* play("records-qpus-patch-bad-status", admin)
      yield* play("records-qpus-patch-superuser", admin)
      yield* play("op-drivers-create-as-user")
      const made = yield* play("op-drivers-create", admin)
      yield* play("op-drivers-create-mock-snippets", admin)
      yield* play("records-drivers-guest", { who: "guest" })
      yield* play("op-drivers-create-bad-kind", admin)
      yield* play("op-drivers-create-bad-qpu", admin)
      yield* play("op-drivers-create-custom-no-events", admin)
      yield* play("op-drivers-connect-bad-token")
      yield* play("op-drivers-connect-no-token")
      yield* play("op-drivers-toggle", admin)
      yield* play("op-drivers-toggle-unknown", admin)
      yield* play("op-drivers-connect-disabled", { secret: String(made["token"]) })
      yield* play("records-qpus-delete-superuser", admin)
      yield* play("records-qpus-delete-unknown", admin)
      yield* play("records-events-guest", { who: "guest" })
      const event = (find("records-events-reading").answer as { items: ReadonlyArray<Fields> }).items[0]!
      yield* stage.add("events", event)
      yield* play("records-events-reading", { who: "guest" })
    }),
  },
  {
    name: "slots",
    run: Effect.fnUntraced(function* (stage) {
      yield* users(stage)
      yield* token(stage, "alice")
      const play = (name: string, who = "alice") => stage.play(name, { who, shift: true })
      yield* play("time-slots-past")
      yield* play("time-slots-create")
      yield* play("time-slots-adjacent", "bob")
      yield* play("time-slots-overlap", "bob")
      yield* play("time-slots-create-api-token")
      yield* play("time-slots-create-for-other")
      yield* play("time-slots-create-without-booked-by")
      yield* play("time-slots-end-before-start")
      yield* play("time-slots-garbage-date")
      yield* play("time-slots-garbage-end")
      yield* play("time-slots-missing")
      yield* play("time-slots-offset-format")
      yield* play("time-slots-list-guest", "guest")
      yield* play("time-slots-view-guest", "guest")
      yield* play("time-slots-delete-other", "bob")
      yield* play("time-slots-patch-other", "bob")
      yield* play("time-slots-patch")
      yield* play("time-slots-patch-to-past")
      yield* play("time-slots-superuser-overlap", "admin")
      yield* play("time-slots-superuser-end-before-start", "admin")
      yield* play("time-slots-superuser-no-booked-by", "admin")
      yield* play("time-slots-patch-booked-by")
      yield* play("time-slots-list-other-user")
      yield* play("time-slots-superuser-past", "admin")
      yield* play("time-slots-patch-started")
      yield* play("time-slots-delete-started")
      yield* play("time-slots-delete", "bob")
      yield* play("time-slots-delete-again", "bob")
    }),
  },
  {
    name: "requests for time",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* users(stage)
      const admin = { who: "admin" }
      yield* play("time-requests-create")
      yield* play("time-requests-handled-by-set")
      yield* play("time-requests-list")
      yield* play("time-requests-list-other", { who: "bob" })
      yield* play("time-requests-create-approved")
      yield* play("time-requests-create-negative")
      yield* play("time-requests-create-without-status")
      yield* play("time-requests-create-without-user-status")
      yield* play("time-requests-create-zero")
      yield* play("time-requests-guest-create", { who: "guest" })
      yield* play("time-requests-patch-owner")
      yield* play("time-requests-patch-seconds", admin)
      yield* play("time-requests-patch-user", admin)
      yield* play("time-requests-approve", admin)
      yield* play("time-requests-approve-again", admin)
      yield* play("time-requests-reject-after", admin)
      yield* play("time-requests-delete-approved")
      const more: ReadonlyArray<Fields> = [
        { id: "fsbssezc7a2wt1r", user: alice, seconds: 5, status: "pending" },
        { id: "t9rfahp5fzsa62l", user: alice, seconds: 5, status: "pending" },
      ]
      for (const fields of more) yield* stage.add("qpu_time_requests", fields)
      yield* play("time-requests-reject", admin)
      yield* play("time-requests-delete-pending")
    }),
  },
  {
    name: "realtime",
    run: Effect.fnUntraced(function* (stage) {
      const { play } = stage
      yield* users(stage)
      yield* token(stage, "alice")
      const ids = [
        "dIFckzXQmI5uncnkUqODio6MsNes7fLcTW0oL6w7",
        "7oPCE4qW0E7EC3NZkGV1pK2snXM90gQcxAXkPIEU",
        "Eq8yql6VdiKpgWnV3ino5oJuFyNWOWA8OeQdwSCo",
        "DLGuWljxjzN3xXJKDF7BzF2jjk0tSGEHSxyyfUgR",
        "MAHfe63nswayI6oDaOXWzVVoL0gDGXVx54DIZfCf",
      ]
      const closes: Array<Effect.Effect<void>> = []
      for (const id of ids) {
        const { clientId, close } = yield* stage.server.open
        stage.learn(id, clientId)
        closes.push(close)
      }
      yield* closes[4] ?? Effect.void
      yield* stage.server.pass(1)
      yield* play("realtime-subscribe-guest", { who: "guest" })
      yield* play("realtime-guest-upgrade")
      yield* play("realtime-subscribe")
      yield* play("realtime-subscribe-as-other-user", { who: "bob" })
      yield* play("realtime-subscribe-options")
      yield* play("realtime-unsubscribe-all")
      yield* play("realtime-subscribe-after-close")
      yield* play("realtime-subscribe-api-token")
      yield* play("realtime-subscribe-unknown-collection")
      yield* play("realtime-too-many")
      yield* play("realtime-subscribe-garbage-token")
      yield* play("realtime-subscribe-closed-stream")
      yield* play("realtime-bad-client-id")
      yield* play("realtime-blank-client-id")
      for (const close of closes) yield* close
    }),
  },
]

const tokenOf = (stage: Stage, who: string) => {
  const secret = stage.tokens.get(who)
  return secret === undefined ? {} : { secret }
}
