import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  /** Paths of PEM files. */
  readonly cert: string;
  readonly key: string;
}

/** A fresh key and a certificate that signs itself, for these names. */
export async function certificate(folder: string, names: readonly string[]): Promise<Certificate> {
  const cert = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  const alternatives = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`;
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'];
  const args = ['req', '-x509', ...made, '-subj', '/CN=cliploop test', '-addext', alternatives];
  await promisify(execFile)('openssl', [...args, '-keyout', key, '-out', cert]);
  return { cert, key };
}
