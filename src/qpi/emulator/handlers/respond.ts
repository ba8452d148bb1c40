import type { Accounts } from "../model/Accounts.ts"
import { recordBody } from "../model/body.ts"
import type { Database } from "../model/Database.ts"
import { type Incoming, json, nothing, type Outgoing } from "../model/Http.ts"
import type { Options } from "../model/Options.ts"
import type { Realtime } from "../model/Realtime.ts"
import { notFound, Refusal } from "../model/Refusal.ts"
import { makeCollections } from "./collections.ts"
import { makeJobs } from "./jobs.ts"
import { makeMachines } from "./machines.ts"
import { makeTokens } from "./tokens.ts"

/** The response to a GET or HEAD of an unknown path: the server's web page, with status 200. */
const page: Outgoing = {
  status: 200,
  text: "<!doctype html><title>QPI</title>\n",
  type: "text/html; charset=utf-8",
}

const cached = { "cache-control": "public, max-age=300" }

const theme = {
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
  updated: "1970-01-01T00:00:00.000Z",
}

const certificate = `-----BEGIN CERTIFICATE-----\n${"A".repeat(64)}\n-----END CERTIFICATE-----\n`

/** Responds to every request except the opening of a realtime stream. */
export const makeRespond = (
  db: Database,
  accounts: Accounts,
  realtime: Realtime,
  options: Options,
): ((request: Incoming) => Outgoing) => {
  const collections = makeCollections(db, accounts, options)
  const jobs = makeJobs(db, accounts)
  const machines = makeMachines(db, accounts)
  const tokens = makeTokens(db, accounts)

  const route = (request: Incoming): Outgoing => {
    const [, , head, id, action, ...rest] = request.path.split("/")
    if (rest.length > 0 && head !== "collections") return unknown(request)
    if (head === "collections") return collections(request)
    const name = [head, id === undefined || id === "" ? undefined : ":id", action].filter(
      (each) => each !== undefined,
    )
    // A path with an empty segment is unknown. Otherwise `/api/jobs/` would be treated as `/api/jobs`.
    const isEmpty = id === "" || head === undefined
    if (isEmpty) return unknown(request)
    switch (`${request.method} ${name.join("/")}`) {
      case "GET health":
        return json({ message: "API is healthy.", code: 200, data: {} })
      case "POST batch":
        throw new Refusal(403, "Batch requests are not allowed.")
      case "POST jobs":
        return jobs.submit(request)
      case "GET jobs":
        return jobs.list(request)
      case "GET jobs/:id":
        return jobs.get(request, id ?? "")
      case "POST jobs/:id/cancel":
        return jobs.cancel(request, id ?? "")
      case "GET qpus":
        return machines.list(request)
      case "GET qpus/:id":
        return machines.get(request, id ?? "")
      case "POST tokens":
        return tokens.create(request)
      case "GET tokens":
        return tokens.list(request)
      case "GET tokens/:id":
        return tokens.get(request, id ?? "")
      case "PATCH tokens/:id":
        return tokens.update(request, id ?? "")
      case "DELETE tokens/:id":
        return tokens.delete(request, id ?? "")
      case "POST notifications/:id/dismiss":
        return tokens.dismiss(request, id ?? "")
      case "POST realtime": {
        const { clientId, subscriptions } = recordBody(request)
        realtime.subscribe(clientId, subscriptions, accounts.caller(request))
        return nothing
      }
    }
    return special(request)
  }

  const special = (request: Incoming): Outgoing => {
    switch (`${request.method} ${request.path}`) {
      case "GET /api/op/version":
        machines.admin(request)
        return json({ version: "v0.1.2" })
      case "POST /api/op/qpus/create":
        return machines.createQpu(request)
      case "POST /api/op/qpu/toggle":
        return machines.toggleQpu(request)
      case "POST /api/op/drivers/create":
        return machines.createDriver(request)
      case "POST /api/op/drivers/connect":
        return machines.connect(request)
      case "POST /api/op/drivers/toggle":
        return machines.toggleDriver(request)
      case "GET /api/pub/root-ca.pem":
        return { status: 200, text: certificate, type: "application/x-pem-file" }
      case "GET /api/theme/active":
        return json(theme)
      case "GET /api/theme/defaults":
        return { ...json(theme), headers: cached }
      case "GET /api/theme/css":
      case "GET /api/theme/js":
        return { ...nothing, headers: cached }
      default:
        return unknown(request)
    }
  }

  return (request) => {
    try {
      return request.method === "OPTIONS" ? preflight(request) : route(request)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { status, message, data } = error
      return json({ data, message, status }, status)
    }
  }
}

const unknown = ({ method }: Incoming): Outgoing => {
  if (method === "GET" || method === "HEAD") return page
  throw notFound()
}

const preflight = ({ askedHeaders }: Incoming): Outgoing => ({
  status: 204,
  headers: {
    "access-control-allow-methods": "GET,HEAD,PUT,PATCH,POST,DELETE",
    ...(askedHeaders === undefined ? {} : { "access-control-allow-headers": askedHeaders }),
  },
})
