import Uppy from '@uppy/core';
import Tus from '@uppy/tus';
import { getSafeFileId } from '@uppy/utils';
import { ApiError } from '../../api/api-error.ts';
import { client, unwrap } from '../../api/client.ts';
import { factsOf, forgetHandle } from './file-handles.ts';
import { follow, terminate } from './follow.ts';
import { pathOf } from './pick-files.ts';
import { errorOf, statusOf, type TusError } from './tus-error.ts';
import { forgetUnfinished } from './unfinished.ts';
import { isSent, type UploadItem, type UploadSettings, uploadList } from './upload-list.ts';

/** Files that are sent at the same time. */
const AT_ONCE = 3;
/** Pauses before attempts, ms: the service may be away, or its disk be full, for ten minutes. */
const RETRY_DELAYS = [0, 1000, 2000, 3000, 5000, 10_000, 20_000, ...Array.from({ length: 19 }, () => 30_000)];
/** Time between two reports of the progress of a file, ms. */
const REPORT_MS = 200;

type Meta = { readonly relativePath?: string | null } & Record<string, unknown>;
type Answer = Record<string, never>;

/** The list of uploads shows all errors. */
const silent = { debug: () => {}, warn: () => {}, error: () => {} };

/** Sends files with tus. One object for the page; it is loaded with the first file. */
class Uploader {
  readonly #uppy = new Uppy<Meta, Answer>({ autoProceed: true, allowMultipleUploadBatches: true, logger: silent });
  readonly #sending: Tus<Meta, Answer>;
  /** When the progress of each file was reported. */
  readonly #reported = new Map<string, number>();
  /** The files of requests, because errors name the request only. */
  readonly #files = new WeakMap<object, string>();
  /** Why the last attempts failed. Later, the library has reset their answers. */
  readonly #failures = new Map<string, ApiError>();
  /** Set after an answer that the session has ended. */
  #signedOut = false;

