import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from '@cliploop/testing/service-process';
import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { findChromium } from '../oracle/chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The service and the browser that all test files of the console share. Undefined without Chromium. */
    console: ConsoleSite | undefined;
  }
}

export interface ConsoleSite {
  /** Address of the service: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Data folder of the service, for its commands. */
  readonly data: string;
  /** Address at which tests connect to the browser. */
  readonly browser: string;
}

/** The address of this machine that callbacks may reach: the others stay refused, as on the internet. */
export const ALLOWED_HOST = '127.0.0.2';

/** `globalSetup` of vitest: starts one service and one browser for all test files. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = findChromium();
  if (executablePath === null) {
    project.provide('console', undefined);
    return undefined;
  }
  const data = mkdtempSync(join(tmpdir(), 'cliploop-console-'));
  const service = new ServerProcess(data, { CLIPLOOP_FETCH_ALLOW: ALLOWED_HOST });
  let browser: BrowserServer | undefined;
  const stop = async () => {
    await browser?.close();
    await service.end('SIGTERM');
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await service.listening();
    browser = await chromium.launchServer({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    });
    project.provide('console', { origin: service.origin, data, browser: browser.wsEndpoint() });
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
