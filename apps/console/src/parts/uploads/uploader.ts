import Uppy from '@uppy/core';
import Tus from '@uppy/tus';
import { ApiError, errorIn } from '../../api/api-error.ts';
import { client, unwrap } from '../../api/client.ts';
import { forgetHandle } from './file-handles.ts';
import { follow, terminate } from './follow.ts';
import { forgetUnfinished } from './unfinished.ts';
import { isOpen, type UploadSettings, uploadList } from './upload-list.ts';

/** Files that are sent at the same time. */
const AT_ONCE = 3;

type Meta = { readonly relativePath?: string | null } & Record<string, unknown>;
type Answer = Record<string, never>;

/** The error of a request of tus. */
interface TusError extends Error {
  readonly originalResponse?: { getStatus(): number; getBody(): string } | null;
}

/** The list of uploads shows all errors. */
const silent = { debug: () => {}, warn: () => {}, error: () => {} };

/** Sends files with tus. One object for the page; it is loaded with the first file. */
class Uploader {
  readonly #uppy = new Uppy<Meta, Answer>({ autoProceed: true, allowMultipleUploadBatches: true, logger: silent });
  /** Set after an answer that the session has ended. */
  #signedOut = false;

  constructor() {
    const endpoint = new URL('/x/v1/uploads', location.origin).href;
    this.#uppy.use(Tus, {
      endpoint,
      limit: AT_ONCE,
      headers: { 'X-Cliploop-Csrf': '1' },
      retryDelays: [0, 1000, 2000, 3000, 5000, 10_000, 20_000, 30_000],
      allowedMetaFields: ['name', 'type', 'SubAppId', 'ClassId', 'Procedure'],
      removeFingerprintOnSuccess: false,
      onBeforeRequest: () => this.#whenSignedIn(),
      onShouldRetry: (error, _attempt, _options, next) => {
        const { originalResponse } = error as TusError;
        if (originalResponse?.getStatus() !== 401) return next(error);
        this.#signedOut = true;
        return true;
      },
    });
    this.#uppy.on('upload-progress', (file, { bytesUploaded }) => {
      if (file) this.#change(file.id, bytesUploaded);
    });
    this.#uppy.on('upload-success', (file, { uploadURL: url = '' }) => {
      if (!file) return;
      uploadList.change(file.id, { state: 'reading', sent: file.size ?? 0, url });
      void forgetHandle({ name: file.name ?? '', size: file.size ?? 0 });
      void follow(file.id, url);
      // Later: until then, a removal would delete what was sent.
      setTimeout(() => this.#uppy.removeFile(file.id));
    });
    this.#uppy.on('upload-error', (file, error) => {
      if (file) uploadList.change(file.id, { state: 'failed', error: errorOf(error) });
    });
    addEventListener('beforeunload', (event) => {
      if (uploadList.items.some((item) => isOpen(item) && item.state !== 'interrupted')) event.preventDefault();
    });
  }

  /** Adds a file. The library finds out whether a part of it was sent before. @returns false: it is in the list already */
  add(data: File, settings: UploadSettings): boolean {
    // The path belongs to what the library recognizes a file by: another folder or application makes another upload.
    const relativePath = JSON.stringify([data.webkitRelativePath, settings]);
    // The library would send those that are missing as the text "undefined". Empty ones have their defaults.
    const meta = { SubAppId: '', ClassId: '', Procedure: '', ...settings, relativePath };
    try {
      const id = this.#uppy.addFile({ name: data.name, type: data.type, data, meta: meta as never });
      uploadList.put({ id, name: data.name, size: data.size, sent: 0, state: 'waiting', settings });
      return true;
    } catch {
      return false;
    }
  }

  pause(id: string): void {
    if (this.#uppy.pauseResume(id) === true) uploadList.change(id, { state: 'paused' });
  }

  resume(id: string): void {
    if (this.#uppy.pauseResume(id) === false) uploadList.change(id, { state: 'waiting' });
  }

  retry(id: string): void {
    uploadList.change(id, { state: 'waiting', error: undefined });
    void this.#uppy.retryUpload(id);
  }

  /** Whether the file can be sent again. */
  has = (id: string): boolean => this.#uppy.getFile(id) !== undefined;

  /** Ends an upload, and deletes what was sent. */
  cancel(id: string): void {
    const { name = '', size = 0, state } = uploadList.find(id) ?? {};
    const url = this.#urlOf(id);
    // The library does so itself for what it is sending.
    if (url !== undefined && state === 'failed') void terminate(url);
    if (this.has(id)) this.#uppy.removeFile(id);
    if (url !== undefined) forgetUnfinished(url);
    void forgetHandle({ name, size });
    uploadList.remove(id);
  }

  #urlOf(id: string): string | undefined {
    const file = this.#uppy.getFile(id) as { tus?: { uploadUrl?: string | null } } | undefined;
    return uploadList.find(id)?.url ?? file?.tus?.uploadUrl ?? undefined;
  }

  #change(id: string, sent: number): void {
    const item = uploadList.find(id);
    if (!item || item.state === 'paused' || item.state === 'reading') return;
    uploadList.change(id, { state: 'sending', sent });
  }

  /** After the session has ended, asks once who is signed in, which waits for the user. */
  async #whenSignedIn(): Promise<void> {
    if (!this.#signedOut) return;
    await unwrap(client.GET('/x/v1/about')).catch(() => {});
    this.#signedOut = false;
  }
}

/** The error of the service, in the answer of a request of tus. */
function errorOf(error: unknown): unknown {
  const { originalResponse, message } = error as TusError;
  const status = originalResponse?.getStatus() ?? 0;
  if (status === 0) return new ApiError('NoConnection', 'The service did not answer.');
  try {
    return errorIn(JSON.parse(originalResponse?.getBody() ?? ''), status) ?? new ApiError('BadAnswer', message);
  } catch {
    return new ApiError('BadAnswer', `The service answered with HTTP status ${status}.`, '', status);
  }
}

export const uploader = new Uploader();
