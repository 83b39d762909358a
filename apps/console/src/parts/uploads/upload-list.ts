import { useEffect, useSyncExternalStore } from 'react';

/**
 * - `waiting`: other files are sent first. `sending`. `paused`: by the user.
 * - `interrupted`: the page was loaded again, and needs the file again.
 * - `reading`: the service has the file, and reads it.
 * - `done`, `failed`.
 */
export type UploadState = 'waiting' | 'sending' | 'paused' | 'interrupted' | 'reading' | 'done' | 'failed';

/** What the media of an upload is to be. */
export interface UploadSettings {
  readonly SubAppId?: number | undefined;
  readonly ClassId?: number | undefined;
  /** Task flow. */
  readonly Procedure?: string | undefined;
}

export interface UploadItem {
  readonly id: string;
  readonly name: string;
  /** bytes */
  readonly size: number;
  /** Time of the last change of the file, ms since 1970. */
  readonly modified?: number | undefined;
  /** Bytes that the service has. */
  readonly sent: number;
  readonly state: UploadState;
  readonly settings: UploadSettings;
  /** URL of the upload, once the service has created it. */
  readonly url?: string | undefined;
  readonly fileId?: string | undefined;
  /** The task of its task flow. */
  readonly taskId?: string | undefined;
  /** Whether this task has made all its animations. */
  readonly isMade?: boolean | undefined;
  /** Why it failed or, while it is being sent, why the last attempt did. */
  readonly error?: unknown;
  /** Whether the same file would fail again, or this page does not have it any more. */
  readonly isFinal?: boolean | undefined;
  /** Whether a page shows it, so that the list at the edge does not. */
  readonly isInPage?: boolean | undefined;
}

/** The uploads of this page. */
export class UploadList {
  #items: readonly UploadItem[] = [];
  readonly #listeners = new Set<() => void>();

  get items(): readonly UploadItem[] {
    return this.#items;
  }

  find(id: string): UploadItem | undefined {
    return this.#items.find((item) => item.id === id);
  }

  /** Adds an upload at the end, or replaces the one with its ID. */
  put(item: UploadItem): void {
    const isNew = this.find(item.id) === undefined;
    this.#set(isNew ? [...this.#items, item] : this.#items.map((one) => (one.id === item.id ? item : one)));
  }

  change(id: string, changes: Partial<UploadItem>): void {
    this.#set(this.#items.map((one) => (one.id === id ? { ...one, ...changes } : one)));
  }

  remove(...ids: readonly string[]): void {
    const removed = new Set(ids);
    this.#set(this.#items.filter(({ id }) => !removed.has(id)));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(items: readonly UploadItem[]): void {
    this.#items = items;
    for (const listener of this.#listeners) listener();
  }
}

export const uploadList = new UploadList();

export function useUploads(): readonly UploadItem[] {
  return useSyncExternalStore(uploadList.subscribe, () => uploadList.items);
}

/** The upload that the page shows itself. @param id undefined: none */
export function useUploadInPage(id: string | undefined): UploadItem | undefined {
  useEffect(() => {
    if (id === undefined) return;
    uploadList.change(id, { isInPage: true });
    return () => uploadList.change(id, { isInPage: false });
  }, [id]);
  return useUploads().find((item) => item.id === id);
}

/** Whether the file of an upload is still needed. */
export const isOpen = ({ state }: UploadItem): boolean =>
  state === 'waiting' || state === 'sending' || state === 'paused' || state === 'interrupted';

/** Whether this page sends the file of an upload, or may do so without the user. */
export const isSent = (item: UploadItem): boolean => isOpen(item) && item.state !== 'interrupted';

/** Whether nothing is left to do or to say. */
export const isComplete = ({ state, taskId, isMade }: UploadItem): boolean =>
  state === 'done' && (taskId === undefined || isMade === true);
