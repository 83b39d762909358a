import type { Started } from 'cliploop-server/in-process';
import { expect } from 'vitest';
import { credential, type Pair, Site } from '../keys/support.ts';
import { Browser } from './browser.ts';
import { RouteClient } from './client.ts';

export const ended = [401, 'AuthFailure.TokenFailure'];
export const notSame = [401, 'AuthFailure.InvalidAuthorization'];
export const session = '/x/v1/session';

/** A service in this process, whose routes browsers use. */
export interface SessionSite {
  readonly site: Site;
  readonly server: Started;
  readonly client: RouteClient;
}

export async function openSessionSite(): Promise<SessionSite> {
  const site = await Site.open();
  const server = await site.start();
  return { site, server, client: await RouteClient.open(server.origin) };
}

export async function signIn(client: RouteClient, keys: Pair = credential): Promise<Browser> {
  const browser = new Browser(client);
  expect((await browser.signIn(keys)).status).toBe(200);
  return browser;
}

/** Entries of the audit log with an action. */
export async function auditEntries(site: Site, action: string): Promise<Record<string, unknown>[]> {
  const { text } = await site.run('audit', '--json', '--action', action);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
