const secret =
  /^(sig|signature|token|access_token|api[-_]?key|awsaccesskeyid|secret|password|x-amz-.*|x-goog-.*)$/i

/** A URL for a span: the values of query parameters that may be credentials are left out, as OpenTelemetry asks. */
export const shownUrl = (url: string): string =>
  url.includes("?")
    ? url.replaceAll(/([?&])([^=&#]+)=[^&#]*/g, (whole, start: string, name: string) =>
        secret.test(name) ? `${start}${name}=REDACTED` : whole,
      )
    : url
