import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '../config/setting.js';

/** PEM, for Node's TLS. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

const CERT = 'CLIPLOOP_TLS_CERT';
const KEY = 'CLIPLOOP_TLS_KEY';

/**
 * Reads the certificate and the key.
 * @param files absolute paths
 * @param warn gets a message when clients will refuse the certificate, because it has expired or is not valid yet
 * @throws ConfigError that names the variable, the file and the reason
 */
export async function readTls(files: Tls, warn: (message: string) => void = () => {}): Promise<Tls> {
  const [cert, key] = await Promise.all([read(CERT, files.cert), read(KEY, files.key)]);
  const certificate = parsed(CERT, files.cert, 'a certificate', cert, () => {
    // X509Certificate also reads DER files, but Node's TLS does not.
    if (!cert.includes('-----BEGIN')) throw new Error('no PEM');
    return new X509Certificate(cert);
  });
  const privateKey = parsed(KEY, files.key, 'a private key without a passphrase', key, () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new ConfigError(
      `${KEY} must be the private key of the certificate in ${CERT}, but ${files.key} does not belong to ${files.cert}`,
    );
  }
  // Also checks the other certificates of the chain, and refuses weak keys.
  parsed(CERT, files.cert, 'certificates', cert, () => createSecureContext({ cert, key }));
  const problem = problemOfDates(certificate);
  if (problem) warn(`Clients will refuse the certificate ${files.cert} in ${CERT}: ${problem}`);
  return { cert, key };
}

function problemOfDates({ validFrom, validTo }: X509Certificate, now = Date.now()): string | undefined {
  if (Date.parse(validTo) < now) return `it expired on ${validTo}. Replace the file, and restart the service`;
  if (Date.parse(validFrom) > now) return `it is not valid before ${validFrom}. Check the clock of this machine`;
  return undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: `permission denied. The user of the service (uid ${process.geteuid?.()}) must be able to read it`,
};

async function read(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new ConfigError(`Cannot read ${file}, the file in ${variable}: ${reasons[code] ?? code}`);
  }
}

function parsed<T>(variable: string, file: string, what: string, text: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const found = instead(variable, file, text, error as Error);
    throw new ConfigError(`${variable} must be a PEM file with ${what}, but ${file} ${found}`);
  }
}

/** What the file is instead of what it must be, and what to do. */
function instead(variable: string, file: string, text: string, error: Error): string {
  const has = (label: string) => new RegExp(`-----BEGIN [A-Z0-9 ]*${label}-----`).test(text);
  if (text.trim() === '') return 'is empty';
  if (!text.includes('-----BEGIN')) {
    const command = variable === CERT ? 'openssl x509' : 'openssl pkey';
    return `is not: it has no line "-----BEGIN". Convert a DER file with "${command} -inform der -in ${file} -out NEW.pem"`;
  }
  if (variable === CERT && !has('CERTIFICATE')) {
    return has('PRIVATE KEY') ? `has a private key. Perhaps ${CERT} and ${KEY} are interchanged` : 'has none';
  }
  if (variable === KEY && !has('PRIVATE KEY')) {
    return has('CERTIFICATE') ? `has a certificate. Perhaps ${CERT} and ${KEY} are interchanged` : 'has none';
  }
  if (variable === KEY && text.includes('ENCRYPTED')) {
    return `has one with a passphrase. Remove it with "openssl pkey -in ${file} -out NEW.pem"`;
  }
  const { reason = error.message } = error as Error & { reason?: string };
  if (/too (small|weak)/.test(reason)) {
    return `has one that is too weak (${reason}). Use a key of at least 2048 bits (RSA) or 256 bits (EC), and SHA-256`;
  }
  return `cannot be read (${reason}). Is it complete?`;
}
