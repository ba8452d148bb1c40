/** The bytes of a simulation with all amplitudes: the state, and the probabilities that are made of it. */
export const denseBytes = (qubits: number): number => 24 * 2 ** qubits

/**
 * The bytes of a program that goes on after a measurement, besides the state: all sequences of its outcomes, or a copy for each
 * time that shots part, of which half of them go on at most.
 */
export const dynamicBytes = (qubits: number, shots: number): number =>
  Math.max(2 ** 27, 16 * 2 ** qubits * (1 + Math.log2(shots)))

/** The widest state that fits into so many bytes. */
export const widestWithin = (bytes: number): number => Math.max(1, Math.floor(Math.log2(bytes / 24)))
