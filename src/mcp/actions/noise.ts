/** The noise of a request. With a seed alone, the model is `ideal`. */
export const noiseOf = ({ noise, seed }: { readonly noise?: string; readonly seed?: number }) =>
  noise === undefined && seed === undefined
    ? {}
    : { noise: { model: noise ?? "ideal", ...(seed === undefined ? {} : { seed }) } }
