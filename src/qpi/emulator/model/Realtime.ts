import { Queue } from "effect"
import type { Change, Database } from "./Database.ts"
import { Refusal } from "./Refusal.ts"
import { type Caller, guest, idOf, textOf } from "./Row.ts"
import { pick } from "./pickFields.ts"
import { show } from "./visibleRecord.ts"

interface Client {
  readonly id: string
  readonly frames: Queue.Queue<string>
  topics: ReadonlyArray<string>
  caller: Caller
}

const mostTopics = 1000

/** The open realtime streams, with the topics that each stream is subscribed to. */
export class Realtime {
  readonly #db: Database
  readonly #clients = new Map<string, Client>()

  constructor(db: Database) {
    this.#db = db
    db.onChange((change) => this.#tell(change))
  }

  connect(frames: Queue.Queue<string>): string {
    const id = this.#db.text(40)
    this.#clients.set(id, { id, frames, topics: [], caller: guest })
    Queue.offerUnsafe(frames, frameOf(id, "PB_CONNECT", { clientId: id }))
    return id
  }

  disconnect(id: string): void {
    this.#clients.delete(id)
  }

  /**
   * Replaces the topics of a stream. Topics that do not exist or are not visible are accepted, but nothing is sent
   * for them.
   */
  subscribe(clientId: unknown, topics: unknown, caller: Caller): void {
    const words = "Something went wrong while processing your request."
    if (typeof clientId !== "string" || clientId === "") {
      throw new Refusal(400, words, {
        clientId: { code: "validation_required", message: "Cannot be blank." },
      })
    }
    const list = Array.isArray(topics) ? topics.map(String) : []
    if (list.length > mostTopics) {
      throw new Refusal(400, words, {
        subscriptions: {
          code: "validation_length_too_long",
          message: `The length must be no more than ${mostTopics}.`,
          params: { max: mostTopics, min: 0 },
        },
      })
    }
    const client = this.#clients.get(clientId)
    if (client === undefined) throw new Refusal(404, "Missing or invalid client id.")
    if (client.caller.kind !== "guest" && idOf(client.caller) !== idOf(caller)) {
      throw new Refusal(403, "The current and the previous request authorization don't match.")
    }
    client.caller = caller
    client.topics = list
  }

  #tell(change: Change): void {
    for (const client of this.#clients.values()) {
      for (const topic of client.topics) {
        const [name = "", query] = topic.split("?")
        const [collection, target] = name.split("/")
        if (collection !== change.schema.name || (target !== "*" && target !== change.row.id)) continue
        if (!this.#maySee(client, change, target === "*" ? "list" : "view")) continue
        const record = pick(show(this.#db, change.schema, change.row, client.caller), fieldsIn(query))
        Queue.offerUnsafe(client.frames, frameOf(client.id, topic, { record, action: change.action }))
      }
    }
  }

  #maySee({ caller }: Client, { schema, row }: Change, rule: "list" | "view"): boolean {
    if (caller.kind !== "guest") {
      const { users, superusers } = this.#db.schemas
      const account = this.#db.get(caller.kind === "user" ? users : superusers, caller.id)
      // After a change of the password the stream stays open, but nothing is sent.
      if (textOf(account?.["$tokenKey"]) !== caller.tokenKey) return false
    }
    return caller.kind === "superuser" || schema.rules[rule]?.(row, caller, this.#db.now) === true
  }
}

const frameOf = (id: string, event: string, data: unknown): string =>
  `id:${id}\nevent:${event}\ndata:${JSON.stringify(data)}\n\n`

/** The value of `fields` in the options of a topic; null if it is absent. */
const fieldsIn = (query: string | undefined): string | null => {
  const options = new URLSearchParams(query ?? "").get("options")
  if (options === null) return null
  try {
    const { query } = JSON.parse(options) as { query?: { fields?: string } }
    return query?.fields ?? null
  } catch {
    return null
  }
}
