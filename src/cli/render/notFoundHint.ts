const ofList = (what: string, list: string): string => `Check the id: \`${list}\` shows ${what}.`

const hintOfJobs = (): string => ofList("the jobs of the key's project", "ionq jobs list")

/** What to do about a 404, by the path of the request. The first pattern that matches is used. */
const hints: ReadonlyArray<readonly [RegExp, (id: string) => string]> = [
  [
    /\/jobs\/([^/]+)\/variants\//,
    (id) => `Check the id of the variant: \`ionq jobs get ${id} --json\` has those of the job.`,
  ],
  [
    /\/jobs\/([^/]+)\/(?:results|circuits|artifacts)\b/,
    (id) => `Results and compiled circuits are there after the job has completed. See: ionq jobs get ${id}`,
  ],
  [/\/sessions\/[^/]+/, () => ofList("the sessions", "ionq sessions list")],
  [/\/sessions$/, () => "Sessions are not available to every account: ask IonQ's support."],
  [/\/jobs\/(?!estimate$)[^/]+/, hintOfJobs],
  [/\/backends\/[^/]+/, () => "Check the name: `ionq backends list` shows the backends."],
  [/\/organizations\/[^/]+/, () => "Check the id of the organization: it is on https://cloud.ionq.com."],
]

/** What to do about a 404. If no pattern matches, the path has no id or name, so the base URL must be wrong. */
export const notFoundHint = (method: string | undefined, url: string | undefined): string => {
  const path = (url ?? "").replace(/[?#].*$/, "")
  // A request that deletes several jobs has their ids in its body.
  if (method === "DELETE" && path.endsWith("/jobs")) return hintOfJobs()
  for (const [pattern, hint] of hints) {
    const found = pattern.exec(path)
    if (found !== null) return hint(found[1] ?? "")
  }
  return "Check the base URL: `ionq doctor` shows it."
}
