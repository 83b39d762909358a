import { isAbsolute, relative } from 'node:path';
import type { Started } from './start.js';

/**
 * The lines on stdout when the service is ready: one for each address, on a terminal one for a key pair that this start generated, and at
 * the end one with the link of the console. The link is on stdout only, never in the log.
 * @param folder a path inside it is shown relative to it
 */
export function readyLines(
  { origins, generated, link }: Pick<Started, 'origins' | 'generated' | 'link'>,
  isTerminal: boolean,
  folder: string = process.cwd(),
): string {
  const lines = origins.map((origin) => `cliploop-server listening on ${origin}`);
  if (generated !== undefined && isTerminal) lines.push(`Key pair for clients: ${shortPath(generated, folder)}`);
  if (link !== undefined) lines.push(`Open this link in your browser (valid once, for an hour): ${link}`);
  return `${lines.join('\n')}\n`;
}

function shortPath(path: string, folder: string): string {
  const inside = relative(folder, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}
