import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import { readEvents, type ServerEvent } from './event-stream.ts';
import { type Changes, LiveChanges } from './live-changes.ts';
import { refresh } from './use-live.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.unstubAllGlobals();
});

/** A service whose streams the test feeds. */
function streams() {
  const opened: { after: string | undefined; send(event: Partial<ServerEvent>): void; fail(error: Error): void }[] = [];
  async function* read(after: string | undefined, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const events: ServerEvent[] = [];
    let failure: Error | undefined;
    let wake = () => {};
    signal.addEventListener('abort', () => wake());
    opened.push({
      after,
      send(event) {
        events.push({ type: 'message', id: undefined, data: '{}', ...event });
        wake();
      },
      fail(error) {
        failure = error;
        wake();
      },
    });
    for (;;) {
      const next = events.shift();
      if (next) yield next;
      else if (failure) throw failure;
      else if (signal.aborted) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return { opened, read };
}

function follow() {
  const { opened, read } = streams();
  const live = new LiveChanges({ read, collectMs: 1, retryMs: 1 });
  const got: Changes[] = [];
  const stop = live.listen((changes) => got.push(changes));
  stops.push(stop);
  return { live, opened, got, stop };
}

const task = (Status: string, Progress: number) => JSON.stringify({ Kind: 'updated', Id: 'T1', Status, Progress });

test('reports changes together, and which of them are only progress', async () => {
  const { live, opened, got } = follow();
  opened[0]?.send({ type: 'ready', id: '1' });
  await vi.waitFor(() => expect(got).toEqual(['everything']));
  expect(live.isConnected).toBe(true);
  opened[0]?.send({ type: 'task', data: task('PROCESSING', 10) });
  opened[0]?.send({ type: 'task', data: task('PROCESSING', 20) });
  opened[0]?.send({ type: 'media', data: JSON.stringify({ Kind: 'deleted', Id: 'M1', Status: null }) });
  opened[0]?.send({ type: 'task', data: 'not JSON' });
  await vi.waitFor(() => expect(got).toHaveLength(2));
  expect(got[1]).toEqual([
    { noun: 'task', id: 'T1', isNew: true },
    { noun: 'task', id: 'T1', isNew: false },
    { noun: 'media', id: 'M1', isNew: true },
  ]);
});

test('continues after the last event when the connection is lost, and reads everything again after a reset', async () => {
  const { live, opened, got } = follow();
  opened[0]?.send({ type: 'ready', id: '1' });
  opened[0]?.send({ type: 'task', id: '7', data: task('WAITING', 0) });
  await vi.waitFor(() => expect(got).toHaveLength(2));
  opened[0]?.fail(new Error('the connection was closed'));
  await vi.waitFor(() => expect(opened).toHaveLength(2));
  expect(live.isConnected).toBe(false);
  expect(opened[1]?.after).toBe('7');
  opened[1]?.send({ type: 'ready', id: '7' });
  await vi.waitFor(() => expect(live.isConnected).toBe(true));
  expect(got).toHaveLength(2);
  opened[1]?.send({ type: 'reset', id: '9' });
  await vi.waitFor(() => expect(got.at(-1)).toBe('everything'));
});

test('does not ask a service without events again and again', async () => {
  const { live, opened } = follow();
  opened[0]?.fail(new ApiError('ResourceNotFound', 'no such route', '', 404));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(opened).toHaveLength(1);
  expect(live.isConnected).toBe(false);
});

test('ends the connection with the last listener', async () => {
  const { live, opened, stop } = follow();
  opened[0]?.send({ type: 'ready', id: '1' });
  await vi.waitFor(() => expect(live.isConnected).toBe(true));
  stop();
  expect(live.isConnected).toBe(false);
  stops.push(live.listen(() => {}));
  await vi.waitFor(() => expect(opened).toHaveLength(2));
  expect(opened[1]?.after).toBeUndefined();
});

test('reads the events of a response, with the position in the request', async () => {
  const text = 'retry: 2000\n\nevent: ready\nid: 5\ndata: {}\n\n:\n\nevent: task\nid: 6\ndata: {"Id":"T1"}\n\n';
  const asked: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request);
    return new Response(text, { headers: { 'Content-Type': 'text/event-stream' } });
  });
  const events: ServerEvent[] = [];
  for await (const event of readEvents('4', new AbortController().signal)) events.push(event);
  expect(events).toEqual([
    { type: 'ready', id: '5', data: '{}' },
    { type: 'task', id: '6', data: '{"Id":"T1"}' },
  ]);
  expect(asked[0]?.headers.get('Last-Event-ID')).toBe('4');
  expect(asked[0]?.headers.get('X-Cliploop-Csrf')).toBe('1');
});

test('sends only the queries again that a change is about', async () => {
  const queries = new QueryClient();
  const sent: string[] = [];
  const query = (key: string[], id?: string) =>
    queries.prefetchQuery({ queryKey: key, queryFn: () => key.join(' '), ...(id !== undefined && { meta: { id } }) });
  await query(['tasks', 'list']);
  await query(['tasks', 'one', 'T1'], 'T1');
  await query(['tasks', 'one', 'T2'], 'T2');
  await query(['media', 'list']);
  const changed = (changes: Changes) => {
    sent.length = 0;
    refresh(queries, changes);
    for (const { queryKey, state } of queries.getQueryCache().getAll()) {
      if (state.isInvalidated) sent.push(queryKey.join(' '));
      state.isInvalidated = false;
    }
    return sent;
  };
  expect(changed([{ noun: 'task', id: 'T1', isNew: false }])).toEqual(['tasks one T1']);
  expect(changed([{ noun: 'task', id: 'T2', isNew: true }])).toEqual(['tasks list', 'tasks one T2']);
  expect(changed('everything')).toHaveLength(4);
  const shows = (data: unknown, id: string) => data === 'tasks page' && id === 'T1';
  await queries.prefetchQuery({ queryKey: ['tasks', 'page'], queryFn: () => 'tasks page', meta: { shows } });
  expect(changed([{ noun: 'task', id: 'T1', isNew: false }])).toEqual(['tasks one T1', 'tasks page']);
  expect(changed([{ noun: 'task', id: 'T2', isNew: false }])).toEqual(['tasks one T2']);
});
