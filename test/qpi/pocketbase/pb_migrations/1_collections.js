/// The collections of QPI with their rules, as the server of version 0.1.2 has them.
migrate((app) => {
  const text = (name, more) => ({ type: "text", name, ...more })
  const date = (name, more) => ({ type: "date", name, ...more })
  const json = (name, more) => ({ type: "json", name, maxSize: 1048576, ...more })
  const number = (name, more) => ({ type: "number", name, ...more })
  const bool = (name) => ({ type: "bool", name })
  const relation = (name, collectionId, more) => ({
    type: "relation",
    name,
    collectionId,
    maxSelect: 1,
    ...more,
  })
  const select = (name, values, more) => ({ type: "select", name, values, maxSelect: 1, ...more })
  const created = { type: "autodate", name: "created", onCreate: true }
  const updated = { type: "autodate", name: "updated", onCreate: true, onUpdate: true }
  const closed = { createRule: null, updateRule: null, deleteRule: null }

  const users = app.findCollectionByNameOrId("users")
  users.fields.add(new NumberField({ name: "qpu_seconds", min: 0 }))
  users.listRule = "id = @request.auth.id"
  users.viewRule = "id = @request.auth.id"
  users.createRule = ""
  users.updateRule = "id = @request.auth.id"
  users.deleteRule = "id = @request.auth.id"
  users.authToken.duration = 432000
  app.save(users)

  const add = (fields) => app.save(new Collection({ type: "base", ...fields }))

  add({
    id: "name",
    name: "qpus",
    listRule: "",
    viewRule: "",
    ...closed,
    fields: [
      text("name", { required: true }),
      select("status", ["online", "offline", "maintenance"]),
      number("num_qubits", { min: 1 }),
      bool("enabled"),
      text("created"),
      text("updated"),
    ],
  })
  add({
    id: "pbc_1967373549",
    name: "drivers",
    listRule: "",
    viewRule: "",
    ...closed,
    fields: [
      text("name", { required: true }),
      relation("qpu", "name", { required: true }),
      text("kind"),
      text("language"),
      json("events"),
      text("status"),
      bool("enabled"),
      text("host"),
      text("version"),
      date("last_seen"),
      number("nng_in_port"),
      number("nng_out_port"),
      text("token", { hidden: true }),
      text("created"),
      text("updated"),
    ],
  })
  add({
    id: "pbc_1687431684",
    name: "events",
    listRule: "",
    viewRule: "",
    ...closed,
    fields: [
      text("driver"),
      text("qpu"),
      text("source"),
      text("ts"),
      text("type", { required: true }),
      json("payload"),
      created,
    ],
  })
  add({
    id: "pbc_2816938650",
    name: "quantum_jobs",
    listRule: "user_id = @request.auth.id",
    viewRule: "user_id = @request.auth.id",
    ...closed,
    createRule: "@request.auth.id != '' && user_id = @request.auth.id",
    fields: [
      relation("user_id", users.id, { required: true }),
      relation("qpu_target", "name"),
      json("payload", { required: true }),
      select("status", ["pending", "running", "completed", "failed", "cancelled"], { required: true }),
      date("finished_at"),
      number("duration"),
      json("results", { maxSize: 16777216 }),
      created,
      updated,
    ],
  })
  add({
    id: "pbc_1941365820",
    name: "time_slots",
    listRule: "@request.auth.id != ''",
    viewRule: "@request.auth.id != ''",
    createRule: "@request.auth.id != '' && booked_by = @request.auth.id",
    updateRule: "booked_by = @request.auth.id",
    deleteRule: "booked_by = @request.auth.id",
    fields: [
      date("start_time", { required: true }),
      date("end_time", { required: true }),
      relation("booked_by", users.id, { required: true }),
    ],
  })
  add({
    id: "pbc_4234647510",
    name: "qpu_time_requests",
    listRule: "user = @request.auth.id",
    viewRule: "user = @request.auth.id",
    createRule: "@request.auth.id != '' && user = @request.auth.id && status = 'pending'",
    updateRule: null,
    deleteRule: "user = @request.auth.id && status = 'pending'",
    fields: [
      relation("user", users.id, { required: true }),
      number("seconds", { required: true, min: 0 }),
      select("status", ["pending", "approved", "rejected"], { required: true }),
      text("requested_reason"),
      text("rejection_reason"),
      text("handled_by"),
    ],
  })
  const open = "(start_time = '' || start_time <= @now) && (end_time = '' || end_time >= @now)"
  const mine = "(target_users = '' || target_users = @request.auth.id)"
  add({
    id: "pbc_2301922722",
    name: "notifications",
    listRule: `@request.auth.id != '' && ${open} && ${mine} && dismissed_by != @request.auth.id`,
    viewRule: `@request.auth.id != '' && ${mine}`,
    ...closed,
    fields: [
      text("title", { required: true }),
      text("description"),
      date("start_time"),
      date("end_time"),
      relation("target_users", users.id),
      relation("dismissed_by", users.id),
      created,
      updated,
    ],
  })
  add({
    id: "pbc_3525142174",
    name: "api_tokens",
    listRule: "user = @request.auth.id",
    viewRule: "user = @request.auth.id",
    ...closed,
    deleteRule: "user = @request.auth.id",
    fields: [
      text("name"),
      relation("user", users.id, { required: true }),
      text("token", { required: true }),
      date("expires_at"),
      created,
    ],
  })
  add({ name: "themes", listRule: "", viewRule: "", ...closed, fields: [text("name")] })
})
