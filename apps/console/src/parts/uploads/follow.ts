import { ApiError, toApiError } from '../../api/api-error.ts';
import { client, unwrap } from '../../api/client.ts';
import { send } from '../../api/send.ts';
import { forgetUnfinished } from './unfinished.ts';
import { uploadList } from './upload-list.ts';

/** Pause between two requests for what became of a file, ms. */
const POLL_MS = 700;

/** The ID of an upload, which is the end of its URL. */
export const idOf = (url: string): string => url.split('/').at(-1) ?? '';

/** What the service says of an upload. @throws ApiError */
export const describe = (url: string) =>
  unwrap(client.GET('/x/v1/uploads/{UploadId}', { params: { path: { UploadId: idOf(url) } } }));

/** Waits until the service has made a media of a file, or has found that it cannot. */
export async function follow(id: string, url: string): Promise<void> {
  for (;;) {
    try {
      const { State, FileId, Failure } = await describe(url);
      if (State === 'done') {
        uploadList.change(id, { state: 'done', fileId: FileId ?? undefined });
        forgetUnfinished(url);
        return;
      }
      if (State === 'failed') {
        const { Code = 'InternalError', Message = '' } = Failure ?? {};
        uploadList.change(id, { state: 'failed', error: new ApiError(Code, Message) });
        forgetUnfinished(url);
        return;
      }
    } catch (error) {
      if (!toApiError(error).isTemporary) {
        uploadList.change(id, { state: 'failed', error });
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Deletes what was sent of a file. If that fails, the service does so after a day. */
export async function terminate(url: string): Promise<void> {
  const request = new Request(url, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } });
  await send(request).catch(() => {});
}
