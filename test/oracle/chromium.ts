import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

interface BrowserFrame {
  /** Microseconds. */
  timestamp: number;
  /** Microseconds. */
  duration: number;
  width: number;
  height: number;
  /** RGBA pixels if the frame was requested, otherwise null. */
  rgba: Buffer | null;
}

interface BrowserAnimation {
  frames: BrowserFrame[];
  animated: boolean;
  /** Repetitions after the first play; Infinity repeats forever. */
  repetitions: number;
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Returns the path of Chromium, or null if it is not installed. */
export function findChromium(): string | null {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}

/** Decodes animations with ImageDecoder in a headless Chromium, on a page served on loopback. */
export class BrowserDecoder {
  readonly #files = new Map<string, Uint8Array>();
  readonly #profile = mkdtempSync(join(tmpdir(), 'cliploop-chromium-'));
  #server: Server | undefined;
  #origin = '';
  #context: BrowserContext | undefined;
  #page: Page | undefined;

  static async open(executablePath: string): Promise<BrowserDecoder> {
    const decoder = new BrowserDecoder();
    await decoder.#serve();
    const context = await chromium.launchPersistentContext(decoder.#profile, {
      executablePath,
      headless: true,
      args: FLAGS,
    });
    decoder.#context = context;
    decoder.#page = await context.newPage();
    await decoder.#page.goto(`${decoder.#origin}/`);
    return decoder;
  }

  /** Decodes an animation. `wanted` has the indices of the frames whose pixels are returned. */
  async decode(
    bytes: Uint8Array,
    format: 'gif' | 'webp' | 'avif',
    wanted: readonly number[] = [],
  ): Promise<BrowserAnimation> {
    if (!this.#page) throw new Error('The browser is closed');
    const path = `/file-${this.#files.size}.${format}`;
    this.#files.set(path, bytes);
    const expression = `decode(${JSON.stringify(this.#origin + path)}, 'image/${format}', ${JSON.stringify(wanted)})`;
    const found = await this.#page.evaluate<{
      frames: (Omit<BrowserFrame, 'rgba'> & { rgba: string | null })[];
      animated: boolean;
      repetitions: number;
    }>(expression);
    return {
      animated: found.animated,
      repetitions: found.repetitions < 0 ? Number.POSITIVE_INFINITY : found.repetitions,
      frames: found.frames.map((frame) => ({
        ...frame,
        rgba: frame.rgba === null ? null : Buffer.from(frame.rgba, 'base64'),
      })),
    };
  }

  async close(): Promise<void> {
    await this.#context?.close();
    await new Promise((resolve) => this.#server?.close(resolve));
    rmSync(this.#profile, { recursive: true, force: true });
  }

  async #serve(): Promise<void> {
    const page = readFileSync(join(import.meta.dirname, 'chromium-page.html'));
    const server = createServer((request, response) => {
      const body = request.url === '/' ? page : this.#files.get(request.url ?? '');
      const type = request.url === '/' ? 'text/html' : 'application/octet-stream';
      response.writeHead(body ? 200 : 404, { 'content-type': type }).end(body);
    });
    server.keepAliveTimeout = 1;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    this.#origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
}
