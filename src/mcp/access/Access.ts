import { Context, type Duration } from "effect"
import type { Budget } from "../../Budget.ts"

/** The job of a request id. */
export interface Made {
  readonly jobId: string
  /** Whether the job existed before this server submitted anything with this id. */
  readonly found: boolean
  /** The fingerprint of the request, to detect another request with the same id. */
  readonly fingerprint: string
}

/** The limits on spending, and the submissions so far. They are kept in memory until the server ends. */
export interface Spending {
  readonly budget: Budget
  /** Submissions below this price need no approval. */
  readonly approveUnder: number | undefined
  /** The time limit for the person's answer. */
  readonly approvalTimeout: Duration.Duration
  /** The key that signs the questions that are sent through the client. */
  readonly signingKey: Uint8Array
  /** The jobs by request id. */
  readonly made: Map<string, Made>
  /** The ids of requests that are being submitted. */
  readonly underWay: Set<string>
}

/** What the person who started the server allows. */
export class Access extends Context.Service<
  Access,
  {
    /** Whether tools may read from IonQ. */
    readonly cloud: boolean
    /** Absent if nothing may be submitted. */
    readonly spending: Spending | undefined
  }
>()("effect-ionq/mcp/Access") {}
