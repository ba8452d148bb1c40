/**
 * Filters of lists of records.
 *
 * **Details**
 *
 * A filter is a value built by functions. Texts are parameters and are escaped for PocketBase. A filter that
 * PocketBase cannot read is rejected when it is rendered: if a text ends in a backslash or has a NUL, or if the
 * filter has more than 3500 bytes or more than 200 comparisons.
 *
 * **Example** (My jobs that failed today)
 *
 * ```ts
 * const failed = Filter.and(Filter.equals("status", "failed"), Filter.atLeast("created", today))
 * ```
 *
 * @since 0.2.0
 */
export {
  above,
  and,
  atLeast,
  atMost,
  below,
  contains,
  containsNot,
  differs,
  equals,
  type Filter,
  oneOf,
  or,
  render,
  type Value,
} from "./records/filter.ts"
