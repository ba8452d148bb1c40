/**
 * What is mutated, room by room, and the tests that have to fail for each room's mutants. Only the tests that are written for a room run
 * against it, and in this order, the quick ones first: a mutant that only some far test would notice counts as survived.
 */
const of = (...names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.map((name) => `test/${name}.test.ts`)

const wire = of(
  "client/platform",
  "client/shownUrl",
  "client/rateLimit",
  "client/timeLimit",
  "retries",
  "IonQClient",
  "IonQError",
  "redirects",
  "decode",
  "options",
  "ids",
  "extensions",
  "endpoints",
)

export const rooms = {
  client: {
    files: [
      "src/client/**/*.ts",
      "!src/client/layerPer.ts",
      "!src/client/secrets.ts",
      "src/IonQClient.ts",
      "src/IonQError.ts",
      "src/CallOptions.ts",
    ],
    tests: wire,
  },
  secrets: { files: ["src/client/secrets.ts"], tests: of("client/secrets", "secrets") },
  layers: { files: ["src/client/layerPer.ts"], tests: of("layers") },
  polling: {
    files: ["src/polling/**/*.ts", "src/Polling.ts"],
    tests: of("Polling", "pollLoop"),
  },
  sessions: { files: ["src/sessions/**/*.ts", "src/Sessions.ts"], tests: of("Sessions") },
  results: {
    files: ["src/results/**/*.ts", "src/listing/**/*.ts", "src/Results.ts"],
    tests: of(
      "results/functions",
      "results/aggregations",
      "results/compiled",
      "results/probabilities",
      "results/shots",
      "results/multiCircuit",
      "results/formats",
      "listing",
      "ids",
      "Jobs",
      "results/large",
    ),
  },
  submissions: {
    files: ["src/jobs/submi*.ts", "src/jobs/moment.ts", "src/jobs/sessionJob.ts"],
    tests: of(
      "submissions/turns",
      "submissions/hooks",
      "submissions/clones",
      "submissions/alone",
      "submissions/interruption",
      "submissions/retries",
      "submissions/looks",
      "submissions/rivals",
      "submissions/lostAnswers",
      "submitOnce",
      "submissions/clocks",
      "submissions/ownIds",
      "submissionScan",
      "Jobs",
    ),
  },
  paying: {
    files: ["src/jobs/chargeBudget.ts", "src/jobs/quote.ts", "src/jobs/CurrentLedger.ts", "src/Budget.ts"],
    tests: of("quotes", "Budget", "batches", "submissions/ownIds"),
  },
  jobs: {
    files: [
      "src/jobs/batches.ts",
      "src/jobs/splitCircuits.ts",
      "src/jobs/check*.ts",
      "src/jobs/spanAttributes.ts",
      "src/jobs/jobCapacity.ts",
      "src/jobs/submitAndWait.ts",
      "src/Jobs.ts",
    ],
    tests: of("Jobs", "options", "ids", "batches"),
  },
}
