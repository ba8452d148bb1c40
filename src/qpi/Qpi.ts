/**
 * QPI: a second platform. Jobs in OpenQASM on quantum processors, bookings, requests for time, notifications, users and tokens,
 * over HTTP with PocketBase's records.
 *
 * @since 0.2.0
 */
export * as Filter from "./Filter.ts"
export * as QpiApi from "./QpiApi.ts"
export * as QpiDate from "./QpiDate.ts"
export * as QpiError from "./QpiError.ts"
export * as QpiResults from "./QpiResults.ts"