  constructor() {
    const endpoint = new URL('/x/v1/uploads', location.origin).href;
    const tus = this.#uppy.use(Tus, {
      endpoint,
      limit: AT_ONCE,
      headers: { 'X-Cliploop-Csrf': '1' },
      retryDelays: RETRY_DELAYS,
      allowedMetaFields: ['name', 'type', 'modified', 'SubAppId', 'ClassId', 'Procedure'],
      removeFingerprintOnSuccess: false,
      onBeforeRequest: (request, { id }) => {
        this.#files.set(request, id);
        return this.#whenSignedIn();
      },
      onShouldRetry: (error, _attempt, _options, next) => {
        if (statusOf(error) === 401) {
          this.#signedOut = true;
          return true;
        }
        const isRepeated = next(error);
        this.#take(error as TusError, isRepeated);
        return isRepeated;
      },
    });
    this.#sending = tus.getPlugin<Tus<Meta, Answer>>('Tus') as Tus<Meta, Answer>;
    this.#uppy.on('upload-progress', (file, { bytesUploaded }) => {
      if (file) this.#report(file.id, bytesUploaded);
    });
    this.#uppy.on('upload-success', (file, { uploadURL: url = '' }) => {
      if (!file) return;
      const { id, data } = file;
      uploadList.change(id, { state: 'reading', sent: file.size ?? 0, url, error: undefined });
      this.#reported.delete(id);
      this.#failures.delete(id);
      void forgetHandle(factsOf(data as File));
      follow(id, url);
      // Later: until then, a removal would delete what was sent.
      setTimeout(() => this.#has(id) && this.#uppy.removeFile(id));
    });
    this.#uppy.on('upload-error', (file, error) => {
      if (!file) return;
      uploadList.change(file.id, { state: 'failed', error: this.#failures.get(file.id) ?? errorOf(error) });
      this.#failures.delete(file.id);
    });
    addEventListener('beforeunload', (event) => {
      if (uploadList.items.some(isSent)) event.preventDefault();
    });
  }

  /**
   * Adds a file. The library finds out whether a part of it was sent before.
   * @param url of the upload that continues
   * @returns its ID, and whether it was not in the list already
   */
  add(data: File, settings: UploadSettings, url?: string): { readonly id: string; readonly isNew: boolean } {
    // The path belongs to what the library recognizes a file by: another folder or application makes another upload.
    const relativePath = JSON.stringify([pathOf(data), settings]);
    const { name, size, modified } = factsOf(data);
    // The library would send those that are missing as the text "undefined". Empty ones have their defaults.
    const meta = { SubAppId: '', ClassId: '', Procedure: '', ...settings, modified, relativePath };
    const file = { name, type: data.type, data, meta: meta as never, ...(url && { tus: { uploadUrl: url } }) };
    const known = getSafeFileId({ ...file, isRemote: false }, this.#uppy.getID());
    if (this.#has(known)) return { id: known, isNew: false };
    const id = this.#uppy.addFile(file);
    uploadList.put({ id, name, size, modified, sent: 0, state: 'waiting', settings, url });
    return { id, isNew: true };
  }

  pause(id: string): void {
    if (this.#has(id) && this.#uppy.pauseResume(id) === true)
      uploadList.change(id, { state: 'paused', error: undefined });
  }

  resume(id: string): void {
    if (this.#has(id) && this.#uppy.pauseResume(id) === false) uploadList.change(id, { state: 'waiting' });
  }

  retry(id: string): void {
    if (!this.#has(id)) return;
    uploadList.change(id, { state: 'waiting', error: undefined });
    void this.#uppy.retryUpload(id);
  }

  /** Ends uploads, and deletes what was sent. */
  cancel(items: readonly UploadItem[]): void {
    const ids = items.map(({ id }) => id);
    const urls = ids.flatMap((id) => this.#urlOf(id) ?? []);
    for (const id of ids) {
      // The library would delete it only while it sends the file.
      const upload = this.#sending.uploaders[id];
      if (upload) upload.url = null;
      this.#reported.delete(id);
    }
    // Those that wait first: else they would begin.
    this.#uppy.removeFiles(ids.filter(this.#has).toReversed());
    uploadList.remove(...ids);
    for (const url of urls) {
      void terminate(url);
      forgetUnfinished(url);
    }
    for (const item of items) void forgetHandle(item);
  }

  /** Stops an upload, which can be continued later. */
  stop(id: string): void {
    if (this.#has(id) && uploadList.find(id)?.state !== 'paused') this.#uppy.pauseResume(id);
    uploadList.remove(id);
  }

  /** Whether the file is still needed: it may have ended since the click. */
  #has = (id: string): boolean => this.#uppy.getFile(id) !== undefined;

  #urlOf(id: string): string | undefined {
    return this.#sending.uploaders[id]?.url ?? uploadList.find(id)?.url;
  }

  #report(id: string, sent: number): void {
    const item = uploadList.find(id);
    if (!item || item.state === 'paused' || item.state === 'reading') return;
    const now = performance.now();
    if (item.state === 'sending' && now - (this.#reported.get(id) ?? 0) < REPORT_MS) return;
    this.#reported.set(id, now);
    // A refused request reports progress, too.
    const error = sent > item.sent ? undefined : item.error;
    uploadList.change(id, { state: 'sending', sent, error, url: this.#urlOf(id) });
  }

  /** Notes why an attempt failed, and shows it when another one follows. */
  #take(error: TusError, isRepeated: boolean): void {
    const id = this.#files.get(error.originalRequest ?? error);
    if (id === undefined) return;
    const failure = errorOf(error);
    this.#failures.set(id, failure);
    if (!isRepeated) return;
    if (uploadList.find(id)?.state !== 'paused') uploadList.change(id, { error: failure });
    if (failure.code === 'NoConnection') void this.#checkFile(id);
  }

  /** Ends an upload whose file cannot be read any more: for the library, this is a lost connection. */
  async #checkFile(id: string): Promise<void> {
    const data = this.#uppy.getFile(id)?.data;
    if (!(data instanceof Blob)) return;
    try {
      await data.slice(0, 1).arrayBuffer();
    } catch {
      const item = uploadList.find(id);
      if (!item) return;
      this.cancel([item]);
      const error = new ApiError('FileChanged', 'The file cannot be read any more.');
      uploadList.put({ ...item, state: 'failed', error, isFinal: true });
    }
  }

  /** After the session has ended, asks once who is signed in, which waits for the user. */
  async #whenSignedIn(): Promise<void> {
    if (!this.#signedOut) return;
    await unwrap(client.GET('/x/v1/about')).catch(() => {});
    this.#signedOut = false;
  }
}

export const uploader = new Uploader();
