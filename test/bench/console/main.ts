import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeClip } from '@cliploop/testing/clip';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../oracle/chromium.ts';
import { median } from '../measure.ts';
import { keys, Server } from '../service/server.ts';
import { Library } from './library.ts';
import { type Visit, visit } from './trace.ts';

const help = `Usage: npm run bench:console -- [flags]

Measures the console in Chromium against a library of many media: Largest Contentful Paint, long tasks and bytes of
scripts, each time with an empty cache. The newest media are the real clips in CLIPLOOP_MEDIA (default: ../shared/media).

  --media N       number of media [1000]
  --rounds N      visits of each page [5]
  -h, --help      show this help
`;

/** Copies of the real clips: they fill the first page. */
const REAL = 48;

/** Pages, and what the user does there. */
const pages: readonly (readonly [name: string, path: string, use: (page: Page) => Promise<void>])[] = [
  ['grid, then scrolled and searched', '/media', browse],
  ['list, then scrolled and searched', '/media?view=list', browse],
  ['tasks', '/tasks', async () => {}],
  ['templates', '/templates', async () => {}],
];

async function browse(page: Page): Promise<void> {
  for (let step = 0; step < 5; step++) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(200);
  }
  await page.getByRole('button', { name: 'Next' }).first().click();
  await page.waitForTimeout(1_000);
  await page.getByRole('searchbox').pressSequentially('clip', { delay: 50 });
  await page.waitForTimeout(1_000);
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      media: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '5' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('Chromium is not installed. Install it with: apt-get install chromium');
  const server = await Server.create();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    await server.start();
    const origin = `http://${server.endpoint}`;
    const signedIn = await browser.newContext();
    const library = new Library(origin, signedIn.request);
    await library.signIn(keys.secretId, keys.secretKey);
    await library.fill(await filesOf(server.folder, Number(values.media)), (done) => print(`${done} media`));
    const storageState = await signedIn.storageState();
    for (const [name, path, use] of pages) {
      const visits: Visit[] = [];
      for (let round = 0; round < Number(values.rounds); round++) {
        const context = await browser.newContext({ storageState, viewport: { width: 1440, height: 900 } });
        visits.push(await visit(browser, context, `${origin}/console${path}`, use));
        await context.close();
      }
      report(name, visits);
    }
  } finally {
    await browser.close();
    await server.stop();
    await server.remove();
  }
  return 0;
}

/** A small clip many times, and at the end the real ones. */
async function filesOf(folder: string, count: number): Promise<string[]> {
  const clip = join(folder, 'clip');
  await makeClip(clip, '-f', 'mp4');
  const media = join(process.env.CLIPLOOP_MEDIA ?? join(import.meta.dirname, '../../../../shared/media'), 'public');
  const real = existing(media).map((name) => join(media, name));
  const files = Array.from({ length: count }, () => clip);
  const copies = real.length === 0 ? 0 : Math.min(REAL, count);
  for (let index = 0; index < copies; index++) files[count - copies + index] = real[index % real.length] ?? clip;
  return files;
}

function existing(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.mp4'));
  } catch {
    return [];
  }
}

function report(name: string, visits: readonly Visit[]): void {
  const paints = visits.map(({ paint }) => paint);
  const longest = visits.map((one) => one.longest);
  const longestCpu = visits.map((one) => one.longestCpu);
  const scripts = Math.max(...visits.map((one) => one.scripts));
  print(name);
  print(`  Largest Contentful Paint  ${ms(median(paints))} (${paints.map(ms).join(', ')})`);
  print(`  longest task              ${ms(median(longest))} (${longest.map(ms).join(', ')})`);
  print(`  its processor time        ${ms(median(longestCpu))} (${longestCpu.map(ms).join(', ')})`);
  print(`  scripts of the first load ${(scripts / 1000).toFixed(0)} kB`);
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
