import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** In the format of `cliploop --version`. */
export const versionLine = `cliploop-server/${version} ${process.platform}-${process.arch} node-${process.version}\n`;
