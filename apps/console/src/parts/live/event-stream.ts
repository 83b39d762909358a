import { EventSourceParserStream } from 'eventsource-parser/stream';
import { readError, sendOnce } from '../../api/send.ts';

/** A server-sent event of `GET /x/v1/events`. */
export interface ServerEvent {
  readonly type: string;
  /** Position after which the stream continues; absent inside of a batch. */
  readonly id: string | undefined;
  readonly data: string;
}

/** The service sends a comment every 15 s. Without anything for this time, ms, the connection is lost. */
const SILENCE_MS = 40_000;

/**
 * Reads events until the connection ends. `EventSource` of browsers cannot send the header that the service needs.
 * @param after ID of the last event that was read
 * @throws ApiError
 */
export async function* readEvents(after: string | undefined, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const silence = new AbortController();
  const headers = { Accept: 'text/event-stream', ...(after !== undefined && { 'Last-Event-ID': after }) };
  const init = { headers, cache: 'no-store', signal: AbortSignal.any([signal, silence.signal]) } as const;
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  const heard = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      controller.enqueue(chunk);
    },
  });
  try {
    const response = await sendOnce(new Request(new URL('/x/v1/events', location.origin), init));
    if (!response.ok || response.body === null) throw await readError(response);
    const events = response.body
      .pipeThrough(heard)
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
      .getReader();
    for (let read = await events.read(); !read.done; read = await events.read()) {
      const { event: type = 'message', id, data } = read.value;
      yield { type, id, data };
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}
