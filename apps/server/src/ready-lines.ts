import { isAbsolute, relative } from 'node:path';
import type { Started } from './start.js';

/**
 * What stdout says when the service is ready: a line for each address and, on a terminal, one for a key pair that this start
 * generated. Programs read the first ones only.
 * @param folder the path of the key pair is shown relative to it, when it is inside
 */
export function readyLines(
  { origins, generated }: Pick<Started, 'origins' | 'generated'>,
  isTerminal: boolean,
  folder: string = process.cwd(),
): string {
  const lines = origins.map((origin) => `cliploop-server listening on ${origin}`);
  if (generated !== undefined && isTerminal) lines.push(`Key pair for clients: ${shortest(generated, folder)}`);
  return `${lines.join('\n')}\n`;
}

function shortest(path: string, folder: string): string {
  const inside = relative(folder, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}
