import type { Generated } from 'kysely';
import type { Created, Updated } from './column.js';

/** A browser that has signed in. */
export interface SignInSessionTable {
  id: Generated<string>;
  /** SHA-256 of the token in the cookie. */
  token_hash: string;
  secret_id: string;
  /** HMAC of the secret key with the token. */
  proof: string;
  create_time: Created;
  /** To the minute. */
  last_use_time: Updated;
  /** However often it is used. */
  expire_time: Date;
  address: string;
  user_agent: string;
}

/** A link that signs a browser in once. */
export interface SignInLinkTable {
  /** SHA-256 of the token in the link. */
  token_hash: string;
  secret_id: string;
  expire_time: Date;
}
