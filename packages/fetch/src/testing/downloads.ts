import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeServers } from '@cliploop/testing/raw-server';
import { afterEach, beforeEach } from 'vitest';
import { parseFetchAllow } from '../allow.js';
import type { Downloaded, DownloadOptions } from '../download.js';
import { createFetcher } from '../fetcher.js';

const { download } = createFetcher({
  allow: parseFetchAllow('127.0.0.0/8'),
  timeouts: { connectTimeoutMs: 5000, idleTimeoutMs: 5000, totalTimeoutMs: 60_000, retryDelayMs: 1 },
});

/** Target of the downloads of the current test: a new folder, and the path of a file in it that does not exist yet. */
export const at = { folder: '', file: '' };

/** Makes a new folder for every test of a file, and removes it with the servers of the test. */
export function prepareDownloads(): void {
  beforeEach(async () => {
    at.folder = await mkdtemp(join(tmpdir(), 'cliploop-fetch-'));
    at.file = join(at.folder, 'file');
  });
  afterEach(async () => {
    await closeServers();
    await rm(at.folder, { recursive: true });
  });
}

/** Downloads from loopback into `at.file`, with short pauses. */
export function get(url: string, options: Partial<DownloadOptions> = {}): Promise<Downloaded> {
  return download(url, { to: at.file, maxBytes: 1e6, ...options });
}
