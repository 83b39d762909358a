import { cut } from '../../wire/params/message.js';
import { refuseManifest } from './refusal.js';

/** Of one manifest, at most: a few hundred bytes of a manifest can name billions of segments. */
export const manifestLimits = {
  /** Characters of the manifest. */
  content: 4 * 1024 * 1024,
  /** Mentions of files; one that is named twice counts twice. A day of segments of 2 s is 43 200. */
  references: 100_000,
  /** Characters of one address. */
  address: 2048,
  /** Characters of all mentions together. */
  characters: 16 * 1024 * 1024,
} as const;

/** The files that a manifest refers to, each once, in the order in which they are named first. */
export class References {
  private readonly found = new Set<string>();
  private mentions = 0;
  private characters = 0;

  /** Nothing is added for empty addresses and for `data:`, whose content is in the manifest itself. */
  add(address: string): void {
    if (++this.mentions > manifestLimits.references) {
      throw refuseManifest(`refers to more than ${manifestLimits.references} files, which are the most`);
    }
    checkAddress(address);
    this.characters += address.length;
    if (this.characters > manifestLimits.characters) {
      throw refuseManifest(`has addresses of more than ${manifestLimits.characters} characters, which are the most`);
    }
    if (address !== '' && !/^data:/i.test(address)) this.found.add(address);
  }

  get addresses(): string[] {
    return [...this.found];
  }
}

/** Throws ApiError for one that is too long. */
export function checkAddress(address: string): void {
  if (address.length <= manifestLimits.address) return;
  const rule = `it must be at most ${manifestLimits.address} characters`;
  const long = `of ${address.length} characters; ${rule}`;
  throw refuseManifest(`has the address "${cut(address)}" ${long}`, `has an address ${long}`);
}

/** Whether it leads elsewhere than beside the manifest. */
export function isAbsolute(address: string): boolean {
  return /^([a-z][a-z0-9+.-]{0,30}:|\/\/)/i.test(address);
}
