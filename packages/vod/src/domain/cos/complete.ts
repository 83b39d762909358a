import type { Database } from '../../store/database/database.js';
import { isCode } from '../../store/storage/durable.js';
import { combineCrc64 } from './crc64.js';
import { checkDigests, type Digests } from './digests.js';
import { cosError } from './errors.js';
import { etagOf, type ListedPart } from './etag.js';
import { DamagedPart, type Joined, join, type Part } from './join.js';
import { type MultipartUploads, noSuchUpload, type UploadName } from './multipart-uploads.js';
import type { Objects } from './objects.js';
import { recount } from './space.js';
import { Turns } from './turns.js';

export interface Completed {
  /** Without quotes. */
  readonly etag: string;
  /** CRC-64/XZ of the object, decimal; null: not known. */
  readonly crc64: string | null;
}

/** Joins parts to objects. */
export class Completion {
  /** Clients may repeat a completion before its response; it must not run twice at the same time. */
  private readonly turns = new Turns();

  constructor(
    private readonly db: Database,
    private readonly uploads: MultipartUploads,
    private readonly objects: Objects,
  ) {}

  /**
   * Joins the listed parts and ends the upload. A repeated completion gets the same result.
   * @param announced checksums of the whole object from the client; only the CRC is checked
   * @throws CosError NoSuchUpload, InvalidPart, BadDigest
   */
  complete(name: UploadName, listed: readonly ListedPart[], announced: Digests): Promise<Completed> {
    return this.turns.take(name.uploadId, () => this.attempts(name, listed, announced));
  }

  private async attempts(name: UploadName, listed: readonly ListedPart[], announced: Digests): Promise<Completed> {
    const etag = etagOf(listed);
    for (let tries = 1; ; tries++) {
      if (!(await this.uploads.isOpen(name))) {
        const done = await this.done(name, etag);
        if (done) return done;
        throw noSuchUpload();
      }
      const stored = await this.uploads.parts(name.uploadId);
      // Another process may have completed the upload since the check above.
      if (stored.length < listed.length && !(await this.uploads.isOpen(name))) continue;
      const chosen = choose(listed, stored);
      checkDigests({ md5: undefined, crc64: announced.crc64 }, { crc64: crc64Of(chosen) });
      try {
        const joined = await join(this.objects.folder, name.sessionKey, chosen);
        if (await this.end(name, joined, chosen, etag)) return { etag, crc64: joined.crc64 };
      } catch (error) {
        // The client gets an internal error, retries, gets the error that the part is missing, and sends the part again.
        if (error instanceof DamagedPart && (await this.uploads.deletePart(name, error.part.file))) throw error;
        // The file does not exist: the part was sent again, or another process was faster.
        if (tries === 5 || !(error instanceof DamagedPart || isCode(error, 'ENOENT'))) throw error;
      }
    }
  }

  private async done({ sessionKey, path, uploadId }: UploadName, etag: string): Promise<Completed | undefined> {
    const row = await this.objects.row(sessionKey, path);
    return row?.upload_id === uploadId && row.etag === etag ? row : undefined;
  }

  /** @returns false when the upload has already ended */
  private async end(
    name: UploadName,
    { file, crc64 }: Joined,
    chosen: readonly Part[],
    etag: string,
  ): Promise<boolean> {
    const { sessionKey, path, uploadId } = name;
    const size = sizeOf(chosen);
    const replaced = await this.db.transaction().execute(async (trx) => {
      const upload = trx.selectFrom('cos_upload').select('upload_id').where('upload_id', '=', uploadId);
      if (!(await upload.forUpdate().executeTakeFirst())) return undefined;
      const parts = await trx.deleteFrom('cos_part').where('upload_id', '=', uploadId).returning('file').execute();
      // The only part may have been replaced in the meantime.
      const [only] = chosen;
      if (chosen.length === 1 && !parts.some((part) => part.file === only?.file)) throw partReplaced();
      await trx.deleteFrom('cos_upload').where('upload_id', '=', uploadId).execute();
      const former = await this.objects.put(trx, { sessionKey, path, file, size, etag, crc64, uploadId });
      await recount(trx, sessionKey);
      return [former, ...parts.map((part) => part.file)].filter((each) => each !== file);
    });
    await this.objects.folder.discard(sessionKey, replaced ?? [chosen.length > 1 ? file : undefined]);
    return replaced !== undefined;
  }
}

/** Returns the stored parts for the listed ones. Throws CosError InvalidPart. */
function choose(listed: readonly ListedPart[], stored: readonly Part[]): Part[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  return listed.map(({ number, md5 }) => {
    const part = byNumber.get(number);
    if (!part) throw cosError('InvalidPart', `Part ${number} was not uploaded`);
    if (part.md5 !== md5) throw cosError('InvalidPart', `Part ${number} has the ETag "${part.md5}", not "${md5}"`);
    return part;
  });
}

/** CRC of the joined parts; null when the CRC of a part is unknown. */
function crc64Of(parts: readonly Part[]): string | null {
  const known = parts.flatMap(({ crc64, size }) => (crc64 === null ? [] : { crc64, size }));
  return known.length === parts.length ? combineCrc64(known) : null;
}

function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}

function partReplaced(): Error {
  return Object.assign(new Error('the part was replaced'), { code: 'ENOENT' });
}
