import { checkAddress } from './references.js';
import { refuseManifest } from './refusal.js';

/** The lines of a playlist. Throws ManifestRefusal for what is none. */
export function hlsLines(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0]?.trimEnd() === '#EXTM3U') return lines;
  throw refuseManifest('is not an HLS playlist; its first line must be #EXTM3U');
}

/** What EXT-X-DEFINE defines: `{$name}` in addresses. */
export class Variables {
  private readonly values = new Map<string, string>();
  private any = false;

  define(attributes: ReadonlyMap<string, string>): void {
    this.any = true;
    const name = attributes.get('NAME');
    const value = attributes.get('VALUE');
    // Others come from outside the playlist: from its own address or from the playlist that led to it.
    if (name === undefined || value === undefined) return;
    checkAddress(value);
    this.values.set(name, value);
  }

  /** Without definitions, braces are characters like any other. */
  fill(address: string): string {
    // Before filling too: long addresses of many long variables would be far too long.
    checkAddress(address);
    if (!this.any) return address;
    return address.replace(/\{\$([A-Za-z0-9_-]+)\}/g, (reference, name: string) => {
      const value = this.values.get(name);
      if (value !== undefined) return value;
      throw refuseManifest(`uses the variable ${reference}; it must define its value`);
    });
  }
}
