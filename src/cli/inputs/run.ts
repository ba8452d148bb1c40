import { type Command, Flag } from "effect/cli"
import {
  backend,
  file,
  int,
  metadata,
  money,
  name,
  shots,
  shown,
  text,
  toggle,
  waiting,
  written,
} from "./flags.ts"

export const config = {
  file,
  backend,
  shots,
  noise: text("noise", "The simulator's noise model, e.g. ideal or aria-1", "MODEL"),
  seed: int("seed", "The seed of the noise model"),
  session: text("session", "The session that the job joins", "ID"),
  name,
  metadata,
  dryRun: toggle("dry-run", "Let IonQ check and compile the job without running it"),
  debias: Flag.Boolean("debias").pipe(
    Flag.withDescription("Turn debiasing on, or off with --no-debias (default: IonQ's choice)"),
    Flag.optional,
  ),
  native: toggle("native", "Compile to native gates locally; IonQ does not compile the result again"),
  wait: Flag.Boolean("wait").pipe(
    Flag.withDescription("Wait for the result; --no-wait prints the job's id"),
    Flag.withDefault(true),
  ),
  submissionId: text("submission-id", "The id of a submission whose response was lost", "ID"),
  ...money,
  ...waiting,
  ...shown,
  ...written,
}

export type RunInput = Command.Command.Config.Infer<typeof config>
