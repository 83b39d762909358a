import type { Noun } from '../../store/tables/change.js';

/** Notifications of changes. The triggers of the database send them. */
export const changesTopic = 'changes';

/** What changes are reported of, for documentation. */
export const nouns = {
  task: 'a task, with its status and its mean progress',
  media: 'a media, or its animations',
  class: 'a media class',
  upload: 'an upload; its ID is the start of the SHA-256 of its VodSessionKey, 32 hexadecimal digits',
  template: 'a template',
  procedure: 'a task flow',
  application: 'an application',
  delivery: 'a callback that is delivered, with its state',
  key: 'a key pair, for key pairs with the right `manage` for all applications',
  session: 'a session that has begun or ended, for the same key pairs',
} as const satisfies { readonly [N in Noun]: string };

/** One change. */
export interface Change {
  readonly noun: Noun;
  readonly id: string;
  readonly kind: 'created' | 'updated' | 'deleted';
  /** Null: it belongs to no application. */
  readonly subAppId: number | null;
  readonly status: string | null;
  /** percent */
  readonly progress: number | null;
  /** The media of a task or an upload. */
  readonly fileId: string | null;
}

/** Adds changes to those by object. Several changes of one object become one, in the place of the last. */
export function collect(into: Map<string, Change>, changes: readonly Change[]): void {
  for (const change of changes) {
    const key = `${change.noun} ${change.subAppId} ${change.id}`;
    const isNew = into.get(key)?.kind === 'created' && change.kind === 'updated';
    into.delete(key);
    into.set(key, isNew ? { ...change, kind: 'created' } : change);
  }
}
