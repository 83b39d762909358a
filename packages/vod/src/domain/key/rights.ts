import type { Right } from '../../store/tables/key.js';

/** What each right permits, for help and documentation. */
export const rights = {
  read: 'list and describe everything of the applications',
  process: 'start and abort tasks, and receive events',
  manage: 'change and delete media, templates, task flows, classes, event settings and applications',
  upload: 'add media: upload, pull from URLs, and sign client uploads, with the task flow that an upload names',
} as const satisfies { readonly [R in Right]: string };

export const allRights = Object.keys(rights) as readonly Right[];

/** What a key pair may do, and where. */
export interface KeyAccess {
  readonly rights: readonly Right[];
  /** Null: all applications. */
  readonly applications: readonly number[] | null;
}
