/**
 * Who an API key belongs to.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { maybe } from "../internal/wire.ts"

/**
 * The answer of `GET /whoami`: the key in use, never its secret.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Whoami = Schema.Struct({
  key_id: Schema.String,
  key_name: Schema.String,
  project_id: maybe(Schema.String),
}).annotate({ identifier: "Whoami" })

/** @category models @since 0.1.0 */
export interface Whoami extends Schema.Struct.Type<typeof Whoami.fields> {}
