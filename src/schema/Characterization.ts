/**
 * Measured properties of a machine.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { loose, maybe } from "./wire.ts"

const Fidelity = maybe(Schema.Struct({ median: maybe(Schema.Finite), stderr: maybe(Schema.Finite) }))

/**
 * A characterization: fidelities between 0 and 1, times in seconds, and `connectivity` as pairs of qubits in either
 * order.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Characterization = Schema.Struct({
  id: maybe(Schema.String),
  backend: maybe(Schema.String),
  date: maybe(Schema.String),
  qubits: maybe(Schema.Int),
  connectivity: maybe(Schema.Array(Schema.Array(Schema.Int))),
  fidelity: maybe(Schema.Struct({ spam: Fidelity, "1q": Fidelity, "2q": Fidelity })),
  timing: maybe(
    Schema.Struct({
      t1: maybe(Schema.Finite),
      t2: maybe(Schema.Finite),
      "1q": maybe(Schema.Finite),
      "2q": maybe(Schema.Finite),
      readout: maybe(Schema.Finite),
      reset: maybe(Schema.Finite),
    }),
  ),
}).annotate({ identifier: "Characterization" })

/** @category models @since 0.1.0 */
export interface Characterization extends Schema.Struct.Type<typeof Characterization.fields> {}

/**
 * A page of characterizations, newest first. `pages` is the number of pages that remain.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CharacterizationPage = Schema.Struct({
  characterizations: loose(maybe(Schema.Array(Characterization))),
  pages: maybe(Schema.Int),
}).annotate({ identifier: "CharacterizationPage" })

/** @category models @since 0.1.0 */
export interface CharacterizationPage extends Schema.Struct.Type<typeof CharacterizationPage.fields> {}
