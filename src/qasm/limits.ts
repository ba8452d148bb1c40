/**
 * The limits of a program: `places` for its qubits and for its classical bits, `steps` for its gates and other steps,
 * `visits` for the qubits that its operands refer to in total, and `evaluations` for its expressions, which count in
 * each iteration of a loop. IonQ accepts 150,000 gates. 20 million expressions take less than a second.
 */
export const limits = {
  places: 10_000,
  steps: 2_000_000,
  visits: 200_000_000,
  evaluations: 20_000_000,
}
