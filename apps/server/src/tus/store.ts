import type { Resumable, Service, UploadCaller, Writer } from '@cliploop/vod';
import { DataStore, type Lock, type Locker, Upload } from '@tus/utils';

/** How long after the last bytes an upload ends, ms. The service counts it; clients see the time. */
const EXPIRATION_MS = 24 * 60 * 60 * 1000;

/** The uploads of the service for one request. */
export class RequestStore extends DataStore implements Locker {
  private writer: Writer | undefined;
  private found: Resumable | undefined;
  private created: Resumable | undefined;
  private writing: Promise<number> | undefined;

  /** @param length bytes that the client announces; undefined: unknown */
  constructor(
    private readonly service: Service,
    private readonly caller: UploadCaller,
    private readonly length: number | undefined,
  ) {
    super();
    this.extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];
  }

  override async create(file: Upload): Promise<Upload> {
    const writerOf = (id: string): Writer => {
      this.writer = this.service.resumable.writer(id, () => this.onWanted());
      return this.writer;
    };
    const created = await this.caller.create(file.size ?? 0, file.metadata ?? {}, writerOf);
    this.created = created;
    this.found = created;
    file.id = created.id;
    file.creation_date = creationOf(created);
    return file;
  }

  override async getUpload(id: string): Promise<Upload> {
    const found = await this.caller.find(id);
    this.found = found;
    const { size, received: offset, metadata } = found;
    return new Upload({ id, size, offset, metadata: { ...metadata }, creation_date: creationOf(found) });
  }

  override async write(stream: AsyncIterable<Uint8Array>, id: string): Promise<number> {
    if (this.found?.id !== id || !this.writer) throw new Error('the upload was not found before it is written');
    const missing = this.found.size - this.found.received;
    const length = Math.min(missing, this.length ?? missing);
    this.writing = this.service.resumable.append(this.found, this.writer, length, stream);
    return this.writing;
  }

  override async remove(id: string): Promise<void> {
    await this.service.resumable.remove(await this.caller.find(id));
  }

  /** Deletes the upload that this request began. */
  async undoCreate(): Promise<void> {
    if (this.created) await this.service.resumable.remove(this.created);
  }

  override getExpiration(): number {
    return EXPIRATION_MS;
  }

  newLock(id: string): Lock {
    return {
      lock: async (signal, release) => {
        // A new upload gets its id later, and its writer with it.
        this.onWanted = release;
        if (id === NEW) return;
        // Nobody may disturb the requests of an upload of somebody else.
        await this.caller.find(id);
        const writer = this.service.resumable.writer(id, () => this.onWanted());
        if (await writer.take(signal)) this.writer = writer;
      },
      unlock: async () => {
        // The library does not wait for the end of a write whose stream broke.
        await this.writing?.catch(() => {});
        await this.writer?.release();
      },
    };
  }

  private onWanted: () => unknown = () => {};
}

/** Stands for the id of an upload that does not exist yet. */
export const NEW = 'new';

/** The library adds the expiration to it. */
function creationOf({ expireTime, size, received, committed, error }: Resumable): string {
  // A file that has arrived stays known for a while after its end, for clients that have lost an answer.
  const ended = committed || error !== null || received === size;
  return new Date((ended ? Date.now() : expireTime.getTime()) - (ended ? 0 : EXPIRATION_MS)).toISOString();
}
