import type { Database } from '../../store/database/database.js';
import type { Vault } from '../../store/secret/vault.js';
import type { Grant, Grants } from '../cos/grant.js';
import { openerIsUsable } from '../key/usable.js';
import { maxCoverSize } from './read-cover.js';

/** The grants of open uploads. They are only in the database, so that every process knows them. */
export class UploadGrants implements Grants {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  async find(secretId: string): Promise<Grant | undefined> {
    const row = await this.db
      .selectFrom('upload')
      .selectAll()
      .where('secret_id', '=', secretId)
      .where('commit_time', 'is', null)
      .where('expire_time', '>', new Date())
      .where(openerIsUsable())
      .executeTakeFirst();
    return (
      row && {
        sessionKey: row.session_key,
        subAppId: row.sub_app_id,
        secretKey: this.vault.open(row.secret_key, secretId),
        token: row.token,
        paths: [row.media_path, row.cover_path].filter((path) => path !== null),
        ...(row.cover_path !== null && { largest: { [row.cover_path]: maxCoverSize } }),
        expireTime: row.expire_time,
      }
    );
  }

  async isRevoked(sessionKey: string): Promise<boolean> {
    const row = await this.db
      .selectFrom('upload')
      .select(openerIsUsable().as('usable'))
      .where('session_key', '=', sessionKey)
      .executeTakeFirst();
    return row?.usable === false;
  }
}
