import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/** Time limit for receiving the rest of a body after its response. */
const REST_TIMEOUT_MS = 30_000;

/** Connections that close after the rest of a body. */
const closing = new WeakSet<Socket>();

/** Whether the last response of a connection was sent, and only the rest of its request's body is still received. */
export const isClosing = (socket: Socket): boolean => closing.has(socket);

/**
 * Receives the rest of a body before a connection is closed after the response (`Connection: close`). Node closes it at once. A
 * client that is still sending then gets a broken connection instead of the response. Many clients read the response only after
 * they have sent the body.
 * @param timeout ms
 */
export function closeAfterBody(handler: RequestListener, timeout = REST_TIMEOUT_MS): RequestListener {
  return (request, response) => {
    const { socket } = request;
    // No request is handled after the response that said that the connection closes.
    if (closing.has(socket)) return;
    const { destroySoon } = socket;
    // Node calls this at the end of the last response.
    socket.destroySoon = () => {
      socket.destroySoon = destroySoon;
      if (request.complete) {
        socket.destroySoon();
        return;
      }
      closing.add(socket);
      const timer = setTimeout(() => socket.destroy(), timeout);
      const close = (): void => {
        clearTimeout(timer);
        socket.destroySoon();
      };
      request.on('error', () => {});
      request.once('end', close).once('close', close).resume();
    };
    response.once('close', () => {
      if (!closing.has(socket)) socket.destroySoon = destroySoon;
    });
    handler(request, response);
  };
}
