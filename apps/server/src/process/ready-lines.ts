import { isAbsolute, relative } from 'node:path';
import type { Started } from './start.js';

/**
 * The lines on stdout when the service is ready: one for each address and, on a terminal, one for a key pair that this start
 * generated.
 * @param folder a path inside it is shown relative to it
 */
export function readyLines(
  { origins, generated }: Pick<Started, 'origins' | 'generated'>,
  isTerminal: boolean,
  folder: string = process.cwd(),
): string {
  const lines = origins.map((origin) => `cliploop-server listening on ${origin}`);
  if (generated !== undefined && isTerminal) lines.push(`Key pair for clients: ${shortPath(generated, folder)}`);
  return `${lines.join('\n')}\n`;
}

function shortPath(path: string, folder: string): string {
  const inside = relative(folder, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}
