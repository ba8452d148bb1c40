/**
 * The contract: every endpoint of the QPI server once, its own routes and PocketBase's records.
 *
 * **Details**
 *
 * Paths are relative to the server's address. Each endpoint is annotated with who may call it. A GET of a path that is not
 * here is answered with a web page and status 200.
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
