/** What fails in a client and is its own fault, or that of a generation that lacks what the case needs; each with its reason. */
export interface Fault {
  readonly client: "ionq-core" | "qiskit-ionq"
  /** The names of its cases. */
  readonly cases: RegExp
  /** What the failure says: another one of these cases is not this fault. */
  readonly words: RegExp
  /** In which generations; in all of them without. */
  readonly generations?: ReadonlyArray<string>
  readonly reason: string
}

const older = ["2026-04", "2026-05"]
const newer = ["2026-09", "2026-10"]

/** A run with fewer cases has lost some on the way. */
export const leastCases: Readonly<Record<Fault["client"], number>> = { "ionq-core": 28, "qiskit-ionq": 80 }

export const faults: ReadonlyArray<Fault> = [
  {
    client: "ionq-core",
    cases: /^test_estimate_job_cost$/,
    generations: older,
    words: /KeyError: 'estimate_context'/,
    reason:
      "0.2.0 reads the estimate of September alone (`estimate_context`), older servers send `input_values`",
  },
  {
    client: "ionq-core",
    cases:
      /^test_(async_list_jobs|async_iter_jobs|fields|nullable_fields|list_jobs|status_filter|pagination|submit_and_poll|get_job_cost|get_job_probabilities|completed_job_fields)$/,
    generations: ["2026-05"],
    words:
      /Unexpected value '(quantum_compute_time'|ionq\.circuit\.v1'\. Expected one of \{'quantum-function'\})/,
    reason:
      "0.2.0 takes no other word for `cost_model` than those of September; May's `quantum_compute_time` breaks any job",
  },
  {
    client: "qiskit-ionq",
    cases: /^test_status_of_a_session$/,
    words: /assert None == 'created'/,
    reason: "Session.status reads `state`, which no document of IonQ's has: it is `status`",
  },
  {
    client: "qiskit-ionq",
    cases: /^test_session_cancels_what_waits$/,
    words: /assert 'QUEUED' == 'CANCELLED'/,
    reason:
      "Session.cancel asks for jobs with the status `queued`, which no document of IonQ's has: they are `ready`",
  },
  {
    client: "qiskit-ionq",
    cases: /^test_estimate$/,
    generations: newer,
    words: /'>' not supported between instances of 'NoneType' and 'int'/,
    reason:
      "JobEstimate reads the estimate of May (`input_values`, `estimated_cost`), newer servers send others",
  },
  {
    client: "qiskit-ionq",
    cases: /^test_memory/,
    generations: newer,
    words: /No memory for experiment/,
    reason:
      "Shots of circuits in JSON are read at `results.shots.url`, which newer servers do not have: they have artifacts",
  },
  {
    client: "qiskit-ionq",
    cases: /^test_(compiled_circuit|artifact)$/,
    generations: older,
    words: /No compiled circuit matching 'native'|KeyError: 'ionq\.result\.probabilities\.json\.v1'/,
    reason: "Artifacts, which the client reads compiled circuits from, are there since September",
  },
  {
    client: "qiskit-ionq",
    cases: /^test_(mid_circuit_|branches_)/,
    generations: older,
    words: /"type" was invalid: ionq\.qasm3\.v1 is not known/,
    reason: "Jobs in OpenQASM 3, which these circuits are sent as, are there since September",
  },
]
