import { IonQApi } from "../../IonQApi.ts"

/** The contract under the path of IonQ's production servers. */
export class EmulatorApi extends IonQApi.prefix("/v0.4") {}
