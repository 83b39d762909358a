import { useSyncExternalStore } from 'react';
import type { Application } from '../../../shell/application.ts';

/** A download that the service makes. */
export interface Pull {
  readonly taskId: string;
  readonly url: string;
  readonly application: Application;
}

const KEY = 'cliploop-pulls';
const listeners = new Set<() => void>();
let pulls: readonly Pull[] = stored();

/** The downloads of this tab, also after a reload. */
function stored(): readonly Pull[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Pull[];
  } catch {
    return [];
  }
}

function set(next: readonly Pull[]): void {
  pulls = next;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Without storage, the list lasts until a reload.
  }
  for (const listener of listeners) listener();
}

export const addPull = (pull: Pull): void => set([...pulls, pull]);

export const removePull = (taskId: string): void => set(pulls.filter((pull) => pull.taskId !== taskId));

export function usePulls(): readonly Pull[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => pulls,
  );
}
