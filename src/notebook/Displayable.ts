/**
 * A result by MIME type. A notebook shows the richest of the types that it supports.
 *
 * @category models
 * @since 0.2.0
 */
export interface MimeBundle {
  readonly "text/plain": string
  readonly "text/html": string
  readonly "image/svg+xml"?: string
}

/** The symbol under which Deno's Jupyter kernel looks for a method that returns a {@link MimeBundle}. */
export const symbol: unique symbol = Symbol.for("Jupyter.display")

/**
 * A value that Deno's Jupyter kernel shows as a picture or a table if it is the last value of a cell, or is passed to
 * `Deno.jupyter.display`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Displayable {
  readonly [symbol]: () => MimeBundle
}

export const displayable = (bundle: () => MimeBundle): Displayable => ({ [symbol]: bundle })

/** A picture. The SVG is the HTML as well, because some notebooks show no SVG. */
export const pictureOf = (text: string, svg: string): MimeBundle => ({
  "text/plain": text,
  "image/svg+xml": svg,
  "text/html": svg,
})
