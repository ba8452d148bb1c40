/**
 * An Effect-native SDK for the IonQ Quantum Cloud.
 *
 * @since 0.1.0
 */
export { Account } from "./Account.ts"
export * as Angle from "./Angle.ts"
export { Backends } from "./Backends.ts"
export * as CallOptions from "./CallOptions.ts"
export * as Circuit from "./Circuit.ts"
export * as Compiler from "./Compiler.ts"
export * as CurrentSession from "./CurrentSession.ts"
export * as Distribution from "./Distribution.ts"
export * as Gates from "./Gates.ts"
export { IonQApi } from "./IonQApi.ts"
export { IonQClient } from "./IonQClient.ts"
export * as IonQError from "./IonQError.ts"
export { Jobs } from "./Jobs.ts"
export * as IonQ from "./Layer.ts"
export * as Param from "./Param.ts"
export { Polling } from "./Polling.ts"
export * as Qasm from "./Qasm.ts"
export { Results } from "./Results.ts"
export { Sessions } from "./Sessions.ts"
export * as Unitary from "./Unitary.ts"
