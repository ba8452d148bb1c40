/** The bytes of a simulation with all amplitudes: the state, and the probabilities that are made of it. */
export const denseBytes = (qubits: number): number => 24 * 2 ** qubits

/** The widest state that fits into so many bytes. */
export const widestWithin = (bytes: number): number => Math.max(1, Math.floor(Math.log2(bytes / 24)))
