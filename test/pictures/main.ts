import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { animate } from '@cliploop/core';
import sharp from 'sharp';
import { recordMaking } from './making.ts';
import { pagesOf, settled, shootAll } from './pages.ts';
import { openSite, type Site } from './site.ts';

const help = `Usage: npm run pictures -- [flags]

Makes the pictures of the README: three pages of the console, and a recording of how a GIF is made, which cliploop converts.
They show films that the script draws itself.

  --all FOLDER    write a PNG of every page to the folder instead: wide and on a phone, light, dark and in Chinese
  -h, --help      show this help
`;

const target = resolve(import.meta.dirname, '../../apps/console/pictures');
/** The pages of the README. */
const shown = ['media', 'create', 'task'];

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { all: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const site = await openSite();
  try {
    const paths = await pagesOf(site);
    const folder = values.all === undefined ? target : resolve(values.all);
    mkdirSync(folder, { recursive: true });
    if (values.all !== undefined) await shootAll(site, paths, folder);
    else await makeShown(site, paths);
    process.stdout.write(`Wrote the pictures to ${folder}\n`);
    return 0;
  } finally {
    await site.close();
  }
}

async function makeShown(site: Site, paths: ReadonlyMap<string, string>): Promise<void> {
  for (const name of shown) {
    const page = await site.open(paths.get(name) ?? '');
    await settled(page);
    await sharp(await page.screenshot())
      .webp({ quality: 85 })
      .toFile(join(target, `${name}.webp`));
    await page.context().close();
  }
  const input = await recordMaking(site, site.media.get('Balloons at sunrise') ?? '');
  const output = join(target, 'making.gif');
  const { size } = await animate({ input, output, overwrite: true, width: 800, fps: 12 });
  process.stdout.write(`making.gif: ${size} bytes\n`);
}
