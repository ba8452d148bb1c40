/** The ids of the project, the organization, the user and the API key to which all jobs of the emulator belong. */
export const projectId = "1333d459-cf47-4a5e-acc1-8d4eb4f7b025"
export const organizationId = "71d164e6-6ebe-4126-8839-f1529bb01a00"
export const userId = "64b03577072d45001c85e9c4"
export const keyId = "e060759f-4348-4767-a645-8c0301265791"
