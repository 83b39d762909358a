import { type FileHandle, open } from 'node:fs/promises';
import type { Selectable } from 'kysely';
import type { Database } from '../database/database.js';
import type { CosPartTable } from '../database/tables.js';
import { isCode } from '../storage/durable.js';
import { cosError } from './errors.js';
import { etagOf, type ListedPart } from './etag.js';
import type { UploadFolder } from './folder.js';
import type { Objects } from './objects.js';
import { Turns } from './turns.js';
import { noSuchUpload, type UploadName, type Uploads } from './uploads.js';

type Part = Selectable<CosPartTable>;

/** Bytes that are copied at a time. */
const STEP = 2 ** 20;

/** Makes objects of parts. */
export class Completion {
  /** A client that lost patience asks again: the work is not done twice at the same time. */
  private readonly turns = new Turns();

  constructor(
    private readonly db: Database,
    private readonly uploads: Uploads,
    private readonly objects: Objects,
  ) {}

  /**
   * Puts the listed parts together, and ends the upload. The same again has the same end.
   * @returns the ETag of the object, without quotes
   * @throws CosError NoSuchUpload, InvalidPart
   */
  complete(name: UploadName, listed: readonly ListedPart[]): Promise<string> {
    return this.turns.take(name.uploadId, () => this.attempts(name, listed));
  }

  private async attempts(name: UploadName, listed: readonly ListedPart[]): Promise<string> {
    const etag = etagOf(listed);
    for (let tries = 1; ; tries++) {
      if (!(await this.uploads.isOpen(name))) {
        if (await this.isDone(name, etag)) return etag;
        throw noSuchUpload();
      }
      const chosen = choose(listed, await this.uploads.parts(name.uploadId));
      try {
        const file = await this.join(name.sessionKey, chosen);
        if (await this.end(name, file, chosen, etag)) return etag;
      } catch (error) {
        // A part was sent again, or another process was faster: its file is gone.
        if (tries === 5 || !isCode(error, 'ENOENT')) throw error;
      }
    }
  }

  private async isDone({ sessionKey, path, uploadId }: UploadName, etag: string): Promise<boolean> {
    const row = await this.objects.row(sessionKey, path);
    return row?.upload_id === uploadId && row.etag === etag;
  }

  /** @returns the file of the whole: that of the part where there is but one */
  private async join(sessionKey: string, parts: readonly Part[]): Promise<string> {
    const { folder } = this.objects;
    if (parts[0] && parts.length === 1) return parts[0].file;
    const { file } = await folder.create(sessionKey, (to) => append(to, sessionKey, parts, folder));
    return file;
  }

  /** @returns false when the upload has ended otherwise */
  private async end(name: UploadName, file: string, chosen: readonly Part[], etag: string): Promise<boolean> {
    const { sessionKey, path, uploadId } = name;
    const size = sizeOf(chosen);
    const needless = await this.db.transaction().execute(async (trx) => {
      const upload = trx.selectFrom('cos_upload').select('upload_id').where('upload_id', '=', uploadId);
      if (!(await upload.forUpdate().executeTakeFirst())) return undefined;
      const parts = await trx.deleteFrom('cos_part').where('upload_id', '=', uploadId).returning('file').execute();
      // The file of a single part may have been replaced since it was chosen.
      const [only] = chosen;
      if (chosen.length === 1 && !parts.some((part) => part.file === only?.file)) throw lost();
      await trx.deleteFrom('cos_upload').where('upload_id', '=', uploadId).execute();
      const former = await this.objects.put(trx, { sessionKey, path, file, size, etag, uploadId });
      return [former, ...parts.map((part) => part.file)].filter((each) => each !== file);
    });
    await this.objects.folder.discard(sessionKey, needless ?? [chosen.length > 1 ? file : undefined]);
    return needless !== undefined;
  }
}

/** The stored parts that are listed. Throws CosError InvalidPart. */
function choose(listed: readonly ListedPart[], stored: readonly Part[]): Part[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  return listed.map(({ number, md5 }) => {
    const part = byNumber.get(number);
    if (!part) throw cosError('InvalidPart', `Part ${number} was not uploaded`);
    if (part.md5 !== md5) throw cosError('InvalidPart', `Part ${number} has the ETag "${part.md5}", not "${md5}"`);
    return part;
  });
}

async function append(to: FileHandle, sessionKey: string, parts: readonly Part[], folder: UploadFolder): Promise<void> {
  const buffer = Buffer.allocUnsafe(STEP);
  for (const part of parts) {
    const from = await open(folder.pathOf(sessionKey, part.file));
    try {
      let copied = 0;
      for (;;) {
        const { bytesRead } = await from.read(buffer, 0, STEP);
        if (bytesRead === 0) break;
        await to.appendFile(buffer.subarray(0, bytesRead));
        copied += bytesRead;
      }
      if (copied !== part.size) throw new Error(`part ${part.number} has ${copied} bytes instead of ${part.size}`);
    } finally {
      await from.close();
    }
  }
}

function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}

function lost(): Error {
  return Object.assign(new Error('the part was replaced'), { code: 'ENOENT' });
}
