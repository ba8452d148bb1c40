/** The names of the collections, which an operator can change. */
export interface Collections {
  readonly apiTokens: string
  readonly drivers: string
  readonly events: string
  readonly jobs: string
  readonly notifications: string
  readonly qpus: string
  readonly superusers: string
  readonly timeRequests: string
  readonly timeSlots: string
  readonly users: string
}

export const defaultCollections: Collections = {
  apiTokens: "api_tokens",
  drivers: "drivers",
  events: "events",
  jobs: "quantum_jobs",
  notifications: "notifications",
  qpus: "qpus",
  superusers: "_superusers",
  timeRequests: "qpu_time_requests",
  timeSlots: "time_slots",
  users: "users",
}
