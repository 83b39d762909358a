/** `http://HOST:PORT` of a listener. @param secure with TLS */
export function originOf(host: string, port: number, secure = false): string {
  return `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The same for a client on this machine: no address is "any". */
export function reachable(host: string, port: number, secure = false): string {
  return originOf(host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port, secure);
}
