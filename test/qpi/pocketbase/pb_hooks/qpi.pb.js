// The routes of QPI on PocketBase, and what it checks of records. A handler sees nothing of this file but itself.

routerAdd("POST", "/api/jobs", (e) => require(`${__hooks}/qpi.js`).submit(e))
routerAdd("GET", "/api/jobs", (e) => require(`${__hooks}/qpi.js`).list(e))
routerAdd("GET", "/api/jobs/{id}", (e) => require(`${__hooks}/qpi.js`).get(e))
routerAdd("POST", "/api/jobs/{id}/cancel", (e) => require(`${__hooks}/qpi.js`).cancel(e))

routerAdd("GET", "/api/qpus", (e) => require(`${__hooks}/qpi.js`).qpus(e))
routerAdd("GET", "/api/qpus/{id}", (e) => require(`${__hooks}/qpi.js`).oneQpu(e))
routerAdd("POST", "/api/op/qpus/create", (e) => require(`${__hooks}/qpi.js`).createQpu(e))
routerAdd("POST", "/api/op/qpu/toggle", (e) =>
  require(`${__hooks}/qpi.js`).toggle(e, "qpus", "QPU not found."),
)
routerAdd("POST", "/api/op/drivers/create", (e) => require(`${__hooks}/qpi.js`).createDriver(e))
routerAdd("POST", "/api/op/drivers/connect", (e) => require(`${__hooks}/qpi.js`).connectDriver(e))
routerAdd("POST", "/api/op/drivers/toggle", (e) =>
  require(`${__hooks}/qpi.js`).toggle(e, "drivers", "Driver not found."),
)
routerAdd("GET", "/api/op/version", (e) => {
  const qpi = require(`${__hooks}/qpi.js`)
  return qpi.superuserOf(e) === undefined ? qpi.adminsOnly(e) : e.json(200, { version: "v0.1.2" })
})

routerAdd("POST", "/api/tokens", (e) => require(`${__hooks}/qpi.js`).createToken(e))
routerAdd("GET", "/api/tokens", (e) => require(`${__hooks}/qpi.js`).listTokens(e))
routerAdd("GET", "/api/tokens/{id}", (e) => require(`${__hooks}/qpi.js`).getToken(e))
routerAdd("PATCH", "/api/tokens/{id}", (e) => require(`${__hooks}/qpi.js`).updateToken(e))
routerAdd("DELETE", "/api/tokens/{id}", (e) => require(`${__hooks}/qpi.js`).deleteToken(e))
routerAdd("POST", "/api/notifications/{id}/dismiss", (e) => require(`${__hooks}/qpi.js`).dismiss(e))

routerAdd("GET", "/api/pub/root-ca.pem", (e) =>
  e.blob(
    200,
    "application/x-pem-file",
    `-----BEGIN CERTIFICATE-----\n${"A".repeat(64)}\n-----END CERTIFICATE-----\n`,
  ),
)
const theme = (e) =>
  e.json(200, {
    id: "default",
    name: "Default",
    is_active: true,
    site_name: "QPI Interface",
    tagline: "Control Hub",
    logo: "",
    favicon: "",
    tokens: { colors: {}, fonts: {}, spacing: {}, radius: {}, shadows: {} },
    custom_css: "",
    custom_js: "",
    created: "",
    updated: "2026-11-21T11:55:05.597Z",
  })
routerAdd("GET", "/api/theme/active", theme)
routerAdd("GET", "/api/theme/defaults", theme)
routerAdd("GET", "/api/theme/css", (e) => e.noContent(204))
routerAdd("GET", "/api/theme/js", (e) => e.noContent(204))

onRecordCreateRequest((e) => {
  require(`${__hooks}/qpi.js`).checkSlot(e, undefined)
  e.next()
}, "time_slots")

onRecordUpdateRequest((e) => {
  require(`${__hooks}/qpi.js`).checkSlot(e, e.record.original())
  e.next()
}, "time_slots")

onRecordDeleteRequest((e) => {
  const { now } = require(`${__hooks}/qpi.js`)
  if (!e.hasSuperuserAuth() && e.record.getString("start_time") <= now()) {
    throw new BadRequestError("Cannot delete/cancel a booking slot that has already started.")
  }
  e.next()
}, "time_slots")

onRecordCreateRequest((e) => {
  e.record.set("handled_by", "")
  e.next()
}, "qpu_time_requests")

onRecordUpdateRequest((e) => {
  require(`${__hooks}/qpi.js`).decide(e)
  e.next()
}, "qpu_time_requests")
