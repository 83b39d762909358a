import { credential } from '@cliploop/testing/credential';
import { ServerProcess } from '@cliploop/testing/service-process';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest';
import type {} from './setup.ts';

/** Whether the tests can run: without Chromium, they are skipped. */
export const hasBrowser = inject('console') !== undefined;

/** The console in a browser, and the service behind it. */
export class Console {
  private constructor(
    readonly origin: string,
    /** To run commands of the service. It is not started by this object. */
    readonly service: ServerProcess,
    private readonly browser: Browser,
  ) {}

  /** @param service another one than that of all test files, which runs */
  static async connect(service?: ServerProcess): Promise<Console> {
    const site = inject('console');
    if (!site) throw new Error('Chromium is missing');
    const browser = await chromium.connect(site.browser);
    if (service) return new Console(service.origin, service, browser);
    return new Console(site.origin, new ServerProcess(site.data), browser);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /**
   * Opens a page in a new profile of the browser. At the end of the test it is closed, and the test fails if the page wrote an error to
   * the console, such as a violation of the Content-Security-Policy.
   * @param path after `/console`
   */
  async open(path: string, options: OpenOptions = {}): Promise<Page> {
    const { signedIn = true, expectedErrors, ...more } = options;
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, ...more });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(String(error.stack)));
    onTestFinished(async () => {
      await context.close();
      expect(errors.filter((text) => !expectedErrors?.test(text))).toEqual([]);
    });
    if (signedIn) {
      const { secretId: SecretId, secretKey: SecretKey } = credential;
      const headers = { 'X-Cliploop-Csrf': '1' };
      const answer = await context.request.post(`${this.origin}/x/v1/session`, {
        headers,
        data: { SecretId, SecretKey },
      });
      expect(answer.status()).toBe(200);
    }
    await page.goto(`${this.origin}/console${path}`);
    return page;
  }

  /** Calls an action of API 3.0 with the session of a page. */
  async call(page: Page, action: string, params: object): Promise<Record<string, unknown>> {
    const headers = { 'X-Cliploop-Csrf': '1', 'X-TC-Action': action, 'X-TC-Version': '2018-07-17' };
    const answer = await page.request.post(this.origin, { headers, data: params });
    return (await answer.json()).Response;
  }

  /** Makes a link that signs in once. */
  link(): Promise<string> {
    return this.service.run('link');
  }
}

interface OpenOptions extends BrowserContextOptions {
  /** Whether the profile has a session. Default: true. */
  readonly signedIn?: boolean;
  /** Errors that the page may write to the console. */
  readonly expectedErrors?: RegExp;
}

/** Connects before the tests of a file. */
export function useConsole(): { readonly current: Console } {
  const holder: { current: Console } = { current: undefined as unknown as Console };
  beforeAll(async () => {
    if (hasBrowser) holder.current = await Console.connect();
  });
  afterAll(() => holder.current?.close());
  return holder;
}
