import { Effect, Option, Redacted, Stream } from "effect"
import { Notifications } from "../../qpi/Notifications.ts"
import { Qpus } from "../../qpi/Qpus.ts"
import { TimeRequests } from "../../qpi/TimeRequests.ts"
import { TimeSlots } from "../../qpi/TimeSlots.ts"
import { Tokens } from "../../qpi/Tokens.ts"
import { given } from "../inputs/flags.ts"
import type * as Input from "../inputs/qpi.ts"
import { table } from "../render/table.ts"
import { said } from "../render/humanUnits.ts"
import { atQpi } from "../steps/qpi.ts"
import { note, show, showAll } from "../terminal/output.ts"
import { styled } from "../terminal/screen.ts"

export const listQpus = Effect.fn("cli.qpi.qpus")(function* () {
  const qpus = yield* Qpus
  yield* showAll(qpus.list(), (found, screen) =>
    table(
      [
        { title: "QPU", cell: ({ name }) => said(name) },
        {
          title: "STATUS",
          cell: ({ status }) => said(status),
          paint: (text, { status }, screen) => styled(screen, status === "online" ? "green" : "yellow", text),
        },
        { title: "QUBITS", cell: ({ num_qubits: n }) => (n === 0 ? "" : String(n)), align: "right" },
        { title: "ID", cell: ({ id }) => said(id) },
      ],
      found,
      screen,
      "No processors.",
    ),
  )
}, atQpi)

export const listSlots = Effect.fn("cli.qpi.slots.list")(function* () {
  const slots = yield* TimeSlots
  yield* showAll(slots.list(), (found, screen) =>
    table(
      [
        { title: "SLOT", cell: ({ id }) => said(id) },
        { title: "START", cell: ({ start_time: start }) => said(start) },
        { title: "END", cell: ({ end_time: end }) => said(end) },
        { title: "BY", cell: ({ booked_by: by }) => said(by), rank: 1 },
      ],
      found,
      screen,
      "No bookings.",
    ),
  )
}, atQpi)

export const bookSlot = Effect.fn("cli.qpi.slots.book")(function* ({ start, end }: Input.BookInput) {
  const slots = yield* TimeSlots
  yield* show(yield* slots.create({ start, end }), ({ id }) => said(id))
}, atQpi)

export const deleteSlot = Effect.fn("cli.qpi.slots.delete")(function* ({ id }: Input.IdInput) {
  yield* (yield* TimeSlots).delete(id)
  yield* note("The booking is canceled.")
}, atQpi)

export const listRequests = Effect.fn("cli.qpi.requests.list")(function* () {
  const requests = yield* TimeRequests
  yield* showAll(requests.list(), (found, screen) =>
    table(
      [
        { title: "REQUEST", cell: ({ id }) => said(id) },
        { title: "SECONDS", cell: ({ seconds }) => String(seconds), align: "right" },
        { title: "STATUS", cell: ({ status }) => said(status) },
        { title: "REASON", cell: ({ requested_reason: reason }) => said(reason), rank: 1 },
      ],
      found,
      screen,
      "No requests.",
    ),
  )
}, atQpi)

export const createRequest = Effect.fn("cli.qpi.requests.create")(function* ({
  seconds,
  reason,
}: Input.RequestInput) {
  const requests = yield* TimeRequests
  yield* show(yield* requests.create({ seconds, reason: given(reason) }), ({ id }) => said(id))
}, atQpi)

export const approveRequest = Effect.fn("cli.qpi.requests.approve")(function* ({ id }: Input.IdInput) {
  const requests = yield* TimeRequests
  yield* show(yield* requests.approve(id), ({ seconds }) => `Granted: ${seconds} s`)
}, atQpi)

export const rejectRequest = Effect.fn("cli.qpi.requests.reject")(function* ({
  id,
  reason,
}: Input.DecisionInput) {
  const requests = yield* TimeRequests
  yield* show(yield* requests.reject(id, Option.getOrUndefined(reason)), () => "Refused.")
}, atQpi)

export const listNotifications = Effect.fn("cli.qpi.notifications.list")(function* () {
  const notifications = yield* Notifications
  yield* showAll(notifications.list(), (found, screen) =>
    table(
      [
        { title: "NOTIFICATION", cell: ({ id }) => said(id), rank: 1 },
        { title: "TITLE", cell: ({ title }) => said(title) },
        { title: "WHAT", cell: ({ description }) => said(description), rank: 2 },
      ],
      found,
      screen,
      "No notifications.",
    ),
  )
}, atQpi)

export const dismissNotification = Effect.fn("cli.qpi.notifications.dismiss")(function* ({
  id,
}: Input.IdInput) {
  yield* (yield* Notifications).dismiss(id)
  yield* note("Dismissed.")
}, atQpi)

export const listTokens = Effect.fn("cli.qpi.tokens.list")(function* () {
  const tokens = yield* Tokens
  yield* showAll(Stream.fromIterable(yield* tokens.list), (found, screen) =>
    table(
      [
        { title: "TOKEN", cell: ({ id }) => said(id) },
        { title: "NAME", cell: ({ name }) => said(name) },
        { title: "EXPIRES", cell: ({ expires_at: end }) => said(end ?? "never") },
      ],
      found,
      screen,
      "No tokens.",
    ),
  )
}, atQpi)

export const createToken = Effect.fn("cli.qpi.tokens.create")(function* ({
  name,
  expires,
}: Input.NewTokenInput) {
  const tokens = yield* Tokens
  const { token, ...made } = yield* tokens.create({ name: given(name), expiresAt: given(expires) })
  // The token is shown only once, here.
  yield* show({ ...made, token: Redacted.value(token) }, (created) => created.token)
}, atQpi)

export const deleteToken = Effect.fn("cli.qpi.tokens.delete")(function* ({ id }: Input.IdInput) {
  yield* (yield* Tokens).delete(id)
  yield* note("The token is revoked.")
}, atQpi)
