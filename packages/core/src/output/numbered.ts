import { basename, dirname, join } from 'node:path';

/** A path whose name has a number, such as still-%03d.webp. */
export interface NumberedPath {
  /** The path up to the number. */
  before: string;
  /** The least number of digits. */
  digits: number;
  after: string;
}

/** Returns the parts of a path whose name has one %d, such as %03d, as in ffmpeg; undefined for other paths. */
export function numberedPath(path: string): NumberedPath | undefined {
  const name = basename(path);
  const [, before, digits = '', after, ...others] = /^(.*?)%0?(\d{0,2})d(.*)$/s.exec(name) ?? [];
  if (before === undefined || after === undefined || others.length > 0) return undefined;
  return { before: path.slice(0, path.length - name.length) + before, digits: Math.max(1, Number(digits)), after };
}

/** The path of a file. `index` counts from 0, the number in the name from 1. */
export function numberedName({ before, digits, after }: NumberedPath, index: number): string {
  return `${before}${String(index + 1).padStart(digits, '0')}${after}`;
}

/** The path of the WebVTT index of sheets: sheet.vtt for sheet.webp and for sheet-%02d.webp. */
export function indexPath(output: string): string {
  const name = basename(output).replace(/\.[^.]*$/, '');
  const plain = name.replace(/[-_. ]?%0?\d{0,2}d[-_. ]?/, '');
  return join(dirname(output), `${plain === '' ? 'index' : plain}.vtt`);
}
