/**
 * QPI, a second platform: jobs in OpenQASM on quantum processors, bookings, requests for time, notifications, users
 * and tokens. Its HTTP API uses PocketBase's records.
 *
 * @since 0.2.0
 */
export * as Filter from "./Filter.ts"
export * as QpiApi from "./QpiApi.ts"
export * as QpiDate from "./QpiDate.ts"
export * as QpiError from "./QpiError.ts"
export * as QpiResults from "./QpiResults.ts"
export * as Credentials from "./Credentials.ts"
export * as Qpi from "./Layer.ts"
export { Auth } from "./Auth.ts"
export { Drivers } from "./Drivers.ts"
export { Events } from "./Events.ts"
export { Notifications } from "./Notifications.ts"
export { QpiClient, type QpiCallError } from "./QpiClient.ts"
export { QpiJobs } from "./QpiJobs.ts"
export { layerSampler, type SamplerOptions } from "./layerSampler.ts"
export { QpiUsers } from "./QpiUsers.ts"
export { Qpus } from "./Qpus.ts"
export { TimeRequests } from "./TimeRequests.ts"
export { TimeSlots } from "./TimeSlots.ts"
export { Tokens } from "./Tokens.ts"
