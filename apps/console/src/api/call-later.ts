import { call, requestOf } from './call.ts';
import { withCsrf } from './send.ts';
import type { Action, Params } from './types.ts';

/** A call that is sent later, and at the latest when the page is closed. */
export interface LaterCall {
  /** Sends it now. @throws ApiError */
  send(): Promise<unknown>;
  /** Sends it when the page is closed, unless it is canceled before. */
  sendAtClose(): AtClose;
}

/** A request that is sent when the page is closed. */
export interface AtClose {
  /** Whether it was sent. A page that the browser keeps for "Back" can be shown again after it. */
  readonly isSent: boolean;
  cancel(): void;
}

export const callLater = <A extends Action>(action: A, params: Params<A>): LaterCall => ({
  send: () => call(action, params, { keepalive: true }),
  sendAtClose: () => sendAtClose(withCsrf(requestOf(action, params))),
});

/** `fetchLater()`, which not all browsers have. @see https://fetch.spec.whatwg.org/#deferred-fetch */
type FetchLater = (request: Request) => { readonly activated: boolean };

/**
 * Sends a request when the page is closed, unless it is canceled before. Where the browser can, it keeps the request itself: a page that
 * is busy often gets no time for its event `pagehide`.
 */
function sendAtClose(request: Request): AtClose {
  const canceled = new AbortController();
  const { signal } = canceled;
  const cancel = () => canceled.abort();
  const { fetchLater } = globalThis as { readonly fetchLater?: FetchLater };
  try {
    const deferred = fetchLater?.(new Request(request.clone(), { signal }));
    if (deferred) {
      return {
        get isSent() {
          return deferred.activated;
        },
        cancel,
      };
    }
  } catch {
    // The address is not secure, or too many requests wait.
  }
  let isSent = false;
  const onPageHide = () => {
    isSent = true;
    fetch(new Request(request, { keepalive: true })).catch(() => {});
  };
  addEventListener('pagehide', onPageHide, { signal, once: true });
  return {
    get isSent() {
      return isSent;
    },
    cancel,
  };
}
