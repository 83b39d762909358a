import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '../config/setting.js';

/** PEM, for Node's TLS. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** Reads the certificate and the key. @param files absolute paths @throws ConfigError that names the variable and the file */
export async function readTls(files: Tls): Promise<Tls> {
  const [cert, key] = await Promise.all([read('CLIPLOOP_TLS_CERT', files.cert), read('CLIPLOOP_TLS_KEY', files.key)]);
  const certificate = parsed('CLIPLOOP_TLS_CERT', files.cert, 'a certificate', () => {
    // X509Certificate also reads DER files, but Node's TLS does not.
    if (!cert.includes('-----BEGIN')) throw new Error('no PEM');
    return new X509Certificate(cert);
  });
  const privateKey: KeyObject = parsed('CLIPLOOP_TLS_KEY', files.key, 'a private key without a passphrase', () =>
    createPrivateKey(key),
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new ConfigError(
      `CLIPLOOP_TLS_KEY must be the private key of the certificate in CLIPLOOP_TLS_CERT, but ${files.key} does not belong to ${files.cert}`,
    );
  }
  // Also checks the other certificates of the chain, and refuses weak keys.
  parsed('CLIPLOOP_TLS_CERT', files.cert, 'certificates', () => createSecureContext({ cert, key }));
  return { cert, key };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

async function read(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new ConfigError(`Cannot read ${file}, the file in ${variable}: ${reasons[code] ?? code}`);
  }
}

function parsed<T>(variable: string, file: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new ConfigError(`${variable} must be a PEM file with ${what}, but ${file} is not`);
  }
}
