import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownName } from './run-as.js';
import { owner } from './settings.js';

/**
 * Who may connect: the service's own uid, told by the kernel (`peer`), and nobody else; not even other processes of the
 * uid that PostgreSQL runs as, which may be the shared `nobody`. A uid without a name cannot be matched; the socket's
 * folder, which only its owner and root can enter, is the guard then.
 *
 * Written anew before every start, because the service may run as somebody else than last time.
 */
export function writeAccess(data: string): void {
  const name = ownName();
  replace(join(data, 'pg_hba.conf'), `local all all ${name === undefined ? 'trust' : 'peer map=service'}\n`);
  replace(join(data, 'pg_ident.conf'), name === undefined ? '' : `service "${name}" ${owner}\n`);
}

/** Never through a link: the folder belongs to PostgreSQL's uid, and the writer may be root. */
function replace(path: string, text: string): void {
  const next = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(next, text, { flag: 'wx', mode: 0o644 });
  renameSync(next, path);
}
