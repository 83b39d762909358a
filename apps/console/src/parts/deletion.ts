import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { AtClose, LaterCall } from '../api/call-later.ts';
import { notify } from './notify.ts';
import { showUndo } from './undo.tsx';

/** How long a deletion can be undone, ms. */
export const UNDO_MS = 20_000;

export interface Deletion {
  /** What is deleted, unique in its list. */
  readonly key: string;
  /** What happened, such as "talk.mp4 was deleted". */
  readonly done: string;
  /** The same when it failed: "talk.mp4 was not deleted". */
  readonly failed: string;
  /** The request. */
  readonly call: LaterCall;
  /** Reads the list again. */
  readonly refresh: () => Promise<unknown>;
}

/**
 * The deletions of one kind of things. They are sent after some seconds, in which they can be undone, and when the page is closed before.
 */
export class Deletions {
  #hidden: ReadonlySet<string> = new Set();
  readonly #waiting = new Map<string, AtClose>();
  readonly #listeners = new Set<() => void>();

  /** What lists leave out: it is about to be deleted, or was deleted while lists may still have it. */
  get hidden(): ReadonlySet<string> {
    return this.#hidden;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @param undo the label of the button */
  start(deletion: Deletion, undo: string): void {
    const { key, done: text, call } = deletion;
    this.#hide(key, true);
    this.#waiting.set(key, call.sendAtClose());
    showUndo({
      text,
      label: undo,
      ms: UNDO_MS,
      onUndo: () => {
        const { isSent } = this.#endWait(key);
        this.#hide(key, false);
        if (!isSent) return;
        notify.problem(text);
        void deletion.refresh();
      },
      onEnd: () => this.#send(deletion),
    });
  }

  async #send({ key, failed, call, refresh }: Deletion): Promise<void> {
    try {
      if (!this.#endWait(key).isSent) await call.send();
      await refresh();
      // A thing with the same key may be made later.
      this.#hide(key, false);
    } catch (error) {
      this.#hide(key, false);
      notify.failed(failed, error);
    }
  }

  /** Ends the wait of a deletion. @returns whether it was sent, because the page was closed and is shown again */
  #endWait(key: string): { isSent: boolean } {
    const atClose = this.#waiting.get(key);
    const isSent = atClose?.isSent ?? false;
    this.#waiting.delete(key);
    atClose?.cancel();
    return { isSent };
  }

  #hide(key: string, isHidden: boolean): void {
    const next = new Set(this.#hidden);
    if (isHidden) next.add(key);
    else next.delete(key);
    this.#hidden = next;
    for (const listener of this.#listeners) listener();
  }
}

/** The keys that lists leave out, and a function that deletes. */
export function useDeletions(deletions: Deletions) {
  const { t } = useTranslation();
  const hidden = useSyncExternalStore(deletions.subscribe, () => deletions.hidden);
  return { hidden, start: (deletion: Deletion) => deletions.start(deletion, t('action.undo')) };
}
