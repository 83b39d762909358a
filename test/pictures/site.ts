import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credential } from '@cliploop/testing/credential';
import { ServerProcess } from '@cliploop/testing/service-process';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../oracle/chromium.ts';
import { film } from './films.ts';
import { scenes } from './scenes.ts';

/** A service with a few films, and a browser. */
export interface Site {
  readonly origin: string;
  readonly folder: string;
  readonly browser: Browser;
  /** FileIds by the name of the scene. */
  readonly media: ReadonlyMap<string, string>;
  /** Opens a page with a session. @param path after `/console` */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Calls an action of API 3.0. */
  call(page: Page, action: string, params: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('Chromium is missing: run npm run setup -- --tests');
  const folder = mkdtempSync(join(tmpdir(), 'cliploop-pictures-'));
  const service = new ServerProcess(join(folder, 'data'));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const close = async () => {
    await browser.close();
    await service.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await service.listening();
    const media = new Map<string, string>();
    for (const scene of scenes) media.set(scene.name, await service.addMedia(await film(browser, scene, folder)));
    const { origin } = service;
    return { origin, folder, browser, media, open: opener(browser, origin), call: caller(origin), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function opener(browser: Browser, origin: string): Site['open'] {
  return async (path, options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const { secretId: SecretId, secretKey: SecretKey } = credential;
    const headers = { 'X-Cliploop-Csrf': '1' };
    const answer = await context.request.post(`${origin}/x/v1/session`, { headers, data: { SecretId, SecretKey } });
    if (!answer.ok()) throw new Error(`Signing in failed with status ${answer.status()}`);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`${origin}/console${path}`);
    return page;
  };
}

function caller(origin: string): Site['call'] {
  return async (page, action, params) => {
    const headers = { 'X-Cliploop-Csrf': '1', 'X-TC-Action': action, 'X-TC-Version': '2018-07-17' };
    const answer = await page.request.post(origin, { headers, data: params });
    return (await answer.json()).Response;
  };
}
