/** Longest path that `redacted` shows, in characters. */
const MAX_SHOWN_PATH = 200;

/** Parses a URL. Returns undefined for an invalid one: the error of Node would contain the text, secrets included. */
export function readUrl(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}

/** Origin and path of a URL, for messages and logs: without user name, password, query and fragment. */
export function redacted(url: URL): string {
  const path = url.pathname.length > MAX_SHOWN_PATH ? `${url.pathname.slice(0, MAX_SHOWN_PATH)}…` : url.pathname;
  return `${url.protocol}//${url.host}${path}`;
}
