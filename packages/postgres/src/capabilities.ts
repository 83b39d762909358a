import { readFileSync } from 'node:fs';
import { PostgresError } from './errors.js';

/** Capabilities that root needs to run PostgreSQL as another user in a folder of that user, with their bits. */
const needed = { CAP_CHOWN: 0, CAP_DAC_OVERRIDE: 1, CAP_FOWNER: 3, CAP_SETGID: 6, CAP_SETUID: 7 };

/** Those that this process does not have. None for other users than root, who run PostgreSQL as themselves. */
function missingCapabilities(): string[] {
  if (process.geteuid?.() !== 0) {
    return [];
  }
  let effective: bigint;
  try {
    effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]}`);
  } catch {
    return [];
  }
  return Object.entries(needed).flatMap(([name, bit]) => ((effective >> BigInt(bit)) & 1n ? [] : [name]));
}

/** Adds the missing capabilities to an error that they may have caused. */
export function withCapabilities(error: PostgresError): PostgresError {
  const missing = missingCapabilities();
  if (missing.length === 0 || !['UNAVAILABLE', 'FOLDER', 'INIT_FAILED', 'START_FAILED'].includes(error.code)) {
    return error;
  }
  return new PostgresError(
    error.code,
    `${error.message}\nThe service is root without ${missing.join(', ')}, and needs them to run PostgreSQL as another user. ` +
      'Add these capabilities, or run the service as another user, which needs none.',
    { cause: error },
  );
}
