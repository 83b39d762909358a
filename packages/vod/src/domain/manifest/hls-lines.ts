import { manifestError } from './manifest-error.js';
import { checkUri } from './references.js';

/** Splits a playlist into lines. @throws ManifestError unless the first line is #EXTM3U */
export function hlsLines(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0]?.trimEnd() === '#EXTM3U') return lines;
  throw manifestError('is not an HLS playlist; its first line must be #EXTM3U');
}

/** The variables of EXT-X-DEFINE, which URIs use as `{$name}`. */
export class Variables {
  private readonly values = new Map<string, string>();
  private any = false;

  define(attributes: ReadonlyMap<string, string>): void {
    this.any = true;
    const name = attributes.get('NAME');
    const value = attributes.get('VALUE');
    // IMPORT and QUERYPARAM take the value from the master playlist or from the URL, which are not known here.
    if (name === undefined || value === undefined) return;
    checkUri(value);
    this.values.set(name, value);
  }

  /** Replaces the variables in a URI. Braces have no meaning in a playlist without EXT-X-DEFINE. */
  fill(uri: string): string {
    // Checked before the replacement too: a long URI with many long variables would take too much memory.
    checkUri(uri);
    if (!this.any) return uri;
    return uri.replace(/\{\$([A-Za-z0-9_-]+)\}/g, (reference, name: string) => {
      const value = this.values.get(name);
      if (value !== undefined) return value;
      throw manifestError(`uses the variable ${reference}, but does not define its value`);
    });
  }
}
