import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeClip } from '@cliploop/testing/clip';
import { ServerProcess } from '@cliploop/testing/service-process';
import { command } from 'cliploop-server/in-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
let receiver: Server;
let url: string;
const received: string[] = [];
const servers: ServerProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-callbacks-'));
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      received.push((JSON.parse(body) as { EventType: string }).EventType);
      response.end();
    });
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  for (const server of servers) await server.end('SIGTERM');
  receiver?.close();
  await rm(folder, { recursive: true, force: true });
});

const data = () => join(folder, 'data');
function serverWith(env: NodeJS.ProcessEnv): ServerProcess {
  const server = new ServerProcess(data(), env);
  servers.push(server);
  return server;
}

/** Runs `callbacks` in this process. */
async function run(...args: string[]): Promise<{ text: string; warnings: string[] }> {
  const warnings: string[] = [];
  const warn = (warning: string) => warnings.push(warning);
  const done = await command(['callbacks', ...args], { CLIPLOOP_DATA: data() }, warn, async () => {});
  return { text: 'print' in done ? done.print : '', warnings };
}

const listed = async (...args: string[]) =>
  (await run('list', '--json', ...args)).text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('keeps callbacks to refused addresses, lists and counts them, and sends them when the address is allowed', {
  timeout: 120_000,
}, async () => {
  const strict = serverWith({ CLIPLOOP_ADMIN: 'public' });
  const api = await strict.up();
  await api.ModifyEventConfig({ NotificationUrl: url, DeleteMediaCompleteEventSwitch: 'ON' } as never);
  const clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  const FileId = await strict.addMedia(clip);
  await api.DeleteMedia({ FileId });
  await expect
    .poll(() => listed(), { timeout: 20_000 })
    .toMatchObject([
      { subAppId: 1_500_000_000, state: 'refused', eventType: 'FileDeleted', url, failures: 1, nextTime: null },
    ]);
  const { text } = await run('list');
  expect(text).toMatch(
    /^ID +APPLICATION +STATE +EVENT +CREATED +NEXT ATTEMPT +FAILURES +REASON\n\d+ +1500000000 +refused /,
  );
  expect(text).toContain('start the service with CLIPLOOP_FETCH_ALLOW=127.0.0.1:');
  const metrics = await (await fetch(`${strict.origin}/metrics`)).text();
  expect(metrics).toMatch(/^cliploop_callbacks\{state="refused"\} 1$/m);
  expect(await listed('--state', 'failed')).toEqual([]);
  expect(await listed('--sub-app-id', '7')).toEqual([]);

  const [id] = (await listed()).map((callback) => String(callback.id));
  expect(await run('resend', String(id), '999')).toEqual({
    text: '1 callback is sent again\n',
    warnings: [
      'Warning: 1 callback is not sent again, because it was delivered, does not exist, or is not selected by the flags: 999',
    ],
  });
  await expect.poll(() => listed(), { timeout: 20_000 }).toMatchObject([{ state: 'refused' }]);
  await api.ModifyEventConfig({ NotificationUrl: '' } as never);
  const reason =
    'Warning: 1 callback is not sent again, because application 1500000000 has no NotificationUrl; set it with ModifyEventConfig';
  expect(await run('resend', '--all')).toEqual({ text: '0 callbacks are sent again\n', warnings: [reason] });
  expect(await run('resend', String(id), '--json')).toEqual({ text: '{"count":0}\n', warnings: [reason] });
  await api.ModifyEventConfig({ NotificationUrl: url } as never);
  await expect.poll(() => listed(), { timeout: 20_000 }).toMatchObject([{ state: 'refused' }]);
  await strict.end('SIGTERM');
  expect(received).toEqual([]);

  const open = serverWith({ CLIPLOOP_FETCH_ALLOW: '127.0.0.1' });
  await open.up();
  await expect.poll(() => received, { timeout: 20_000 }).toEqual(['FileDeleted']);
  await expect.poll(() => listed()).toEqual([]);
  expect(await run('resend', '--all', '--json')).toEqual({ text: '{"count":0}\n', warnings: [] });
});

describe('callbacks', () => {
  test.each([
    ['', 'callbacks needs a subcommand: list or resend. See cliploop-server callbacks --help'],
    ['lst', 'Unknown subcommand "lst" of callbacks; did you mean list? See cliploop-server callbacks --help'],
    ['list 7', 'Unexpected argument "7" of callbacks list. See cliploop-server callbacks --help'],
    ['list --all', 'callbacks list has no flag --all. See cliploop-server callbacks --help'],
    ['list --state lost', '--state must be one of waiting, failed, refused, got "lost"'],
    ['list --limit 0', '--limit must be an integer from 1 to 1000000, got "0"'],
    ['resend', 'callbacks resend needs the IDs of callbacks, or --all. See cliploop-server callbacks --help'],
    ['resend 1 --all', 'callbacks resend takes IDs or --all, not both. See cliploop-server callbacks --help'],
    ['resend x', 'ID must be an integer from 1 to 9007199254740991, got "x"'],
  ])('%s is refused', async (line, message) => {
    await expect(run(...line.split(' ').filter(Boolean))).rejects.toThrow(message);
  });
});
