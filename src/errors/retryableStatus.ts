/**
 * Whether a status may be temporary: 429, 500, 502, 503, 504 and the proxy's 520 to 529.
 *
 * @category guards
 * @since 0.1.0
 */
export const isRetryableStatus = (status: number): boolean =>
  status === 429 || status === 500 || (status >= 502 && status <= 504) || (status >= 520 && status <= 529)
