import type { Keys } from './sign.ts';
import type { Wire } from './wire.ts';

/** The files and settings of an upload. */
export interface Upload {
  /** Name of the media; its extension is `mp4`. */
  readonly name: string;
  readonly bytes: Buffer;
  /** PNG. */
  readonly cover?: Buffer | undefined;
  /** Task flow. */
  readonly procedure?: string | undefined;
}

/** The service that a client sends to. */
export interface Stage {
  /** On loopback. */
  readonly port: number;
  readonly wire: Wire;
  /** Key pair of the service. */
  readonly keys: Keys;
}

/** Sends the requests of a client. */
export interface Player {
  /** As in `clients.ts`. */
  readonly client: string;
  /** Distinguishes variants of a client. */
  readonly version?: string;
  /** API SDKs whose requests it also sends; names as in `clients.ts`. */
  readonly api?: readonly string[];
  /** @returns the FileId @throws ClientError where the client raises an error */
  upload(stage: Stage, upload: Upload): Promise<string>;
}

/** The error of a client: `CODE: message` of the service, or its own message for an answer that it does not accept. */
export class ClientError extends Error {}

/** Parts of a file; all but the last have the same size. */
export function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
}

/** Processes items, `many` at a time. The results are in the order of the items. */
export async function atATime<T, R>(
  count: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: count }, worker));
  return results;
}

/** The text of an element of XML that has no children. */
export function elementOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1];
  return text?.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/** The client error for an XML `Error`. */
export function xmlError(status: number, body: string): ClientError {
  const [code, message] = ['Code', 'Message'].map((name) => elementOf(body, name));
  return new ClientError(code === undefined ? `${status}: no XML error` : `${code}: ${message}`);
}
