import { type FileHandle, open } from 'node:fs/promises';
import type { Selectable } from 'kysely';
import type { Hold } from '../../store/health/disk-space.js';
import { isCode } from '../../store/storage/durable.js';
import type { CosPartTable } from '../../store/tables/cos.js';
import { Crc64, combineCrc64, type Piece } from './crc64.js';
import type { UploadFolder } from './folder.js';

export type Part = Selectable<CosPartTable>;

/** Size of the copy buffer, bytes. */
const BUFFER_SIZE = 2 ** 20;

/** The file of joined parts. */
export interface Joined {
  /** Name in the folder of the session. */
  readonly file: string;
  /** CRC-64/XZ, decimal; null: unknown. */
  readonly crc64: string | null;
}

/** The file of a part is missing, or does not have the bytes that were received. */
export class DamagedPart extends Error {
  constructor(
    readonly part: Part,
    what: string,
  ) {
    super(`The file of part ${part.number} of the upload ${part.upload_id} is damaged: ${what}`);
  }
}

/**
 * Copies parts into a new file and checks that each still has the bytes that were received. The file of a single part is used
 * directly.
 * @throws DamagedPart
 */
export async function join(folder: UploadFolder, sessionKey: string, parts: readonly Part[]): Promise<Joined> {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const sum = parts.reduce((bytes, { size }) => bytes + size, 0);
  const { file, result } = await folder.create(sessionKey, sum, async (to, hold) => {
    const buffer = Buffer.allocUnsafe(BUFFER_SIZE);
    const pieces: Piece[] = [];
    for (const part of parts)
      pieces.push(await append({ to, hold, buffer }, part, folder.pathOf(sessionKey, part.file)));
    return combineCrc64(pieces);
  });
  return { file, crc64: result };
}

interface Target {
  readonly to: FileHandle;
  readonly hold: Hold;
  readonly buffer: Buffer;
}

async function append({ to, hold, buffer }: Target, part: Part, path: string): Promise<Piece> {
  const from = await open(path).catch((error: unknown) => {
    throw isCode(error, 'ENOENT') ? new DamagedPart(part, 'it is missing') : error;
  });
  try {
    const crc = await Crc64.start();
    let size = 0;
    for (;;) {
      const { bytesRead } = await from.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      const read = buffer.subarray(0, bytesRead);
      crc.update(read);
      await to.appendFile(read);
      hold.wrote(bytesRead);
      size += bytesRead;
    }
    const crc64 = crc.decimal();
    if (size !== part.size) throw new DamagedPart(part, `it has ${size} bytes instead of ${part.size}`);
    if (crc64 !== (part.crc64 ?? crc64)) throw new DamagedPart(part, `its CRC is ${crc64} instead of ${part.crc64}`);
    return { crc64, size };
  } finally {
    await from.close();
  }
}
