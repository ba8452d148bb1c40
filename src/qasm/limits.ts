/**
 * The largest numbers of qubits and classical bits, of steps or gates of a program, and of qubits that its operands
 * refer to in total. IonQ accepts 150,000 gates.
 */
export const limits = { places: 10_000, steps: 2_000_000, visits: 200_000_000 }
