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
export * as Estimator from "./Estimator.ts"
export * as GateTable from "./GateTable.ts"
export * as Gates from "./Gates.ts"
export { IonQApi } from "./IonQApi.ts"
export { IonQClient } from "./IonQClient.ts"
export * as IonQError from "./IonQError.ts"
export { Jobs } from "./Jobs.ts"
export * as IonQ from "./Layer.ts"
export * as Notebook from "./Notebook.ts"
export * as Observable from "./Observable.ts"
export * as Param from "./Param.ts"
export { Polling } from "./Polling.ts"
export * as Qasm from "./Qasm.ts"
export { Results } from "./Results.ts"
export * as Sampler from "./Sampler.ts"
export { Sessions } from "./Sessions.ts"
export * as Sweep from "./Sweep.ts"
export * as Unitary from "./Unitary.ts"

// The types in the signatures of the services.
export type { AccountService, UsageOptions } from "./Account.ts"
export type { BackendsService, CharacterizationOptions } from "./Backends.ts"
export type { BudgetOptions, CostReport } from "./Budget.ts"
export type { Drift } from "./Drift.ts"
export type { IonQMethods, Options } from "./IonQClient.ts"
export type {
  CompletedRun,
  JobFilter,
  JobsService,
  Quote,
  QuoteOptions,
  Ran,
  RunAllOptions,
  RunError,
  RunnableRequest,
  RunOptions,
  SubmitAllOptions,
  SubmitError,
  SubmitOptions,
  Submitted,
} from "./Jobs.ts"
export type { Services } from "./Layer.ts"
export type {
  AwaitError,
  AwaitOptions,
  Completion,
  InterruptPolicy,
  PollingService,
  WaitError,
  WaitOptions,
  WatchOptions,
} from "./Polling.ts"
export type {
  CircuitResult,
  JobRef,
  ProbabilitiesOptions,
  ReadError,
  ReadOptions,
  ResultsService,
  ShotsOptions,
} from "./Results.ts"
export type { Usage, UsagePeriod, Whoami } from "./schema/Account.ts"
export type { Backend, BackendName } from "./schema/Backend.ts"
export type { Characterization, CharacterizationPage } from "./schema/Characterization.ts"
export type { CircuitMember, Gateset, NativeProgram } from "./schema/Circuit.ts"
export type { Estimate, EstimateQuery, JobCost } from "./schema/Cost.ts"
export type { NativeGate, QisGate } from "./schema/Gate.ts"
export type {
  CircuitJob,
  Job,
  JobFailure,
  JobPage,
  JobReceipt,
  JobsReceipt,
  JobStats,
  JobStatus,
  SubmittedJob,
} from "./schema/Job.ts"
export type { ResultLink, ResultLinks } from "./schema/JobOutput.ts"
export type {
  CircuitJobRequest,
  JobChanges,
  JobRequest,
  JobRequestSettings,
  MultiCircuitJobRequest,
  Noise,
  QaoaJobRequest,
  Qasm3JobRequest,
  QuantumFunctionJobRequest,
} from "./schema/JobRequest.ts"
export type { QaoaResult, QuantumFunctionResult } from "./schema/QuantumFunction.ts"
export type { Session, SessionLimits, SessionRequest } from "./schema/Session.ts"
export type {
  CloseOptions,
  OnClose,
  Reaped,
  ReapOptions,
  SessionError,
  SessionEvent,
  SessionsService,
} from "./Sessions.ts"
