import { Command } from "effect/cli"
import * as input from "../inputs/qpi.ts"
import { lazily } from "./lazily.ts"

const actions = () => import("../actions/qpi.ts")
const records = () => import("../actions/qpiRecords.ts")

const login = Command.make(
  "login",
  input.login,
  lazily(() => actions().then(({ login }) => login)),
).pipe(
  Command.withDescription(
    "Sign in, and store the JWT in the profile, which only you can read. It is valid for some days. The password is typed at a " +
      "hidden prompt, or read from QPI_PASSWORD or standard input. The server is --url, QPI_URL or the profile's.",
  ),
  Command.withShortDescription("Sign in, and store the JWT in the profile"),
  Command.withExamples([{ command: "ionq qpi login --url https://qpi.example.com --email me@example.com" }]),
)

const run = Command.make(
  "run",
  input.run,
  lazily(() => actions().then(({ run }) => run)),
).pipe(
  Command.withDescription("Run a program in OpenQASM, or a circuit, and show its counts"),
  Command.withExamples([{ command: "ionq qpi run bell.qasm --local" }]),
)

const jobs = Command.make("jobs").pipe(
  Command.withDescription("Your jobs"),
  Command.withExamples([{ command: "ionq qpi jobs list" }]),
  Command.withSubcommands([
    Command.make(
      "list",
      input.list,
      lazily(() => actions().then(({ listJobs }) => listJobs)),
    ).pipe(Command.withDescription("List your jobs"), Command.withAlias("ls")),
    Command.make(
      "get",
      input.job,
      lazily(() => actions().then(({ getJob }) => getJob)),
    ).pipe(Command.withDescription("Show a job")),
    Command.make(
      "cancel",
      input.job,
      lazily(() => actions().then(({ cancelJob }) => cancelJob)),
    ).pipe(Command.withDescription("Cancel a job, and show its status")),
    Command.make(
      "results",
      input.results,
      lazily(() => actions().then(({ jobResults }) => jobResults)),
    ).pipe(Command.withDescription("Show the results of a job")),
  ]),
)

const qpus = Command.make(
  "qpus",
  {},
  lazily(() => records().then(({ listQpus }) => listQpus)),
).pipe(Command.withDescription("List the processors"), Command.withExamples([{ command: "ionq qpi qpus" }]))

const slots = Command.make("slots").pipe(
  Command.withDescription("Bookings: during a booking, your jobs run first"),
  Command.withSubcommands([
    Command.make(
      "list",
      {},
      lazily(() => records().then(({ listSlots }) => listSlots)),
    ).pipe(Command.withDescription("List all bookings"), Command.withAlias("ls")),
    Command.make(
      "book",
      input.book,
      lazily(() => records().then(({ bookSlot }) => bookSlot)),
    ).pipe(
      Command.withDescription("Book a time"),
      Command.withExamples([{ command: "ionq qpi slots book 2026-12-01T09:00:00Z 2026-12-01T10:00:00Z" }]),
    ),
    Command.make(
      "delete",
      input.slot,
      lazily(() => records().then(({ deleteSlot }) => deleteSlot)),
    ).pipe(Command.withDescription("Cancel a booking")),
  ]),
)

const requests = Command.make("requests").pipe(
  Command.withDescription("Requests for more seconds on the processors"),
  Command.withSubcommands([
    Command.make(
      "list",
      {},
      lazily(() => records().then(({ listRequests }) => listRequests)),
    ).pipe(Command.withDescription("List the requests"), Command.withAlias("ls")),
    Command.make(
      "create",
      input.request,
      lazily(() => records().then(({ createRequest }) => createRequest)),
    ).pipe(Command.withDescription("Request time")),
    Command.make(
      "approve",
      input.slot,
      lazily(() => records().then(({ approveRequest }) => approveRequest)),
    ).pipe(Command.withDescription("Grant a request, as a superuser")),
    Command.make(
      "reject",
      input.decision,
      lazily(() => records().then(({ rejectRequest }) => rejectRequest)),
    ).pipe(Command.withDescription("Refuse a request, as a superuser")),
  ]),
)

const notifications = Command.make("notifications").pipe(
  Command.withDescription("Notifications from the operators"),
  Command.withSubcommands([
    Command.make(
      "list",
      {},
      lazily(() => records().then(({ listNotifications }) => listNotifications)),
    ).pipe(Command.withDescription("List the notifications"), Command.withAlias("ls")),
    Command.make(
      "dismiss",
      input.notification,
      lazily(() => records().then(({ dismissNotification }) => dismissNotification)),
    ).pipe(Command.withDescription("Dismiss a notification")),
  ]),
)

const tokens = Command.make("tokens").pipe(
  Command.withDescription("API tokens, which work for jobs but not for results"),
  Command.withSubcommands([
    Command.make(
      "list",
      {},
      lazily(() => records().then(({ listTokens }) => listTokens)),
    ).pipe(Command.withDescription("List your tokens"), Command.withAlias("ls")),
    Command.make(
      "create",
      input.newToken,
      lazily(() => records().then(({ createToken }) => createToken)),
    ).pipe(Command.withDescription("Create a token, and show it once")),
    Command.make(
      "delete",
      input.token,
      lazily(() => records().then(({ deleteToken }) => deleteToken)),
    ).pipe(Command.withDescription("Revoke a token")),
  ]),
)

export const qpi = Command.make("qpi").pipe(
  Command.withDescription(
    "The QPI platform. The server is --url, QPI_URL or the profile's; the credentials come from QPI_JWT, QPI_EMAIL with QPI_PASSWORD, " +
      "QPI_API_TOKEN, or the profile (`ionq qpi login`), in this order.",
  ),
  Command.withShortDescription("The QPI platform"),
  Command.withExamples([
    { command: "ionq qpi run bell.qasm --local", description: "Run a circuit, without a server" },
  ]),
  Command.withSubcommands([login, run, jobs, qpus, slots, requests, notifications, tokens]),
)
