/** Whether only programs of this machine can reach a host. An IPv6 address may be in brackets. */
export const isLoopback = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host) || /\.localhost$/i.test(host)
