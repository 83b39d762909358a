import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { type Change, type Changes, LiveChanges } from './live-changes.ts';

const live = new LiveChanges();

/** The first element of the keys of the queries about each noun. */
const keys: Readonly<Record<string, string>> = {
  task: 'tasks',
  media: 'media',
  class: 'media',
  upload: 'uploads',
  template: 'templates',
  procedure: 'flows',
  application: 'applications',
  delivery: 'deliveries',
  key: 'keys',
};

/** How often a page asks without live changes, ms: while something runs, and else. */
const POLL_MS = { busy: 1_000, idle: 10_000 };
/** The same with live changes: only in case that one was missed. */
const CHECK_MS = 60_000;

/** For `refetchInterval`: the time until the next request, ms. @param busy whether something that is shown is in progress */
export type PollInterval = (busy: boolean) => number;

/**
 * Keeps what a page shows current: the service reports changes, and the queries about what changed are sent again. A query about one
 * object has its ID in `meta: { id }`, and is sent again only for changes of this object. A list of tasks that shows their progress says so
 * by `meta: { shows }`.
 * @returns how often to ask, because the service may have no live changes, or the connection may be lost
 */
export function useLive(): PollInterval {
  const queries = useQueryClient();
  useEffect(() => live.listen((changes) => refresh(queries, changes)), [queries]);
  const connected = useSyncExternalStore(live.watch, () => live.isConnected);
  return (busy) => (connected ? CHECK_MS : busy ? POLL_MS.busy : POLL_MS.idle);
}

/** Sends the queries again that are about what changed. */
export function refresh(queries: QueryClient, changes: Changes): void {
  const all = new Set(Object.values(keys));
  if (changes === 'everything') {
    void queries.invalidateQueries({ predicate: ({ queryKey: [first] }) => all.has(String(first)) });
    return;
  }
  const isAbout = ({ queryKey: [first], meta, state }: Query, { noun, id, isNew }: Change): boolean =>
    keys[noun] === first && (meta?.id === undefined ? isNew || meta?.shows?.(state.data, id) === true : meta.id === id);
  const isAffected = (isNew: boolean) => (query: Query) =>
    changes.some((change) => change.isNew === isNew && isAbout(query, change));
  void queries.invalidateQueries({ predicate: isAffected(true) });
  // Progress comes often: a request that runs may end first.
  void queries.invalidateQueries({ predicate: isAffected(false) }, { cancelRefetch: false });
}

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      readonly id?: string;
      /** Whether the data show a task, with its progress. */
      readonly shows?: (data: unknown, id: string) => boolean;
    };
  }
}
