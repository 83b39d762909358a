import type { Generated } from 'kysely';
import type { Created } from './column.js';

/** What a key pair may do. */
export type Right = 'read' | 'process' | 'manage' | 'upload';

export interface KeyPairTable {
  secret_id: string;
  /** Encrypted by the vault. */
  secret_key: Buffer;
  enabled: Generated<boolean>;
  /** Where the key pair came from: `environment`, `first start`, `command`, `request`. */
  origin: string;
  create_time: Created;
  /** For people. */
  name: Generated<string>;
  rights: Generated<Right[]>;
  /** Null: all applications. */
  applications: Generated<number[] | null>;
  /** Null: never. */
  expire_time: Generated<Date | null>;
  /** To the minute. Null: never used. */
  last_use_time: Generated<Date | null>;
  /** The secret key before the last rotation, encrypted by the vault. */
  old_secret_key: Generated<Buffer | null>;
  /** The old secret key is accepted until then. */
  old_until: Generated<Date | null>;
}

/** A process that has a key pair in its environment. */
export interface KeyHolderTable {
  process: string;
  secret_id: string;
  /** The process renews it while it runs. */
  until: Date;
}

/** A signature that was used for a request. */
export interface UsedSignatureTable {
  /** Hash of the SecretId and the signature, or of these and the id of a request. */
  mark: string;
  /** Hash of what counts in the request and is not determined by the signature. */
  content: string;
  /** The action that made a change with it; empty if it was used only for actions that change nothing. */
  action: string;
  /** Whether the first request had an id of its own. */
  traced: boolean;
  /** Whether the request was refused. */
  failed: Generated<boolean>;
  create_time: Created;
  expire_time: Date;
}
