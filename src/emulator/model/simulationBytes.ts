/** The bytes of a simulation with all amplitudes: the state, and the probabilities that are computed from it. */
export const denseBytes = (qubits: number): number => 24 * 2 ** qubits

/**
 * The bytes of a program that continues after a measurement, apart from the state. An exact run keeps all sequences of
 * outcomes. A run shot by shot keeps a copy of the state for each time that shots split: at a split, at most half of
 * the shots continue on the copy.
 */
export const dynamicBytes = (qubits: number, shots: number): number =>
  Math.max(2 ** 27, 16 * 2 ** qubits * (1 + Math.log2(shots)))

/** The largest number of qubits for which a simulation with all amplitudes fits into `bytes`, at least 1. */
export const widestWithin = (bytes: number): number => Math.max(1, Math.floor(Math.log2(bytes / 24)))
