import { basename, extname, join, resolve } from 'node:path';
import { localPath } from './paths.js';

/** The default output: the name of the input with the extension of the format, in the folder. */
export function outputName(input: string, format: string, folder = ''): string {
  const name = join(folder, `${stem(input)}.${format}`);
  // The default output of a GIF would be the GIF itself.
  return resolve(name) === resolve(localPath(input)) ? join(folder, `${stem(input)}-cliploop.${format}`) : name;
}

/** The default output of stills: the name of the input, with a number if there may be several files. */
export function stillsName(input: string, extension: string, several: boolean, folder = ''): string {
  const name = join(folder, `${stem(input).replaceAll('%', '_')}${several ? '-%03d' : ''}.${extension}`);
  return resolve(name) === resolve(localPath(input)) ? join(folder, `${stem(input)}-still.${extension}`) : name;
}

function stem(input: string): string {
  if (input === '-') return 'stdin';
  const path = /^(https?|file):/i.test(input) && URL.canParse(input) ? decoded(new URL(input).pathname) : input;
  const name = basename(path);
  return basename(name, extname(name)) || 'output';
}

function decoded(pathname: string): string {
  try {
    // Control characters move the cursor of a terminal, or are not allowed in file names.
    return decodeURIComponent(pathname).replaceAll(/\p{Cc}/gu, '_');
  } catch {
    return pathname;
  }
}
