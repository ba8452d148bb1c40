/** Prints the contract as an OpenAPI document. */
import { IonQApi } from "effect-ionq/IonQApi"
import { OpenApi } from "effect/http-api"

process.stdout.write(`${JSON.stringify(OpenApi.fromApi(IonQApi), null, 2)}\n`)
