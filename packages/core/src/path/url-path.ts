import { fileURLToPath } from 'node:url';
import { pathText } from './raw-path.js';

/** The path of a file: URL. Its percent-encoded bytes need not be UTF-8, see rawPath(). Throws for a URL without a local path. */
export function urlPath(url: string | URL): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return pathText(percentDecoded(new URL(url).pathname));
  }
}

function percentDecoded(text: string): Buffer {
  const latin1 = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin1, 'latin1');
}
