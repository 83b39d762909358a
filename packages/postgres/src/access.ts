import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loginName } from './run-as.js';
import { database, owner } from './settings.js';

/**
 * Writes pg_hba.conf and pg_ident.conf. Only the uid of the service may connect, which the kernel reports (`peer`); other
 * processes of the uid that runs PostgreSQL may not, because that uid may be the shared `nobody`. A uid without a login name
 * cannot be matched; then only the folder of the socket protects, which only its owner and root can enter.
 *
 * The only role and the only database are those of the service: nobody can log in as the superuser.
 *
 * Written before every start, because the service may run as another user than before.
 */
export function writeAccess(data: string): void {
  const name = loginName();
  replace(
    join(data, 'pg_hba.conf'),
    `local ${database} ${owner} ${name === undefined ? 'trust' : 'peer map=service'}\n`,
  );
  replace(join(data, 'pg_ident.conf'), name === undefined ? '' : `service "${name}" ${owner}\n`);
}

/** Replaces a file without following a link: the folder belongs to the uid of PostgreSQL, and this process may be root. */
function replace(path: string, text: string): void {
  const next = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(next, text, { flag: 'wx', mode: 0o644 });
  renameSync(next, path);
}
