import type { Generated } from 'kysely';

/** A change that was made. */
export interface AuditChangeTable {
  id: Generated<number>;
  time: Date;
  /** SecretId of the key pair. Empty: a command of the operator. */
  secret_id: string;
  /** Action of the API, or command. */
  action: string;
  sub_app_id: number | null;
  /** What was changed: `FileId=387702…`. */
  object: string;
  /** Address of the client. */
  address: string;
  request_id: string;
}

/** Requests of one minute that were refused for the same reason. */
export interface AuditRefusalTable {
  id: Generated<number>;
  minute: Date;
  /** SecretId of an existing key pair, else empty. */
  secret_id: string;
  action: string;
  code: string;
  address: string;
  count: number;
  /** Of the last request. */
  time: Date;
  sub_app_id: number | null;
  object: string;
  request_id: string;
}
