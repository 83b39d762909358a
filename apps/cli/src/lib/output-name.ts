import { basename, extname, resolve } from 'node:path';

/** The file that a result goes to when none is named: in the working folder, called as the input is. */
export function outputName(input: string, format: string): string {
  const name = `${stem(input)}.${format}`;
  // A GIF in the working folder would name itself as its result.
  return resolve(name) === resolve(input) ? `${stem(input)}-cliploop.${format}` : name;
}

function stem(input: string): string {
  if (input === '-') return 'stdin';
  const path = /^(https?|file):/i.test(input) && URL.canParse(input) ? decoded(new URL(input).pathname) : input;
  const name = basename(path);
  return basename(name, extname(name)) || 'output';
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
