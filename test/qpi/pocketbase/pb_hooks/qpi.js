// What the routes share. Each handler runs in a runtime of its own, and requires this file there.

const answer = (e, status, value) => e.json(status, value)
const refuse = (e, status, message, data) => e.json(status, { data: data ?? {}, message, status })
const unauthorized = (e) => refuse(e, 401, "Authentication required.")
const badBody = (e) => refuse(e, 400, "Invalid request body.")

const superuserOf = (e) =>
  e.auth !== null && e.auth !== undefined && e.auth.isSuperuser() ? e.auth : undefined

const find = (collection, id) => {
  try {
    return $app.findRecordById(collection, id)
  } catch {
    return undefined
  }
}

const findBy = (collection, field, value) => {
  try {
    return $app.findFirstRecordByData(collection, field, value)
  } catch {
    return undefined
  }
}

/** What is wrong with a record, as the server says it. */
const faults = (e, status, message, error) => {
  throw new ApiError(status, message, error.value ?? error)
}

/** Whose request it is: a JWT comes before a token, and a superuser acts as a user of his email. */
const userOf = (e) => {
  if (e.auth !== null && e.auth !== undefined) {
    if (!e.auth.isSuperuser()) return e.auth
    const email = e.auth.email()
    const known = findBy("users", "email", email)
    if (known !== undefined) return known
    const proxy = new Record($app.findCollectionByNameOrId("users"))
    proxy.setEmail(email)
    proxy.setRandomPassword()
    proxy.set("qpu_seconds", 999999999)
    $app.save(proxy)
    return proxy
  }
  const bearer = /^Bearer (qpi_.*)$/.exec(e.request.header.get("Authorization"))
  const given = e.request.header.get("X-API-Token") || (bearer === null ? "" : bearer[1])
  if (given === "") return undefined
  const token = findBy("api_tokens", "token", $security.sha256(given))
  if (token === undefined) return undefined
  const end = token.getString("expires_at")
  if (end !== "" && end <= new DateTime().string()) return undefined
  return find("users", token.getString("user"))
}

/** The body of a route: JSON that says so; nothing for anything else. */
const bodyOf = (e) => {
  if (!e.request.header.get("Content-Type").includes("json")) return undefined
  const text = toString(e.request.body)
  try {
    const value = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { value, text } : undefined
  } catch {
    return undefined
  }
}

/** A number with a point, where a whole one is read. */
const isFraction = (text) =>
  /"(?:shots|meas_level|num_qubits)"\s*:\s*-?\d+[.eE]/.test(
    text.replace(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (each, colon) => (colon === undefined ? '""' : each)),
  )

/** What a job is submitted with; nothing where a type is wrong. Unknown fields are dropped. */
const submissionOf = (body) => {
  const bad = {}
  const whole = (value) => {
    if (value === undefined || value === null) return undefined
    if (!Number.isInteger(value)) throw bad
    return value
  }
  const text = (value) => {
    if (value === undefined || value === null) return ""
    if (typeof value !== "string") throw bad
    return value
  }
  const list = (value) => {
    if (value === undefined || value === null) return []
    if (!Array.isArray(value)) throw bad
    return value
  }
  try {
    if (isFraction(body.text)) throw bad
    const circuits = list(body.value.circuits).map((circuit) => {
      if (typeof circuit !== "object" || circuit === null || Array.isArray(circuit)) throw bad
      const sets = list(circuit.parameter_values).map((set) =>
        list(set).map((value) => {
          if (typeof value !== "number") throw bad
          return value
        }),
      )
      const shots = whole(circuit.shots)
      return {
        circuit: text(circuit.circuit),
        ...(sets.length === 0 ? {} : { parameter_values: sets }),
        ...(shots === undefined || shots === 0 ? {} : { shots }),
      }
    })
    if (circuits.length === 0) throw bad
    const target = text(body.value.qpu_target)
    return {
      circuits,
      shots: whole(body.value.shots) || 1024,
      meas_level: whole(body.value.meas_level) ?? 2,
      meas_return: text(body.value.meas_return) || "single",
      ...(target === "" ? {} : { qpu_target: target }),
    }
  } catch (error) {
    if (error !== bad) throw error
    return undefined
  }
}

const payloadOf = (record) => JSON.parse(toString(record.get("payload")))

