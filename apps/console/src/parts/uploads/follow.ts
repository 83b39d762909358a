import { ApiError, toApiError } from '../../api/api-error.ts';
import { client, unwrap } from '../../api/client.ts';
import { send } from '../../api/send.ts';
import { forgetUnfinished } from './unfinished.ts';
import { type UploadItem, uploadList } from './upload-list.ts';

/** Pause between two rounds of requests for what became of the files, ms. */
const POLL_MS = 700;
/** Files that one round asks for, one after the other. */
const AT_ONCE = 10;

/** The ID of an upload, which is the end of its URL. */
export const idOf = (url: string): string => url.split('/').at(-1) ?? '';

/** What the service says of an upload. @throws ApiError */
export const describe = (url: string) =>
  unwrap(client.GET('/x/v1/uploads/{UploadId}', { params: { path: { UploadId: idOf(url) } } }));

/** Those that the service reads: the next to ask for is the first. */
let reading: { readonly id: string; readonly url: string }[] = [];

/** Changes the list when the service has made a media of a file, or has found that it cannot. */
export function follow(id: string, url: string): void {
  reading.push({ id, url });
  if (reading.length === 1) void run();
}

async function run(): Promise<void> {
  while (reading.length > 0) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const asked = reading.slice(0, AT_ONCE);
    const left: typeof reading = [];
    for (const one of asked) if (!(await hasEnded(one.id, one.url))) left.push(one);
    reading = [...reading.slice(asked.length), ...left];
  }
}

async function hasEnded(id: string, url: string): Promise<boolean> {
  // The same file may have been chosen again.
  const change = (changes: Partial<UploadItem>): boolean => {
    if (uploadList.find(id)?.url === url) uploadList.change(id, changes);
    return true;
  };
  try {
    const { State, FileId, ProcedureTaskId, Failure } = await describe(url);
    if (State !== 'done' && State !== 'failed') return false;
    forgetUnfinished(url);
    if (State === 'done') {
      return change({ state: 'done', fileId: FileId ?? undefined, taskId: ProcedureTaskId ?? undefined });
    }
    const { Code = 'InternalError', Message = '' } = Failure ?? {};
    return change({ state: 'failed', error: new ApiError(Code, Message), isFinal: true });
  } catch (error) {
    return !toApiError(error).isTemporary && change({ state: 'failed', error, isFinal: true });
  }
}

/** Deletes what was sent of a file. If that fails, the service does so after a day. */
export async function terminate(url: string): Promise<void> {
  const request = new Request(url, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } });
  await send(request).catch(() => {});
}
