const temporaryStatuses: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether the same request may succeed later. 501 and 505 are final: the server does not support the request. */
export function isTemporary(status: number): boolean {
  return temporaryStatuses.has(status);
}

/**
 * Whether the server failed or asks to come back later, in the sense of the error code INPUT_NETWORK of `animate()`. It
 * differs from `isTemporary` by every other 5xx and by 425; both stay, because error and exit codes depend on it.
 */
export function isServerFailure(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}
