import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Hosts } from './hosts.js';

const never = new AbortController().signal;

test('limits the downloads from each host, and lets applications take turns', async () => {
  const hosts = new Hosts(4);
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const download = (url: string, subAppId: number) =>
    hosts.run(url, subAppId, never, async () => {
      started.push(`${new URL(url).host} ${subAppId}`);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
  const downloads = Array.from({ length: 9 }, (_, n) => download(`http://a.example/${n}`, 1));
  downloads.push(download('http://user:fake@a.example/other', 2), download('http://b.example/', 1));
  await delay(1);
  expect(started).toEqual(['a.example 1', 'a.example 1', 'a.example 2', 'b.example 1']);
  while (started.length < 11 || ends.length > 0) {
    ends.shift()?.();
    await delay(1);
  }
  await Promise.all(downloads);
  expect((hosts as unknown as { hosts: Map<string, unknown> }).hosts.size).toBe(0);
});

test('ends the wait when the pull ends', async () => {
  const hosts = new Hosts(1);
  let end = (): void => {};
  const first = hosts.run('http://a.example/', 1, never, () => new Promise<void>((resolve) => (end = resolve)));
  const stop = new AbortController();
  const second = hosts.run('http://a.example/', 1, stop.signal, async () => 'downloaded');
  stop.abort(new Error('stopped'));
  await expect(second).rejects.toThrow('stopped');
  await expect(hosts.run('http://a.example/', 1, stop.signal, async () => {})).rejects.toThrow('stopped');
  end();
  await first;
});
