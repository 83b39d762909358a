import { generateKeyPairSync, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Pair {
  readonly key: string;
  readonly cert: string;
}

/** A new key with a self-signed certificate for these DNS names, valid from 2020 to 2099. */
export const certificate = (...names: string[]): Pair => certificateOfYears(2020, 2099, ...names);

/** The same, valid from the first day of a year, before 2050, to the last of another one. */
export function certificateOfYears(from: number, to: number, ...names: string[]): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  const name = der(0x30, der(0x31, der(0x30, oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from('cliploop test')))));
  const validity = der(
    0x30,
    der(0x17, Buffer.from(`${from % 100}0101000000Z`)),
    der(0x18, Buffer.from(`${to}1231235959Z`)),
  );
  const alternatives = der(0x30, ...names.map((dns) => der(0x82, Buffer.from(dns))));
  const extensions = der(0xa3, der(0x30, der(0x30, oid(0x55, 0x1d, 0x11), der(0x04, alternatives))));
  const body = der(
    0x30,
    ...[der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, Buffer.from([1])), algorithm, name, validity, name],
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const base64 = der(0x30, body, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  const cert = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}

/** Paths of PEM files. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** Writes a new key and its certificate to `cert.pem` and `key.pem`. */
export async function certificateFiles(folder: string, ...names: string[]): Promise<CertificateFiles> {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const { cert, key } = certificate(...names);
  await writeFile(files.cert, cert);
  await writeFile(files.key, key);
  return files;
}

function oid(...bytes: number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

/** One value of ASN.1: tag, length, content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