/** A job as the routes show it: the results are a copy of the payload. */
const job = (record) => {
  const finished = record.getString("finished_at")
  const duration = record.getFloat("duration")
  const payload = payloadOf(record)
  return {
    id: record.id,
    user_id: record.getString("user_id"),
    qpu_target: record.getString("qpu_target"),
    payload,
    status: record.getString("status"),
    ...(finished === "" ? {} : { finished_at: finished }),
    ...(duration === 0 ? {} : { duration }),
    results: payload,
    created: record.getString("created"),
    updated: record.getString("updated"),
  }
}

const qpu = (record) => ({
  id: record.id,
  name: record.getString("name"),
  status: record.getString("status"),
  num_qubits: record.getInt("num_qubits"),
  enabled: record.getBool("enabled"),
  created: "",
  updated: "",
})

const token = (record, secret) => {
  const end = record.getString("expires_at")
  return {
    id: record.id,
    ...(secret === undefined ? {} : { token: secret }),
    name: record.getString("name"),
    ...(end === "" ? {} : { expires_at: end }),
    created: "",
  }
}

const queryOf = (e, name) => e.request.url.query().get(name)

const amountOf = (e, name) => {
  const value = Number(queryOf(e, name))
  return Number.isInteger(value) && value > 0 ? value : 0
}

const submit = (e) => {
  const user = userOf(e)
  if (user === undefined) return unauthorized(e)
  const body = bodyOf(e)
  const payload = body === undefined ? undefined : submissionOf(body)
  if (payload === undefined) return badBody(e)
  if (user.getFloat("qpu_seconds") <= 0) return refuse(e, 403, "Insufficient QPU seconds balance.")
  const record = new Record($app.findCollectionByNameOrId("quantum_jobs"))
  record.set("user_id", user.id)
  record.set("qpu_target", payload.qpu_target ?? "")
  record.set("payload", payload)
  record.set("status", "pending")
  try {
    $app.save(record)
  } catch (error) {
    return faults(e, 500, "Failed to save job.", error)
  }
  return answer(e, 201, job(record))
}

const list = (e) => {
  const user = userOf(e)
  if (user === undefined) return unauthorized(e)
  try {
    const records = $app.findRecordsByFilter(
      "quantum_jobs",
      "user_id = {:user}",
      queryOf(e, "sort") || "-created",
      amountOf(e, "limit"),
      amountOf(e, "skip"),
      { user: user.id },
    )
    return answer(
      e,
      200,
      records.map((record) => job(record)),
    )
  } catch {
    return refuse(e, 500, "Failed to query jobs.")
  }
}

const ownJob = (e, user) => {
  const record = find("quantum_jobs", e.request.pathValue("id"))
  return record !== undefined && record.getString("user_id") === user.id ? record : undefined
}

const get = (e) => {
  const user = userOf(e)
  if (user === undefined) return unauthorized(e)
  const record = ownJob(e, user)
  return record === undefined ? refuse(e, 404, "Job not found.") : answer(e, 200, job(record))
}

const cancel = (e) => {
  const user = userOf(e)
  if (user === undefined) return unauthorized(e)
  const record = ownJob(e, user)
  const status = record === undefined ? "" : record.getString("status")
  if (status !== "pending" && status !== "running") {
    return refuse(e, 404, "Job not found, maybe it was already completed or cancelled?")
  }
  record.set("status", "cancelled")
  $app.save(record)
  return answer(e, 200, { status: "cancelled" })
}

const qpus = (e) => {
  const records = $app.findRecordsByFilter(
    "qpus",
    "status = 'online'",
    queryOf(e, "sort"),
    amountOf(e, "limit"),
    amountOf(e, "skip"),
  )
  return answer(
    e,
    200,
    records.map((record) => qpu(record)),
  )
}

const oneQpu = (e) => {
  const record = find("qpus", e.request.pathValue("id"))
  return record === undefined ? refuse(e, 404, "QPU not found.") : answer(e, 200, qpu(record))
}

const adminsOnly = (e) => refuse(e, 403, "Admin access required.")

const createQpu = (e) => {
  if (superuserOf(e) === undefined) return adminsOnly(e)
  const body = bodyOf(e)
  if (body === undefined || typeof body.value.name !== "string" || body.value.name === "") return badBody(e)
  const qubits = body.value.num_qubits ?? 0
  if (!Number.isInteger(qubits) || isFraction(body.text)) return badBody(e)
  const record = new Record($app.findCollectionByNameOrId("qpus"))
  record.set("name", body.value.name)
  record.set("num_qubits", qubits)
  record.set("enabled", body.value.enabled !== false)
  record.set("status", "offline")
  try {
    $app.save(record)
  } catch (error) {
    return faults(e, 500, "Failed to create QPU.", error)
  }
  return answer(e, 201, {
    id: record.id,
    name: body.value.name,
    status: "offline",
    enabled: record.getBool("enabled"),
  })
}

