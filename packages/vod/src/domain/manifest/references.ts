import { cut } from '../../wire/params/message.js';
import { manifestError } from './manifest-error.js';

/** Limits of one manifest: a few hundred bytes can refer to billions of segments. */
export const manifestLimits = {
  /** Characters of the manifest. */
  content: 4 * 1024 * 1024,
  /** References to files. A file that is referred to twice counts twice. A day of 2-second segments has 43 200. */
  references: 100_000,
  /** Characters of one URI. */
  uri: 2048,
  /** Characters of all URIs together. */
  characters: 16 * 1024 * 1024,
} as const;

/** The files that a manifest refers to, each once, in the order of their first reference. */
export class References {
  private readonly found = new Set<string>();
  private count = 0;
  private characters = 0;

  /** Adds a URI. Empty ones and `data:` URIs count, but are not added. @throws ManifestError over a limit */
  add(uri: string): void {
    if (++this.count > manifestLimits.references) {
      throw manifestError(`refers to more than ${manifestLimits.references} files, which is the limit`);
    }
    checkUri(uri);
    this.characters += uri.length;
    if (this.characters > manifestLimits.characters) {
      throw manifestError(
        `has URIs with more than ${manifestLimits.characters} characters in total, which is the limit`,
      );
    }
    if (uri !== '' && !/^data:/i.test(uri)) this.found.add(uri);
  }

  get uris(): string[] {
    return [...this.found];
  }
}

/** @throws ManifestError for a URI over the limit */
export function checkUri(uri: string): void {
  if (uri.length <= manifestLimits.uri) return;
  const length = `of ${uri.length} characters; the limit is ${manifestLimits.uri}`;
  throw manifestError(`has the URI "${cut(uri)}" ${length}`, `has a URI ${length}`);
}

/** Whether a URI has a scheme or a host, so that it does not depend on the URL of the manifest. */
export function isAbsolute(uri: string): boolean {
  return /^([a-z][a-z0-9+.-]{0,30}:|\/\/)/i.test(uri);
}
