import { type RouteCall, signedRoute } from '@cliploop/testing/signed-route';

export interface ServerEvent {
  readonly type: string;
  readonly id?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client of `GET /x/v1/events`. */
export class EventStream {
  /** What was received. */
  readonly events: ServerEvent[] = [];
  comments = 0;
  /** ID of the last event that had one. */
  lastId = '';
  ended = false;

  private constructor(
    readonly status: number,
    private readonly abort: AbortController,
  ) {}

  static async open(
    origin: string,
    call: Partial<RouteCall> & {
      readonly query?: string;
      readonly lastEventId?: string;
      /** Replaces the signature. */
      readonly headers?: Record<string, string>;
    } = {},
  ): Promise<EventStream> {
    const { query = '', lastEventId, headers: given, ...rest } = call;
    const { path, headers: signed } = signedRoute({ ...rest, path: `/x/v1/events${query}` });
    const headers = given ?? signed;
    if (lastEventId !== undefined) headers['last-event-id'] = lastEventId;
    const abort = new AbortController();
    const reply = await fetch(`${origin}${path}`, { headers, signal: abort.signal });
    const stream = new EventStream(reply.status, abort);
    void stream.read(reply);
    return stream;
  }

  close(): void {
    this.abort.abort();
  }

  /** IDs of the objects of one type that were received. */
  idsOf(type: string): unknown[] {
    return this.events.filter((event) => event.type === type).map(({ data }) => data.Id);
  }

  private async read(reply: Response): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of reply.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } catch {
      // The test or the service has ended it.
    }
    this.ended = true;
  }

  private take(block: string): void {
    if (block === ':') this.comments++;
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
    const [type, id, data] = ['event', 'id', 'data'].map((name) => fields.get(name));
    if (id !== undefined) this.lastId = id;
    if (type === undefined || data === undefined) return;
    this.events.push({ type, ...(id !== undefined && { id }), data: JSON.parse(data) });
  }
}
