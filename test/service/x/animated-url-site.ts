import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnimateOptions, animate } from '@cliploop/core';
import type { Client } from '@cliploop/testing/client';
import { drawClip, makeClip } from '@cliploop/testing/clip';
import { appId, credential } from '@cliploop/testing/credential';
import { query } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { signUrl, type UrlToSign } from '@cliploop/vod';
import { expect } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

export const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3_600;
export const bytesOf = async (reply: Response): Promise<Buffer> => Buffer.from(await reply.arrayBuffer());

/** The status, the code and the message of an error. */
export async function refusalOf(reply: Response): Promise<[number, string, string]> {
  const { Error: error } = (await reply.json()) as { Error: { Code: string; Message: string } };
  expect(reply.headers.get('cache-control')).toBe('no-store');
  return [reply.status, error.Code, error.Message];
}

/** Reads each answer as it arrives, because the service closes connections that are idle after their answer. */
export async function getAll(count: number, request: (n: number) => Promise<Response>) {
  const one = async (n: number) => {
    const reply = await request(n);
    return { status: reply.status, body: await bytesOf(reply) };
  };
  const all = await Promise.all(Array.from({ length: count }, (_, n) => one(n)));
  return { statuses: [...new Set(all.map(({ status }) => status))], bodies: all.map(({ body }) => body) };
}

/** A service process with two media, and signed URLs for it. */
export class UrlSite {
  readonly server: ServerProcess;
  /** Signatures of all URLs. */
  readonly signed = new Set<string>();

  private constructor(
    readonly folder: string,
    readonly database: TestDatabase,
  ) {
    this.server = this.processWith();
  }

  /** The API of the service. */
  client!: Client;
  /** 320x240, 2 s. */
  media = '';
  /** 14 s of 1280x720, which takes many seconds to convert. */
  large = '';

  static async open(): Promise<UrlSite> {
    const site = new UrlSite(await mkdtemp(join(tmpdir(), 'cliploop-url-')), await testDatabase());
    await makeClip(site.fileOf('clip.mp4'));
    await drawClip(site.fileOf('large.mp4'), 'testsrc2=size=1280x720:rate=25:duration=14', '-preset', 'ultrafast');
    site.client = await site.server.up();
    site.media = await site.newMedia();
    site.large = await site.newMedia('large.mp4');
    return site;
  }

  async close(): Promise<void> {
    await this.server.end('SIGTERM');
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  fileOf(clip: string): string {
    return join(this.folder, clip);
  }

  /** Another process with the same database and data folder, which is not started. */
  processWith(env: NodeJS.ProcessEnv = {}): ServerProcess {
    const settings = { DATABASE_URL: this.database.url, CLIPLOOP_APP_ID: String(appId), CLIPLOOP_LOG_LEVEL: 'info' };
    return new ServerProcess(join(this.folder, 'data'), { ...settings, CLIPLOOP_CONSOLE: 'off', ...env });
  }

  newMedia(clip = 'clip.mp4', ...flags: readonly string[]): Promise<string> {
    return this.server.addMedia(this.fileOf(clip), ...flags);
  }

  /** A signed URL without its origin. */
  urlOf(options: UrlToSign['options'], more: Partial<UrlToSign> = {}): string {
    const given = { fileId: this.media, format: 'gif', expires: inAnHour(), ...credential } as const;
    const url = signUrl({ ...given, options, ...more });
    this.signed.add(url.slice(-64));
    return url;
  }

  get(url: string, init: RequestInit = {}, from = this.server): Promise<Response> {
    return fetch(`${from.origin}${url}`, init);
  }

  /** The bytes that animate() makes. */
  async expected(options: Omit<AnimateOptions, 'input'>, clip = 'clip.mp4'): Promise<Buffer> {
    const { data } = await animate({ input: this.fileOf(clip), ...options });
    return Buffer.from(data ?? []);
  }

  /** Counts of `cliploop_url_animations_total`. */
  async counts(of = this.server): Promise<Record<string, number>> {
    const text = await (await fetch(`${of.admin}/metrics`)).text();
    const found = text.matchAll(/^cliploop_url_animations_total\{outcome="(\w+)"\} (\d+)$/gm);
    return Object.fromEntries([...found].map(([, outcome, count]) => [outcome, Number(count)]));
  }

  /** Files of stored animations. */
  async stored(fileId: string): Promise<string[]> {
    const folder = join(this.folder, 'data/media', String(appId), fileId);
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    return names.filter((name) => /derived\.\w+$/.test(name));
  }

  /** Rows of stored animations. */
  async rows(fileId: string): Promise<number> {
    return (await this.query(`select from derived_object where file_id = '${fileId}' and kind = 'animation'`)).length;
  }

  /** Animations that are being made. */
  async leases(): Promise<number> {
    return (await this.query('select from derived_lease')).length;
  }

  query(sql: string): Promise<Record<string, unknown>[]> {
    return query(this.database.url, sql);
  }
}
