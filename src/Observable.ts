/**
 * Observables: sums of Pauli strings with coefficients.
 *
 * **Details**
 *
 * An observable has no fixed number of qubits, so that any two can be added and multiplied. Strings are kept as masks,
 * in which bit i is qubit i. The text of a string has either one letter for each qubit, and an option names the side of
 * qubit 0, or each letter has the number of its qubit.
 *
 * **Example** (An energy)
 *
 * ```ts
 * const energy = Observable.sum([
 *   [-1, Observable.multiply(Observable.z(0), Observable.z(1))],
 *   [0.5, Observable.x(0)],
 *   [0.5, Observable.x(1)],
 * ])
 * Observable.groups(energy).length // 2
 * ```
 *
 * @since 0.2.0
 */
export {
  add,
  adjoint,
  commutator,
  commutes,
  equals,
  isHermitian,
  multiply,
  norm,
  scale,
  simplify,
  subtract,
} from "./observable/algebra.ts"
export { basisChange } from "./observable/basisChange.ts"
export { type Group, groups } from "./observable/groups.ts"
export {
  type Coefficient,
  identity,
  maxCut,
  pauli,
  sum,
  type Summand,
  validate,
  x,
  y,
  z,
  zero,
} from "./observable/make.ts"
export { type DenseMatrix, toMatrix } from "./observable/matrix.ts"
export {
  isObservable,
  type Letter,
  type Observable,
  type PauliString,
  type Term,
  width,
} from "./observable/model.ts"
export { ObservableError } from "./observable/ObservableError.ts"
export { format, parse, toList } from "./observable/text.ts"
