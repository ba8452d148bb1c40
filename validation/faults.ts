/** What of IonQ's document of October 2026 is not kept, because the live service does not keep it either; each with its reason. */
export const faults: ReadonlyArray<{ readonly lines: RegExp; readonly reason: string }> = [
  {
    lines: /: status (404|409) is not in the document$/,
    reason:
      "IonQ documents few errors. A job, a session or a backend that there is not is 404, a job that goes on already 409",
  },
  {
    lines: /^GET \/jobs\/\{\}\/results\/probabilities\/aggregated: is no operation of the document$/,
    reason: "The parents of multi-circuit jobs link to it, and clients of others read it",
  },
  {
    lines: /^GET \/backends\/\{backend\}\/characterizations.*\/timing/,
    reason: "Times are in seconds, of which a readout takes a fraction; the document has integers",
  },
  {
    lines: /^GET \/backends\/\{backend\}\/characterizations.*\/fidelity\/spam\/stderr must be integer/,
    reason: "IonQ's own example has null",
  },
  {
    lines: /^GET \/jobs\/\{UUID\}: response 200: \/output\/error_mitigation\/debiasing must be object/,
    reason: "It is false where debiasing is off, as IonQ's own client notes in its overlay",
  },
  {
    lines:
      /^GET \/jobs\/\{UUID\}: response 200: \/results(\/probabilities must NOT have additional properties \(url\)| must be null \(null\)| must match a schema in anyOf)$/,
    reason: "Beside the artifacts, there is the url of the probabilities, which the clients of others read",
  },
  {
    lines: /usage: response 200: \/usage_data\[\]\/from must match format "date"/,
    reason: "It is a time, as IonQ's own client notes in its overlay",
  },
  {
    lines: /usage: response 200: the whole must have required property '(start|end)_date'/,
    reason: "The document names them as required and describes `usage_from` and `usage_to` in their place",
  },
]
