/**
 * The largest numbers of qubits and classical bits, of steps or gates of a program, of qubits that its operands refer
 * to in total, and of expressions that are evaluated, again for each round of a loop. IonQ accepts 150,000 gates.
 * 20 million expressions take less than a second.
 */
export const limits = {
  places: 10_000,
  steps: 2_000_000,
  visits: 200_000_000,
  evaluations: 20_000_000,
}
