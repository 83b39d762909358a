let token: string | undefined;
const listeners = new Set<() => void>();

/**
 * Takes the one-time token of a sign-in link out of the address (`/console/sign-in#token=…`), so that it stays neither there nor in the
 * history of the browser. Servers and logs never see the part after #.
 */
export function captureLinkToken(): void {
  const found = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!found) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  token = found;
  for (const listener of listeners) listener();
}

/** Returns the token, once. */
export function takeLinkToken(): string | undefined {
  const taken = token;
  token = undefined;
  return taken;
}

/** Calls a function when a link was opened in this tab. */
export function onLinkToken(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
