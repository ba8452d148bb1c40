/** The noise of a request. A seed alone is that of no noise. */
export const noiseOf = ({ noise, seed }: { readonly noise?: string; readonly seed?: number }) =>
  noise === undefined && seed === undefined
    ? {}
    : { noise: { model: noise ?? "ideal", ...(seed === undefined ? {} : { seed }) } }