const toggle = (e, collection, words) => {
  if (superuserOf(e) === undefined) return adminsOnly(e)
  const body = bodyOf(e)
  if (body === undefined || typeof body.value.id !== "string" || body.value.id === "") return badBody(e)
  const record = find(collection, body.value.id)
  if (record === undefined) return refuse(e, 404, words)
  record.set("enabled", body.value.enabled === true)
  $app.save(record)
  return answer(e, 200, {
    id: record.id,
    name: record.getString("name"),
    enabled: record.getBool("enabled"),
    status: record.getString("status"),
  })
}

const kinds = new Set(["mock", "qiskit_aer", "quantify", "qblox", "presto", "bluefors_gen1", "custom"])

const createDriver = (e) => {
  if (superuserOf(e) === undefined) return adminsOnly(e)
  const body = bodyOf(e)
  if (body === undefined || typeof body.value.name !== "string" || body.value.name === "") return badBody(e)
  const { name, qpu, kind, language, events } = body.value
  if (!kinds.has(kind)) return refuse(e, 400, `Unknown kind ${JSON.stringify(kind)}.`)
  if (!["python", "typescript", "go"].includes(language)) {
    return refuse(e, 400, `Unknown language ${JSON.stringify(language)}.`)
  }
  if (kind === "custom" && !Array.isArray(events)) {
    return refuse(e, 400, "Events is required for a custom driver.")
  }
  const secret = `qpi_${$security.randomStringWithAlphabet(64, "0123456789abcdef")}`
  const usual = kind === "bluefors_gen1" ? ["CryostatReading"] : ["JobDispatch", "JobResult"]
  const record = new Record($app.findCollectionByNameOrId("drivers"))
  const fields = { name, qpu, kind, language, events: events ?? usual, status: "offline", enabled: true }
  for (const [field, value] of Object.entries(fields)) record.set(field, value)
  record.set("token", secret)
  try {
    $app.save(record)
  } catch (error) {
    return faults(e, 500, "Failed to create driver.", error)
  }
  return answer(e, 201, {
    id: record.id,
    name,
    qpu,
    kind,
    language,
    events: null,
    status: "offline",
    enabled: true,
    token: secret,
    ca_fingerprint: "0".repeat(64),
    qpi_addr: "http://127.0.0.1:8090",
    driver_version: "v0.1.2",
    snippets: kind === "custom" ? { install: "", stub: "" } : { systemd: "", manual_cli: "" },
  })
}

const connectDriver = (e) => {
  const body = bodyOf(e)
  if (body === undefined || typeof body.value.token !== "string" || body.value.token === "") return badBody(e)
  const record = findBy("drivers", "token", body.value.token)
  if (record === undefined) return refuse(e, 401, "Invalid access token.")
  if (!record.getBool("enabled")) return refuse(e, 403, "Driver is currently disabled by administrator.")
  record.set("status", "online")
  record.set("last_seen", new DateTime().string())
  $app.save(record)
  const target = find("qpus", record.getString("qpu"))
  if (target !== undefined) {
    target.set("status", "online")
    $app.save(target)
  }
  return answer(e, 200, {
    status: "success",
    nng_in_port: 19090,
    nng_out_port: 19091,
    tls_hash: "0".repeat(64),
    auth_token: body.value.token,
    nng_host: "127.0.0.1",
  })
}

/** The changes of a token; nothing where a type is wrong. */
const tokenChanges = (e) => {
  const body = bodyOf(e)
  if (body === undefined) return undefined
  const changes = {}
  for (const name of ["name", "expires_at"]) {
    const value = body.value[name]
    if (value === undefined || value === null) continue
    if (typeof value !== "string") return undefined
    changes[name] = value
  }
  return changes
}

const ownToken = (e, user) => {
  const record = find("api_tokens", e.request.pathValue("id"))
  if (record === undefined) return undefined
  return record.getString("user") === user.id || superuserOf(e) !== undefined ? record : undefined
}

const createToken = (e) => {
  const user = userOf(e)
  if (user === undefined) return unauthorized(e)
  const changes = tokenChanges(e)
  if (changes === undefined) return badBody(e)
  const secret = `qpi_${$security.randomStringWithAlphabet(64, "0123456789abcdef")}`
  const record = new Record($app.findCollectionByNameOrId("api_tokens"))
  for (const [name, value] of Object.entries(changes)) record.set(name, value)
  record.set("user", user.id)
  record.set("token", $security.sha256(secret))
  $app.save(record)
  return answer(e, 201, token(record, secret))
}

