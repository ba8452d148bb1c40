/** What an error means, and what to do about it. */
export interface Explanation {
  readonly meaning: string
  readonly advice: string
}

const explanation = (meaning: string, advice: string): Explanation => ({ meaning, advice })

const later = "Try again in some minutes."
const askIonQ = "If it happens again, the person should ask IonQ's support, with the id of the job."
const smaller =
  "Simplify the circuit: check_circuit counts its gates, and compile_circuit shows what it takes on a machine."

/** IonQ's failure codes of jobs. */
export const codes: Readonly<Record<string, Explanation>> = {
  InvalidInput: explanation(
    "IonQ could not read the job's circuit or settings.",
    "Check the circuit with check_circuit, and read the message of the failure.",
  ),
  CompilationError: explanation("IonQ's compiler could not compile the circuit.", `${smaller} ${askIonQ}`),
  ContractExpiredError: explanation(
    "The contract of the organization has ended.",
    "Nothing helps but a new contract: tell the person.",
  ),
  DebiasingError: explanation(
    "Debiasing could not be applied.",
    "Submit the job again with debiasing off, or with 500 shots or more.",
  ),
  InternalError: explanation("Something failed at IonQ.", `${later} ${askIonQ}`),
  NotEnoughQubits: explanation(
    "The circuit has more qubits than the machine or the noise model.",
    "Take a wider machine (list_backends has the number of qubits) or a narrower circuit.",
  ),
  OptimizationError: explanation("IonQ's optimizer failed on the circuit.", `${smaller} ${askIonQ}`),
  PreflightError: explanation(
    "The job failed IonQ's checks before it ran.",
    "Read the message of the failure. A dry run repeats the checks without cost.",
  ),
  QuantumCircuitComplexityError: explanation("The circuit is too complex for the machine.", smaller),
  QuantumComputerError: explanation("The machine failed while it ran the job.", `${later} ${askIonQ}`),
  QuotaExhaustedError: explanation(
    "The quota of the project or the organization is used up.",
    "The person has to raise the quota, or wait for the next period.",
  ),
  SimulationError: explanation(
    "The simulator could not run the circuit.",
    "Check the circuit with check_circuit, and run it on this machine with run_circuit.",
  ),
  SimulationTimeout: explanation(
    "The simulation took too long.",
    "Take fewer qubits or gates, or the ideal noise model instead of shots with noise.",
  ),
  SystemCancel: explanation("IonQ canceled the job.", `Submit it again as a new job. ${askIonQ}`),
  TooLongPredictedExecutionTime: explanation(
    "The job is predicted to run longer than the machine allows.",
    "Take fewer shots or two-qubit gates, or split the job.",
  ),
  TooManyControls: explanation(
    "A gate has more controls than IonQ accepts.",
    "Write the gate with fewer controls and more qubits, or compile the circuit with compile_circuit.",
  ),
  TooManyGates: explanation("The job has more gates than IonQ accepts.", smaller),
  TooManyShots: explanation(
    "The job has more shots than the machine accepts.",
    "Split the shots over several jobs.",
  ),
  UnknownBillingError: explanation("IonQ could not bill the job.", `${later} ${askIonQ}`),
  UnsupportedGate: explanation(
    "The machine does not have a gate of the circuit.",
    "Use gates of OpenQASM's standard library, or compile to the machine's native gates with compile_circuit.",
  ),
}

const nothingSent = "Nothing was submitted."

