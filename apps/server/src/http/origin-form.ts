/** Returns the path and query of the URL in a request line. Clients send proxies the whole URL, and some proxies pass it on. */
export function originForm(url: string): string {
  const rest = url.replace(/^https?:\/\/[^/?#]*/i, '');
  return rest.startsWith('/') || rest === url ? rest : `/${rest}`;
}
