import { readFileSync } from "node:fs"

/** A request and the answer that a server of version 0.1.2 gave to it. */
export interface Recorded {
  readonly case: string
  readonly method: string
  readonly path: string
  /** Without secrets: `<jwt>` and `qpi_<64 hex>` stand for them. */
  readonly headers?: Readonly<Record<string, string>>
  /** Absent for JSON, null for none. */
  readonly contentType?: string | null
  readonly body?: unknown
  readonly status: number
  readonly type: string | null
  readonly answer: unknown
  readonly answerHeaders?: Readonly<Record<string, string>>
  /** What of the answer was left out, such as items of a long list. */
  readonly note?: string
}

const text = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8")

export const recorded: ReadonlyArray<Recorded> = text("answers.jsonl")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Recorded)

/** The frames of a stream: a job that is created, runs and is completed. */
export const recordedFrames: string = text("realtime-frames.txt")
