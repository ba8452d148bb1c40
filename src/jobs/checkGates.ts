import { Effect, Schema, SchemaAST } from "effect"
import { InvalidRequestError } from "../IonQError.ts"
import { NativeGate, QisGate } from "../schema/Gate.ts"
import type { CircuitMember, Gateset } from "../schema/Circuit.ts"
import type { JobRequest } from "../schema/JobRequest.ts"
import { pathOf } from "../client/invalidRequest.ts"

type Check = (gate: unknown) => Effect.Effect<unknown, Schema.SchemaError>

/** One check per gate name. A check of the whole union would report the errors of all other gates, too. */
const checksOf = (members: typeof QisGate.members | typeof NativeGate.members): ReadonlyMap<string, Check> =>
  new Map(
    members.flatMap((member) => {
      const check = Schema.encodeUnknownEffect(member, { onExcessProperty: "error" })
      const { ast } = member.fields.gate
      const words = SchemaAST.isUnion(ast) ? ast.types : [ast]
      return words.flatMap((word) =>
        SchemaAST.isLiteral(word) ? [[String(word.literal), check] as const] : [],
      )
    }),
  )

const checks = { qis: checksOf(QisGate.members), native: checksOf(NativeGate.members) }

interface Located {
  /** The path of the gates in the request. */
  readonly path: string
  readonly gateset: Gateset
  readonly circuit: ReadonlyArray<QisGate | NativeGate>
}

const circuitsOf = (request: JobRequest): ReadonlyArray<Located> => {
  if (request.type === "ionq.circuit.v1") {
    const { gateset, circuit } = request.input
    return [{ path: "input.circuit", gateset, circuit }]
  }
  if (request.type !== "ionq.multi-circuit.v1") return []
  const { input } = request
  const located = ({ gateset = input.gateset, circuit }: CircuitMember, i: number): Located => ({
    path: `input.circuits.${i}.circuit`,
    gateset,
    circuit,
  })
  return input.circuits.map(located)
}

/** Rejects the first gate that its gateset does not have or that is not valid. */
export const checkGates = Effect.fnUntraced(function* (
  request: JobRequest,
): Effect.fn.Return<void, InvalidRequestError> {
  for (const { path, gateset, circuit } of circuitsOf(request)) {
    for (const [index, gate] of circuit.entries()) {
      const at = `${path}.${index}`
      const check = checks[gateset].get(gate.gate)
      if (check === undefined) {
        const field = `${at}.gate`
        const message = `${field}: the gateset ${gateset} does not have the gate ${JSON.stringify(gate.gate)}`
        return yield* new InvalidRequestError({ field, message })
      }
      yield* Effect.mapError(check(gate), ({ issue, message }) => {
        const inner = pathOf(issue)
        const field = inner === undefined ? at : `${at}.${inner}`
        return new InvalidRequestError({
          field,
          message: `${field} (${gate.gate}): ${message.split("\n")[0]}`,
        })
      })
    }
  }
})
