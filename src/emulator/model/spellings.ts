type Fields = { readonly [key: string]: unknown }

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Moves the angle of a native `zz` from `phase`, where some clients put it, to `angle`. */
const gateOf = (gate: unknown): unknown => {
  if (!isFields(gate) || gate["gate"] !== "zz" || gate["phase"] === undefined || "angle" in gate) return gate
  const { phase, ...rest } = gate
  return { ...rest, angle: phase }
}

const inputOf = (input: unknown): unknown => {
  if (!isFields(input)) return input
  const { circuit, circuits } = input
  return {
    ...input,
    ...(Array.isArray(circuit) ? { circuit: circuit.map(gateOf) } : {}),
    ...(Array.isArray(circuits) ? { circuits: circuits.map(inputOf) } : {}),
  }
}

/** Removes a seed that is null from a noise model. */
const noiseOf = (noise: unknown): unknown => {
  if (!isFields(noise) || noise["seed"] !== null) return noise
  const { seed: _, ...rest } = noise
  return rest
}

/** Rewrites the body of a job in the form of the contract, where it uses another form that IonQ accepts. */
export const inOurWords = (body: unknown): unknown => {
  if (!isFields(body)) return body
  const { shots, noise, input } = body
  return {
    ...body,
    ...(typeof shots === "string" && /^\d+$/.test(shots) ? { shots: Number(shots) } : {}),
    ...(noise === undefined ? {} : { noise: noiseOf(noise) }),
    ...(input === undefined ? {} : { input: inputOf(input) }),
  }
}
