import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A request, byte for byte: nothing is added, and headers keep their order and case. */
export interface Sent {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer | string;
}

export interface WireAnswer {
  readonly status: number;
  /** In their order, with names as received. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** HTTP/1.1 connections to a service, which stay open between requests as those of clients do. */
export class Wire {
  private readonly idle: Socket[] = [];

  constructor(private readonly port: number) {}

  async send(sent: Sent): Promise<WireAnswer> {
    for (let socket = this.idle.pop(); socket; socket = this.idle.pop()) {
      if (!isOpen(socket)) continue;
      try {
        return await this.sendBy(socket, sent);
      } catch (error) {
        // The service can close an idle connection just before it is used again; clients then open another one.
        if (!(error instanceof ClosedUnanswered)) throw error;
      }
    }
    return this.sendBy(await this.connected(), sent);
  }

  private async sendBy(socket: Socket, { method, target, headers, body = '' }: Sent): Promise<WireAnswer> {
    const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const waits = headers.some(([name, value]) => name === 'Expect' && /^100-continue$/i.test(value));
    if (waits) {
      const { status } = await answerOf(socket, true);
      if (status !== 100) throw new Error(`The service answered ${status} before the body was sent`);
    }
    socket.write(body);
    const reply = await answerOf(socket, method === 'HEAD');
    if (headerOf(reply, 'Connection').toLowerCase() === 'close') socket.destroy();
    else this.idle.push(socket);
    return reply;
  }

  close(): void {
    for (const socket of this.idle.splice(0)) socket.destroy();
  }

  private async connected(): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1');
    await once(socket, 'connect');
    // The end of an idle connection is noticed when it is used again.
    return socket.setNoDelay().on('error', () => {});
  }
}

/** The value of a header, in any letter case; empty when it is absent. */
export function headerOf({ headers }: WireAnswer, name: string): string {
  return headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? '';
}

class ClosedUnanswered extends Error {}

function isOpen(socket: Socket): boolean {
  return !socket.destroyed && socket.readable && socket.writable;
}

async function answerOf(socket: Socket, isHead: boolean): Promise<WireAnswer> {
  let bytes = Buffer.alloc(0);
  let reply: WireAnswer | undefined;
  let length = 0;
  const take = (): boolean => {
    const end = bytes.indexOf('\r\n\r\n');
    if (!reply && end >= 0) {
      reply = headOf(bytes.subarray(0, end).toString('latin1'));
      if (headerOf(reply, 'Transfer-Encoding') !== '') throw new Error('The answer is chunked');
      length = isHead || reply.status === 204 ? 0 : Number(headerOf(reply, 'Content-Length'));
      bytes = bytes.subarray(end + 4);
    }
    return reply !== undefined && bytes.length >= length;
  };
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      try {
        if (!take() || !reply) return;
        off();
        resolve({ ...reply, body: bytes.toString('utf8') });
      } catch (error) {
        onEnd(error);
      }
    };
    const onEnd = (error?: unknown): void => {
      off();
      socket.destroy();
      reject(
        bytes.length === 0 && !reply
          ? new ClosedUnanswered('The connection closed')
          : (error ?? new Error('The answer broke off')),
      );
    };
    const ends = () => onEnd();
    const off = (): void => {
      socket.off('data', onData).off('error', onEnd).off('close', ends);
    };
    socket.on('data', onData).on('error', onEnd).on('close', ends);
    if (!isOpen(socket)) onEnd();
  });
}

function headOf(text: string): WireAnswer {
  const [first = '', ...lines] = text.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  return { status: Number(first.split(' ')[1]), headers, body: '' };
}
