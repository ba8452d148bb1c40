import { IonQApi } from "../../IonQApi.ts"

/** IonQ's API contract with the path prefix of IonQ's production servers. */
export class EmulatorApi extends IonQApi.prefix("/v0.4") {}
