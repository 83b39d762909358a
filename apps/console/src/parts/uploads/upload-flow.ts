import { useSyncExternalStore } from 'react';

/** The application of an upload. */
interface Application {
  readonly SubAppId?: number | undefined;
}

/** What this browser remembers of the task flows of uploads, by their names. */
export interface UploadFlows {
  /** Used for every upload, unless another one is chosen. */
  readonly every?: string;
  /** Chosen last in a dialog. */
  readonly last?: string;
}

const keyOf = ({ SubAppId }: Application): string => `cliploop-upload-flow-${SubAppId ?? 'main'}`;

const none: UploadFlows = {};
/** By key. Without storage, the choices last until the page is closed. */
const known = new Map<string, { readonly text: string | null; readonly flows: UploadFlows }>();
const listeners = new Set<() => void>();

/** The same object until something changes. */
export function uploadFlows(application: Application): UploadFlows {
  const key = keyOf(application);
  const before = known.get(key);
  const text = stored(key, before?.text ?? null);
  if (before?.text === text) return before?.flows ?? none;
  const flows = parse(text);
  known.set(key, { text, flows });
  return flows;
}

/** Remembers changes: undefined forgets. */
export function rememberUploadFlows(
  application: Application,
  changes: { readonly [Name in keyof UploadFlows]: UploadFlows[Name] | undefined },
): void {
  const key = keyOf(application);
  const { every, last } = { ...uploadFlows(application), ...changes };
  const flows: UploadFlows = { ...(every !== undefined && { every }), ...(last !== undefined && { last }) };
  const text = every === undefined && last === undefined ? null : JSON.stringify(flows);
  known.set(key, { text, flows });
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Storage is full or forbidden.
  }
  for (const listener of listeners) listener();
}

/** Forgets a task flow that does not exist any more. @returns whether it was used for every upload */
export function forgetUploadFlow(application: Application, name: string): boolean {
  const { every, last } = uploadFlows(application);
  if (every !== name && last !== name) return false;
  rememberUploadFlows(application, {
    ...(every === name && { every: undefined }),
    ...(last === name && { last: undefined }),
  });
  return every === name;
}

/** What this browser remembers, also after a change in another tab. */
export function useUploadFlows(application: Application): UploadFlows {
  return useSyncExternalStore(subscribe, () => uploadFlows(application));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

function stored(key: string, fallback: string | null): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return fallback;
  }
}

function parse(text: string | null): UploadFlows {
  try {
    const { every, last } = JSON.parse(text ?? '{}') as Record<string, unknown>;
    return { ...(typeof every === 'string' && { every }), ...(typeof last === 'string' && { last }) };
  } catch {
    return none;
  }
}
