import type { Collections } from "../../api/collections.ts"
import type { Field } from "./fields.ts"
import { type Caller, idOf, type Row, textOf } from "./Row.ts"

/** Whether a caller may access a record. Superusers always may; `null` permits nobody else. */
export type Rule = ((row: Row, caller: Caller, now: string) => boolean) | null

/** A collection: its fields and permissions. */
export interface Schema {
  readonly name: string
  readonly collectionId: string
  readonly fields: Readonly<Record<string, Field>>
  /**
   * Whether records have this timestamp: its real value, an empty string, or no field. The same applies to `updated`.
   */
  readonly created: "real" | "empty" | "none"
  readonly updated: "real" | "empty" | "none"
  readonly rules: Readonly<Record<"list" | "view" | "create" | "update" | "delete", Rule>>
  readonly isAuth?: boolean
}

const anyone: Rule = () => true
const signedIn: Rule = (_, caller) => caller.kind !== "guest"
const own =
  (field: string): Rule =>
  (row, caller) =>
    caller.kind !== "guest" && row[field] === caller.id
const closed = { create: null, update: null, delete: null }
const stamped = { created: "real", updated: "real" } as const
const unstamped = { created: "none", updated: "none" } as const

const isOpen = (row: Row, now: string): boolean => {
  const [start, end] = [textOf(row["start_time"]), textOf(row["end_time"])]
  return (start === "" || start <= now) && (end === "" || end >= now)
}

export const schemasOf = (names: Collections): Readonly<Record<keyof Collections, Schema>> => ({
  jobs: {
    name: names.jobs,
    collectionId: "pbc_2816938650",
    fields: {
      user_id: { type: "relation", to: names.users, required: true },
      qpu_target: { type: "relation", to: names.qpus },
      payload: { type: "json", required: true },
      status: {
        type: "select",
        values: ["pending", "running", "completed", "failed", "cancelled"],
        required: true,
      },
      finished_at: { type: "date" },
      duration: { type: "number" },
      results: { type: "json" },
    },
    ...stamped,
    rules: { ...closed, list: own("user_id"), view: own("user_id"), create: own("user_id") },
  },
  qpus: {
    name: names.qpus,
    collectionId: "name",
    fields: {
      name: { type: "text", required: true },
      status: { type: "select", values: ["online", "offline", "maintenance"] },
      num_qubits: { type: "number", min: 1 },
      enabled: { type: "bool" },
    },
    created: "empty",
    updated: "empty",
    rules: { ...closed, list: anyone, view: anyone },
  },
  drivers: {
    name: names.drivers,
    collectionId: "pbc_1967373549",
    fields: {
      name: { type: "text", required: true },
      qpu: { type: "relation", to: names.qpus, required: true },
      kind: { type: "text" },
      language: { type: "text" },
      events: { type: "json" },
      status: { type: "text" },
      enabled: { type: "bool" },
      host: { type: "text" },
      version: { type: "text" },
      last_seen: { type: "date" },
      nng_in_port: { type: "number" },
      nng_out_port: { type: "number" },
    },
    created: "empty",
    updated: "empty",
    rules: { ...closed, list: anyone, view: anyone },
  },
  events: {
    name: names.events,
    collectionId: "pbc_1687431684",
    fields: {
      driver: { type: "text" },
      qpu: { type: "text" },
      source: { type: "text" },
      ts: { type: "text" },
      type: { type: "text", required: true },
      payload: { type: "json" },
    },
    created: "real",
    updated: "none",
    rules: { ...closed, list: anyone, view: anyone },
  },
  users: {
    name: names.users,
    collectionId: "_pb_users_auth_",
    fields: {
      email: { type: "text" },
      emailVisibility: { type: "bool" },
      verified: { type: "bool" },
      name: { type: "text" },
      avatar: { type: "text" },
      qpu_seconds: { type: "number", min: 0 },
    },
    ...stamped,
    rules: { list: own("id"), view: own("id"), create: anyone, update: own("id"), delete: own("id") },
    isAuth: true,
  },
  superusers: {
    name: names.superusers,
    collectionId: "pbc_3142635823",
    fields: { email: { type: "text" }, emailVisibility: { type: "bool" }, verified: { type: "bool" } },
    ...stamped,
    rules: { ...closed, list: null, view: null },
    isAuth: true,
  },
  timeSlots: {
    name: names.timeSlots,
    collectionId: "pbc_1941365820",
    fields: {
      start_time: { type: "date", required: true },
      end_time: { type: "date", required: true },
      booked_by: { type: "relation", to: names.users, required: true },
    },
    ...unstamped,
    rules: {
      list: signedIn,
      view: signedIn,
      create: own("booked_by"),
      update: own("booked_by"),
      delete: own("booked_by"),
    },
  },
  timeRequests: {
    name: names.timeRequests,
    collectionId: "pbc_4234647510",
    fields: {
      user: { type: "relation", to: names.users, required: true },
      seconds: { type: "number", required: true, min: 0 },
      status: { type: "select", values: ["pending", "approved", "rejected"], required: true },
      requested_reason: { type: "text" },
      rejection_reason: { type: "text" },
      handled_by: { type: "text" },
    },
    ...unstamped,
    rules: {
      list: own("user"),
      view: own("user"),
      create: (row, caller) =>
        idOf(caller) !== "" && row["user"] === idOf(caller) && row["status"] === "pending",
      update: null,
      delete: (row, caller) => row["user"] === idOf(caller) && row["status"] === "pending",
    },
  },
  notifications: {
    name: names.notifications,
    collectionId: "pbc_2301922722",
    fields: {
      title: { type: "text", required: true },
      description: { type: "text" },
      start_time: { type: "date" },
      end_time: { type: "date" },
      target_users: { type: "relation", to: names.users },
      dismissed_by: { type: "relation", to: names.users },
    },
    ...stamped,
    rules: {
      ...closed,
      list: (row, caller, now) =>
        caller.kind !== "guest" &&
        isOpen(row, now) &&
        (row["target_users"] === "" || row["target_users"] === caller.id) &&
        row["dismissed_by"] !== caller.id,
      view: (row, caller) =>
        caller.kind !== "guest" && (row["target_users"] === "" || row["target_users"] === caller.id),
    },
  },
  apiTokens: {
    name: names.apiTokens,
    collectionId: "pbc_3525142174",
    fields: {
      name: { type: "text" },
      user: { type: "relation", to: names.users, required: true },
      token: { type: "text", required: true },
      expires_at: { type: "date" },
    },
    created: "real",
    updated: "none",
    rules: { ...closed, list: own("user"), view: own("user"), delete: own("user") },
  },
})
