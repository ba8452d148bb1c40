import { Duration } from "effect"
import { type Command, Flag } from "effect/cli"
import { duration, toggle } from "./flags.ts"

const amount = (name: string, description: string) =>
  Flag.Finite(name).pipe(Flag.withDescription(description), Flag.withMetavar("AMOUNT"), Flag.optional)

export const config = {
  cloud: toggle("cloud", "Add tools that read data from IonQ: machines, prices, jobs, results"),
  budget: amount(
    "budget",
    "Add tools that submit and cancel jobs; the largest total cost of all jobs of this server",
  ),
  unit: Flag.String("unit").pipe(
    Flag.withDescription("The unit of the amounts, as in IonQ's estimates"),
    Flag.withMetavar("UNIT"),
    Flag.withDefault("usd"),
  ),
  approveUnder: amount("approve-under", "Submit jobs that cost less than this without asking you"),
  approvalTimeout: duration("approval-timeout", "How long you may take to answer").pipe(
    Flag.withDefault(Duration.minutes(5)),
  ),
}

export type McpInput = Command.Command.Config.Infer<typeof config>
