import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that may wait for the response to an earlier one. */
const MAX_WAITING = 16;

type Exchange = readonly [request: IncomingMessage, response: ServerResponse];

/**
 * Handles the requests of a connection one after another. Node calls the handler for every request that a client sends without
 * waiting for responses (pipelining), so that one connection could open any number of files. A connection with more waiting
 * requests than the limit is closed.
 */
export function inOrder(handler: RequestListener, limit = MAX_WAITING): RequestListener {
  const queues = new WeakMap<Socket, Exchange[]>();
  const run = ([request, response]: Exchange, waiting: Exchange[]): void => {
    response.once('close', () => {
      const next = waiting.shift();
      if (next === undefined) queues.delete(request.socket);
      else if (!request.socket.destroyed) run(next, waiting);
    });
    handler(request, response);
  };
  return (request, response) => {
    const { socket } = request;
    // The parser reports the requests of a chunk that it has begun.
    if (socket.destroyed) return;
    const waiting = queues.get(socket);
    if (waiting === undefined) {
      const queue: Exchange[] = [];
      queues.set(socket, queue);
      run([request, response], queue);
    } else if (waiting.length < limit) {
      waiting.push([request, response]);
    } else {
      socket.destroy();
    }
  };
}
