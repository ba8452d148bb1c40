/** The limits on the inputs and outputs of tools, which keep answers short. */
export const limits = {
  /** States of a result. */
  states: 64,
  /** States of a histogram. */
  bars: 16,
  /** States of each circuit's result in a job of several circuits. */
  statesOfMany: 16,
  barsOfMany: 8,
  /** Jobs of a list. */
  jobs: 50,
  /** Characters of a circuit that is given to a tool. */
  circuitCharacters: 2_000_000,
  /** Characters of a name or an id, of a search, and of an error to explain. */
  wordCharacters: 200,
  queryCharacters: 500,
  errorCharacters: 10_000,
  /** Characters of a program or a picture in an answer. */
  answerCharacters: 24_000,
  /** Characters of a section of the documentation in an answer. */
  sectionCharacters: 2_000,
  /** Characters of a text that somebody else has written. */
  quotedCharacters: 200,
  /** Circuits of a job whose results are given. */
  circuits: 16,
  /** Circuits that are listed in a question. */
  circuitsAsked: 8,
  /** Qubits of a circuit that the emulator runs whatever its gates are. */
  qubits: 20,
} as const
