/**
 * The contract: every endpoint of the QPI server, both its own routes and PocketBase's records.
 *
 * **Details**
 *
 * Paths are relative to the server's address. Each endpoint is annotated with the credentials that it needs. A GET of
 * an unknown path returns a web page with status 200.
 *
 * @since 0.2.0
 */
export {
  type Access,
  AccessOf,
  type Collections,
  CommonErrors,
  defaultCollections,
  make,
  QpiApi,
  Secret,
} from "./api/contract.ts"
