import type { UploadSettings } from './upload-list.ts';

/** An upload that was begun in this browser and has not ended here. */
export interface Unfinished {
  /** Key in the storage of the browser. */
  readonly key: string;
  readonly url: string;
  readonly name: string;
  /** bytes */
  readonly size: number;
  /** Time of the last change of the file, ms since 1970. */
  readonly modified: number | undefined;
  readonly settings: UploadSettings;
}

/** The library keeps the addresses of uploads under keys that begin with this. */
const PREFIX = 'tus::';
/** The service forgets uploads after this time, ms. */
const MAX_AGE_MS = 9 * 24 * 60 * 60 * 1000;

interface Stored {
  readonly size: number | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly creationTime: string;
  readonly uploadUrl?: string | null;
}

/** Lists the unfinished uploads to this service. */
export function listUnfinished(storage: Storage = localStorage, origin = location.origin): Unfinished[] {
  const known = new Set<string>();
  return keysOf(storage).flatMap((key) => {
    const stored = read(storage, key);
    if (stored === undefined || Date.now() - Date.parse(stored.creationTime) > MAX_AGE_MS) {
      storage.removeItem(key);
      return [];
    }
    const { size, metadata, uploadUrl: url } = stored;
    if (typeof url !== 'string' || size === null || !url.startsWith(`${origin}/`)) return [];
    // An upload that was continued has another key.
    if (known.has(url)) return [];
    known.add(url);
    const { filename, name = '', modified } = metadata;
    return [
      {
        ...{ key, url, size, name: filename ?? name, settings: settingsOf(metadata) },
        modified: modified ? Number(modified) : undefined,
      },
    ];
  });
}

/** Forgets an upload that has ended. */
export function forgetUnfinished(url: string, storage: Storage = localStorage): void {
  for (const key of keysOf(storage)) if (read(storage, key)?.uploadUrl === url) storage.removeItem(key);
}

function keysOf(storage: Storage): string[] {
  try {
    return Object.keys(storage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function read(storage: Storage, key: string): Stored | undefined {
  try {
    return JSON.parse(storage.getItem(key) ?? '') as Stored;
  } catch {
    return undefined;
  }
}

/** Empty metadata are those that were not set. */
function settingsOf({ SubAppId, ClassId, Procedure }: Stored['metadata']): UploadSettings {
  return {
    ...(SubAppId && { SubAppId: Number(SubAppId) }),
    ...(ClassId && { ClassId: Number(ClassId) }),
    ...(Procedure && { Procedure }),
  };
}
