import { Context, type Duration } from "effect"
import type { Budget } from "../../Budget.ts"

/** The job of a request id. */
export interface Made {
  readonly jobId: string
  /** Whether it was there before this server submitted anything under that id. */
  readonly found: boolean
  /** What was submitted, to notice a request id that is used for something else. */
  readonly fingerprint: string
}

/** What may be spent, and what has become of it. It lasts as long as the server. */
export interface Spending {
  readonly budget: Budget
  /** Submissions below this price need no approval. */
  readonly approveUnder: number | undefined
  /** How long a person may take to answer. */
  readonly approvalTimeout: Duration.Duration
  /** What approvals that travel through the client are signed with. */
  readonly signingKey: Uint8Array
  /** By request id. */
  readonly made: Map<string, Made>
  /** The ids of requests that are being submitted. */
  readonly underWay: Set<string>
}

/** What the person who started the server allows. */
export class Access extends Context.Service<
  Access,
  {
    /** Whether tools may read at IonQ. */
    readonly cloud: boolean
    /** Absent if nothing may be submitted. */
    readonly spending: Spending | undefined
  }
>()("effect-ionq/mcp/Access") {}