/** Errors of this SDK, by their tags. */
export const tags: Readonly<Record<string, Explanation>> = {
  BadRequestError: explanation(
    "IonQ rejected the request (400).",
    "Correct what the message names. list_backends has the names of machines.",
  ),
  AuthenticationError: explanation(
    "The API key is missing, wrong or revoked (401).",
    "The person has to set IONQ_API_KEY or run `ionq login`. Never ask for the key in a conversation.",
  ),
  MissingApiKeyError: explanation(
    "There is no API key.",
    "The person has to set IONQ_API_KEY or run `ionq login`.",
  ),
  PermissionDeniedError: explanation(
    "The key is valid and may not do this (403).",
    "The person has to ask whoever manages the organization.",
  ),
  NotFoundError: explanation(
    "The job or the backend does not exist, or its results are not there yet (404).",
    "Check the id with list_jobs or the name with list_backends; results are there once the job has completed.",
  ),
  ConflictError: explanation(
    "The state of the job does not allow this (409).",
    "Look at its status with get_job: a job that has ended cannot be canceled.",
  ),
  PayloadTooLargeError: explanation("The request is too large (413).", "IonQ accepts 10 MB: split the job."),
  RateLimitError: explanation("Too many requests (429). Nothing was processed.", later),
  ServerError: explanation(
    "IonQ or a proxy failed (5xx). It is not known whether the request was processed.",
    "Reads can be repeated. Repeat a submission with the same requestId only.",
  ),
  ConnectionError: explanation(
    "There was no response: the connection could not be made, or broke.",
    "The person can check the setup with `ionq doctor`. Repeat a submission with the same requestId only.",
  ),
  RequestTimeoutError: explanation(
    "There was no complete response in time.",
    "Repeat it; a submission with the same requestId only.",
  ),
  DecodeError: explanation(
    "IonQ's response has a form that this version does not know.",
    "The person can run `ionq doctor`, and look for a newer version of this SDK.",
  ),
  RedirectError: explanation(
    "The server answered with a redirect, which is not followed.",
    "The person has to check the URL in IONQ_API_URL or the profile.",
  ),
  InvalidRequestError: explanation(
    "The SDK rejected the request before anything was sent.",
    "Correct the field that the message names.",
  ),
  ConfigurationError: explanation(
    "The client cannot be built.",
    "The message says what the person has to set.",
  ),
  CircuitError: explanation("The circuit is not valid.", "Correct the gate that the message names."),
  QasmError: explanation(
    "The OpenQASM program cannot be read.",
    "Correct it at the line and column of the message.",
  ),
  QasmPrintError: explanation(
    "The circuit cannot be written in this version of OpenQASM.",
    "Convert it to qasm3 or json.",
  ),
  CompileError: explanation("The circuit cannot be compiled.", "Correct what the message names."),
  MissingResultError: explanation(
    "The job has no result of the kind that was asked for.",
    "Look at the job with get_job: a dry run and a failed job have no result.",
  ),
  PaginationError: explanation("IonQ's list of jobs repeats itself.", later),
  JobFailedError: explanation(
    "The job failed at IonQ.",
    "The code of the failure says why: explain_error explains it.",
  ),
  JobCanceledError: explanation(
    "The job was canceled.",
    "Submit it again with a new requestId if it is still needed.",
  ),
  JobTimeoutError: explanation(
    "The job did not end in the time of the wait.",
    "It goes on: ask again with get_job.",
  ),
  SubmissionUnknownError: explanation(
    "It is not known whether the submission has a job.",
    "Repeat submit_job with the same requestId and parameters: the job is looked for first.",
  ),
  SessionEndedError: explanation(
    "The session has ended and accepts no more jobs.",
    "Submit without a session.",
  ),
  BudgetExceededError: explanation(
    "The job would exceed the budget, or its price cannot be determined.",
    `${nothingSent} Take fewer shots or gates, or ask the person to start the server with a larger --budget.`,
  ),
  ApprovalError: explanation(
    "The person did not approve the call.",
    "Do not repeat the call unless the person asks for it.",
  ),
  TargetError: explanation("The machine has no native gates that are known.", "Name the target: ms or zz."),
  DistributionError: explanation("The result cannot be read as a distribution.", askIonQ),
}

/** HTTP statuses, and the errors that they become. */
export const statuses: Readonly<Record<string, string>> = {
  400: "BadRequestError",
  401: "AuthenticationError",
  403: "PermissionDeniedError",
  404: "NotFoundError",
  409: "ConflictError",
  413: "PayloadTooLargeError",
  429: "RateLimitError",
  500: "ServerError",
  502: "ServerError",
  503: "ServerError",
  504: "ServerError",
}
