/** Longest path that a message shows, in characters. */
const longest = 200;

/** Reads a URL; undefined when it is none. Node's own error would carry the text, secrets included. */
export function readUrl(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}

/** Origin and path of a URL, for messages and logs: no user name, password, query or fragment. */
export function redacted(url: URL): string {
  const path = url.pathname.length > longest ? `${url.pathname.slice(0, longest)}…` : url.pathname;
  return `${url.protocol}//${url.host}${path}`;
}
