import * as Random from "../../../random/generator.ts"
import type { Collections } from "../../api/collections.ts"
import type { FieldError } from "../../schema/Server.ts"
import { formatDate } from "../../schema/dates.ts"
import { DateTime } from "effect"
import { faultIn, store } from "./fields.ts"
import { collectionsOf, type Options } from "./Options.ts"
import { notUnique, Refusal } from "./Refusal.ts"
import { type Row, textOf } from "./Row.ts"
import { type Schema, schemasOf } from "./schemas.ts"

/** A change of a record. */
export interface Change {
  readonly schema: Schema
  readonly action: "create" | "update" | "delete"
  readonly row: Row
}

const letters = "abcdefghijklmnopqrstuvwxyz0123456789"

/** The records of an emulator. `millis` is set at the start of each request and of each step of a driver. */
export class Database {
  readonly names: Collections
  readonly schemas: Readonly<Record<keyof Collections, Schema>>
  readonly draw: () => number
  /** The server's time, in epoch milliseconds. */
  millis = 0
  readonly #tables = new Map<string, Map<string, Row>>()
  readonly #byName = new Map<string, Schema>()
  readonly #listeners: Array<(change: Change) => void> = []

  constructor(options: Options) {
    this.names = collectionsOf(options)
    this.schemas = schemasOf(this.names)
    this.draw = Random.make(options.seed ?? 1)
    for (const schema of Object.values(this.schemas)) {
      this.#tables.set(schema.name, new Map())
      this.#byName.set(schema.name, schema)
    }
  }

  get now(): string {
    return formatDate(DateTime.makeUnsafe(this.millis))
  }

  /** Registers a listener. It is called synchronously after each change. */
  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener)
  }

  schemaOf(name: string): Schema | undefined {
    return this.#byName.get(name)
  }

  rows(schema: Schema): ReadonlyMap<string, Row> {
    return this.#table(schema.name)
  }

  get(schema: Schema, id: string): Row | undefined {
    return this.#table(schema.name).get(id)
  }

  find(schema: Schema, test: (row: Row) => boolean): Row | undefined {
    for (const row of this.#table(schema.name).values()) if (test(row)) return row
    return undefined
  }

  text(length: number, alphabet = letters): string {
    let text = ""
    for (let i = 0; i < length; i++) text += alphabet[Math.floor(this.draw() * alphabet.length)]
    return text
  }

  token(): string {
    return `qpi_${this.text(64, "0123456789abcdef")}`
  }

  /** Validates and adds a record. Throws `refusal`, a status and a message, if a field is invalid. */
  insert(schema: Schema, sent: Readonly<Record<string, unknown>>, refusal: [number, string]): Row {
    const id = typeof sent["id"] === "string" && sent["id"] !== "" ? sent["id"] : this.text(15)
    const values: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(schema.fields)) values[name] = store(field, sent[name])
    const row: Row = {
      ...values,
      id,
      ...hiddenIn(sent),
      ...(schema.created === "none" ? {} : { created: schema.created === "real" ? this.now : "" }),
      ...(schema.updated === "none" ? {} : { updated: schema.updated === "real" ? this.now : "" }),
    }
    const faults = this.#faultsOf(schema, row)
    if (this.#table(schema.name).has(id)) faults["id"] = notUnique
    else if (!/^[a-z0-9]{15}$/.test(id)) {
      faults["id"] = { code: "validation_invalid_format", message: "Invalid value format." }
    }
    if (Object.keys(faults).length > 0) throw new Refusal(...refusal, faults)
    this.#table(schema.name).set(id, row)
    this.#tell({ schema, action: "create", row })
    return row
  }

  /** Changes a record. A field name ending in `+` or `-` adds to or subtracts from a number. */
  update(
    schema: Schema,
    row: Row,
    sent: Readonly<Record<string, unknown>>,
    refusal: [number, string] = [400, "Failed to update record."],
  ): Row {
    const changes: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(schema.fields)) {
      if (name in sent) changes[name] = store(field, sent[name])
      if (field.type !== "number") continue
      for (const sign of ["+", "-"]) {
        const added = sent[`${name}${sign}`]
        if (added === undefined) continue
        changes[name] = Number(row[name]) + Number(store(field, added)) * (sign === "+" ? 1 : -1)
      }
    }
    const next: Row = {
      ...row,
      ...changes,
      ...hiddenIn(sent),
      ...(schema.updated === "real" ? { updated: this.now } : {}),
    }
    const faults = this.#faultsOf(schema, next)
    if (Object.keys(faults).length > 0) throw new Refusal(...refusal, faults)
    this.#table(schema.name).set(row.id, next)
    this.#tell({ schema, action: "update", row: next })
    return next
  }

  remove(schema: Schema, row: Row): void {
    const { users, apiTokens, jobs, qpus } = this.schemas
    const isReferred =
      schema === users &&
      [
        this.find(apiTokens, (each) => each["user"] === row.id),
        this.find(jobs, (each) => each["user_id"] === row.id),
      ].some((each) => each !== undefined)
    if (isReferred) {
      throw new Refusal(
        400,
        "Failed to delete record. Make sure that the record is not part of a required relation reference.",
      )
    }
    this.#table(schema.name).delete(row.id)
    this.#tell({ schema, action: "delete", row })
    if (schema !== qpus) return
    for (const job of this.rows(jobs).values()) {
      if (job["qpu_target"] === row.id) this.update(jobs, job, { qpu_target: "" })
    }
  }

  #table(name: string): Map<string, Row> {
    return this.#tables.get(name) ?? new Map<string, Row>()
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }

  #faultsOf(schema: Schema, row: Row): Record<string, FieldError> {
    const faults: Record<string, FieldError> = {}
    const has = (name: string, id: string) => this.#table(name).has(id)
    for (const [name, field] of Object.entries(schema.fields)) {
      const fault = faultIn(field, row[name], has)
      if (fault !== undefined) faults[name] = fault
    }
    const email = textOf(row["email"])
    if (schema.isAuth === true && email !== "") {
      const other = this.find(schema, (each) => each["email"] === email && each.id !== row.id)
      if (other !== undefined) faults["email"] = notUnique
    }
    return faults
  }
}

/** The hidden fields of users, API tokens and drivers. No response contains them. */
const hidden = ["$password", "$tokenKey", "$token"]

const hiddenIn = (sent: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(hidden.flatMap((name) => (name in sent ? [[name, sent[name]]] : [])))
