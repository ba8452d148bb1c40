import type { Accounts } from "../model/Accounts.ts"
import { routeBody, wholeIn } from "../model/body.ts"
import type { Database } from "../model/Database.ts"
import { type Incoming, json, type Outgoing } from "../model/Http.ts"
import { adminsOnly, badBody, Refusal } from "../model/Refusal.ts"
import { type Row, textOf } from "../model/Row.ts"
import type { Schema } from "../model/schemas.ts"
import { pick } from "../model/pickFields.ts"
import { part } from "./jobs.ts"

const kinds: ReadonlySet<string> = new Set([
  "mock",
  "qiskit_aer",
  "quantify",
  "qblox",
  "presto",
  "bluefors_gen1",
  "custom",
])
const languages: ReadonlySet<string> = new Set(["python", "typescript", "go"])
const eventTypes: ReadonlySet<string> = new Set(["JobDispatch", "JobResult", "CryostatReading"])

/** The default events of a kind of driver. A custom driver has no defaults. */
const usual = (kind: string): ReadonlyArray<string> =>
  kind === "bluefors_gen1" ? ["CryostatReading"] : ["JobDispatch", "JobResult"]

const routeQpu = ({ id, name, status, num_qubits, enabled }: Row) => ({
  id,
  name,
  status,
  num_qubits,
  enabled,
  created: "",
  updated: "",
})

/** The routes of processors and drivers. */
export const makeMachines = (db: Database, accounts: Accounts) => {
  const { qpus, drivers } = db.schemas

  const admin = (request: Incoming): void => {
    if (accounts.caller(request).kind !== "superuser") throw adminsOnly()
  }

  const toggle = (schema: Schema, words: string) => (request: Incoming) => {
    admin(request)
    const body = routeBody(request)
    const id = textOf(body["id"])
    if (id === "") throw badBody()
    const row = db.get(schema, id)
    if (row === undefined) throw new Refusal(404, words)
    // Without the field `enabled`, the server switches the processor or driver off.
    const next = db.update(schema, row, { enabled: body["enabled"] === true })
    return json({ id, name: next["name"], enabled: next["enabled"], status: next["status"] })
  }

  const createQpu = (request: Incoming): Outgoing => {
    admin(request)
    const body = routeBody(request)
    const name = textOf(body["name"])
    if (name === "") throw badBody()
    const fields = {
      name,
      num_qubits: wholeIn(request, "num_qubits"),
      enabled: body["enabled"] !== false,
      status: "offline",
    }
    const row = db.insert(qpus, fields, [500, "Failed to create QPU."])
    return json({ id: row.id, name, status: "offline", enabled: row["enabled"] }, 201)
  }

  const createDriver = (request: Incoming): Outgoing => {
    admin(request)
    const body = routeBody(request)
    const [name, kind, language] = [textOf(body["name"]), textOf(body["kind"]), textOf(body["language"])]
    if (name === "") throw badBody()
    if (!kinds.has(kind)) throw new Refusal(400, `Unknown kind ${JSON.stringify(kind)}.`)
    if (!languages.has(language)) throw new Refusal(400, `Unknown language ${JSON.stringify(language)}.`)
    const events = Array.isArray(body["events"]) ? body["events"].map(String) : []
    const strange = events.find((event) => !eventTypes.has(event))
    if (strange !== undefined) throw new Refusal(400, `Unknown event type ${JSON.stringify(strange)}.`)
    if (kind === "custom" && events.length === 0) {
      throw new Refusal(400, "Events is required for a custom driver.")
    }
    const token = db.token()
    const fields = {
      name,
      qpu: textOf(body["qpu"]),
      kind,
      language,
      events: events.length === 0 ? usual(kind) : events,
      status: "offline",
      enabled: true,
      $token: token,
    }
    const row = db.insert(drivers, fields, [500, "Failed to create driver."])
    return json(
      {
        id: row.id,
        name,
        qpu: row["qpu"],
        kind,
        language,
        events: null,
        status: "offline",
        enabled: true,
        token,
        ca_fingerprint: "0".repeat(64),
        qpi_addr: "http://127.0.0.1:8090",
        driver_version: "v0.1.2",
        snippets:
          kind === "custom"
            ? { install: "pip install qpi-driver", stub: "import qpi_driver" }
            : { systemd: "[Service]", manual_cli: "qpi-driver" },
      },
      201,
    )
  }

  const connect = (request: Incoming): Outgoing => {
    const body = routeBody(request)
    const token = textOf(body["token"])
    if (token === "") throw badBody()
    const row = db.find(drivers, (each) => each["$token"] === token)
    if (row === undefined) throw new Refusal(401, "Invalid access token.")
    if (row["enabled"] !== true) throw new Refusal(403, "Driver is currently disabled by administrator.")
    const port = 19_090 + 2 * [...db.rows(drivers).keys()].indexOf(row.id)
    db.update(drivers, row, {
      status: "online",
      last_seen: db.now,
      nng_in_port: port,
      nng_out_port: port + 1,
      ...(textOf(body["name"]) === "" ? {} : { name: body["name"] }),
      ...(textOf(body["host"]) === "" ? {} : { host: body["host"] }),
      ...(textOf(body["version"]) === "" ? {} : { version: body["version"] }),
    })
    const qpu = db.get(qpus, textOf(row["qpu"]))
    if (qpu !== undefined) db.update(qpus, qpu, { status: "online" })
    return json({
      status: "success",
      nng_in_port: port,
      nng_out_port: port + 1,
      tls_hash: "0".repeat(64),
      auth_token: token,
      nng_host: "127.0.0.1",
    })
  }

  return {
    admin,
    createQpu,
    createDriver,
    connect,
    toggleQpu: toggle(qpus, "QPU not found."),
    toggleDriver: toggle(drivers, "Driver not found."),
    list: (request: Incoming): Outgoing => {
      const online = [...db.rows(qpus).values()].filter((row) => row["status"] === "online")
      return json(pick(part(online.map(routeQpu), request.query), request.query.get("fields")))
    },
    get: (request: Incoming, id: string): Outgoing => {
      const row = db.get(qpus, id)
      if (row === undefined) throw new Refusal(404, "QPU not found.")
      return json(pick(routeQpu(row), request.query.get("fields")))
    },
  }
}