const listTokens = (e) => {
  const user = userOf(e)
  if (user === undefined) return unauthorized(e)
  const records = $app.findRecordsByFilter("api_tokens", "user = {:user}", "-created", 0, 0, {
    user: user.id,
  })
  return answer(
    e,
    200,
    records.map((record) => token(record)),
  )
}

const withToken = (e, use) => {
  const user = userOf(e)
  if (user === undefined) return unauthorized(e)
  const record = ownToken(e, user)
  return record === undefined ? refuse(e, 404, "Token not found.") : use(record)
}

const getToken = (e) => withToken(e, (record) => answer(e, 200, token(record)))

const updateToken = (e) =>
  withToken(e, (record) => {
    const changes = tokenChanges(e)
    if (changes === undefined) return badBody(e)
    for (const [name, value] of Object.entries(changes)) record.set(name, value)
    $app.save(record)
    return answer(e, 200, token(record))
  })

const deleteToken = (e) =>
  withToken(e, (record) => {
    $app.delete(record)
    return answer(e, 200, { status: "deleted" })
  })

const dismiss = (e) => {
  const user = userOf(e)
  if (user === undefined) return unauthorized(e)
  const record = find("notifications", e.request.pathValue("id"))
  if (record === undefined) return refuse(e, 404, "Notification not found.")
  const target = record.getString("target_users")
  if (target !== "" && target !== user.id) return refuse(e, 403, "Access denied.")
  record.set("dismissed_by", user.id)
  $app.save(record)
  return answer(e, 200, { status: "dismissed" })
}

/** Whether another booking has a part of this time. */
const overlaps = (record) =>
  $app.findRecordsByFilter(
    "time_slots",
    "id != {:id} && start_time < {:end} && end_time > {:start}",
    "",
    1,
    0,
    {
      id: record.id,
      start: record.getString("start_time"),
      end: record.getString("end_time"),
    },
  ).length > 0

const now = () => new DateTime().string()

/** What the server checks of a booking, besides the rules. */
const checkSlot = (e, old) => {
  const { record } = e
  const start = record.getString("start_time")
  const end = record.getString("end_time")
  const isSuperuser = e.hasSuperuserAuth()
  if (isSuperuser) {
    const isWhole = start !== "" && end !== "" && record.getString("booked_by") !== ""
    if (isWhole && (start >= end || overlaps(record))) {
      throw new BadRequestError(old === undefined ? "Failed to create record." : "Failed to update record.")
    }
    return
  }
  if (old === undefined) {
    if (start < now()) throw new BadRequestError("Cannot book a slot in the past.")
  } else {
    if (old.getString("start_time") <= now()) {
      throw new BadRequestError("Cannot modify a booking slot that has already started.")
    }
    if (start < now()) {
      throw new BadRequestError("Cannot reschedule a booking slot to a start time in the past.")
    }
  }
  if (start >= end) throw new BadRequestError("Start_time must be strictly before end_time.")
  if (overlaps(record)) {
    throw new BadRequestError("The requested booking slot overlaps with an existing reservation.")
  }
}

/** What the server checks of a decision. */
const decide = (e) => {
  const { record } = e
  const old = record.original()
  if (record.getString("user") !== old.getString("user")) {
    throw new BadRequestError("Cannot modify the user of a time request.")
  }
  if (record.getFloat("seconds") !== old.getFloat("seconds")) {
    throw new BadRequestError("Cannot modify the requested seconds.")
  }
  const status = record.getString("status")
  const before = old.getString("status")
  if (before !== "pending" && status !== before) {
    throw new BadRequestError("Cannot update a request that has already been processed.")
  }
  if (status !== "pending") record.set("handled_by", e.auth.id)
  if (before === "pending" && status === "approved") {
    const user = find("users", record.getString("user"))
    user.set("qpu_seconds+", record.getFloat("seconds"))
    $app.save(user)
  }
}

module.exports = {
  adminsOnly,
  cancel,
  checkSlot,
  connectDriver,
  createDriver,
  createQpu,
  createToken,
  decide,
  deleteToken,
  dismiss,
  get,
  getToken,
  list,
  listTokens,
  now,
  oneQpu,
  qpus,
  submit,
  superuserOf,
  toggle,
  updateToken,
}
