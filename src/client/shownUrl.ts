const secret =
  /^(sig|signature|token|access_token|api[-_]?key|awsaccesskeyid|secret|password|x-amz-.*|x-goog-.*)$/i

/**
 * A URL for a span. The values of query parameters that may be credentials are replaced, as OpenTelemetry recommends.
 */
export const shownUrl = (url: string): string =>
  url.includes("?")
    ? url.replaceAll(/([?&])([^=&#]+)=[^&#]*/g, (whole, start: string, name: string) =>
        secret.test(name) ? `${start}${name}=REDACTED` : whole,
      )
    : url
