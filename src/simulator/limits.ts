/** The largest number of qubits with all amplitudes: a state of 8 GiB. */
export const hardLimit = 29
/** The default of `maxQubits`. */
export const defaultLimit = 20
/** The largest number of qubits that any method supports. */
export const widest = 256
/** The largest number of qubits of a density matrix, which takes 16 MiB. */
export const mostMixed = 10
