import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { ProbeFile } from '../media/add.js';
import { ending, UploadService } from './testing/upload-service.js';

let uploads: UploadService;
beforeAll(async () => {
  uploads = await UploadService.start();
}, 60_000);
beforeEach(() => uploads.clear());
afterAll(() => uploads?.close());

/** Another process of the service, whose probes fail with this error. */
async function failing(code: string, retryable: boolean) {
  const probe = vi.fn<ProbeFile>().mockImplementation(async () => {
    throw Object.assign(new Error('no luck'), { code, retryable });
  });
  return { probe, service: await uploads.process({ probe }) };
}

const condemned =
  'FailedOperation.MediaType: The uploaded file is not a readable media file: ' +
  'The decoder crashed, failed or took too long 3 times on this file, which is probably damaged';

test.each(['DECODER_DIED', 'TIMEOUT', 'INTERNAL', 'OUT_OF_MEMORY', 'INPUT_CHANGED'])(
  'fails the commit of a file after the third %s, in all processes',
  async (code) => {
    const { VodSessionKey } = await uploads.uploaded();
    const first = await failing(code, true);
    const second = await failing(code, true);
    // The answer is InternalError, because the fault may be one of the service.
    await expect(uploads.commit(VodSessionKey, first.service)).rejects.toThrow('no luck');
    await expect(uploads.commit(VodSessionKey, second.service)).rejects.toThrow('no luck');
    expect(await ending(uploads.commit(VodSessionKey, first.service))).toBe(condemned);
    expect(await ending(uploads.commit(VodSessionKey, second.service))).toBe(condemned);
    expect(await ending(uploads.commit(VodSessionKey))).toBe(condemned);
    expect(first.probe).toHaveBeenCalledTimes(2);
    expect(second.probe).toHaveBeenCalledTimes(1);
  },
);

test('commits a file that replaces one that ended the media process', async () => {
  const applied = await uploads.uploaded();
  await uploads.put(applied, Buffer.from('damaged'));
  const { service } = await failing('DECODER_DIED', true);
  for (let n = 0; n < 3; n++) await uploads.commit(applied.VodSessionKey, service).catch(() => {});
  expect(await ending(uploads.commit(applied.VodSessionKey))).toBe(condemned);
  await uploads.put(applied);
  expect((await uploads.commit(applied.VodSessionKey)).FileId).not.toBe('');
});

test('commits a file after two crashes that had another cause', async () => {
  const { VodSessionKey } = await uploads.uploaded();
  const { service } = await failing('DECODER_DIED', true);
  for (let n = 0; n < 2; n++) await uploads.commit(VodSessionKey, service).catch(() => {});
  expect((await uploads.commit(VodSessionKey)).FileId).not.toBe('');
});

test.each(['TIMEOUT', 'LIMIT_MEMORY'])('fails the commit of a file at once that exceeds a limit: %s', async (code) => {
  const { VodSessionKey } = await uploads.uploaded();
  const { service } = await failing(code, false);
  expect(await ending(uploads.commit(VodSessionKey, service))).toBe(
    'FailedOperation.MediaType: The uploaded file is not a readable media file: no luck',
  );
});

test('counts no probe that the service ended', async () => {
  const { VodSessionKey } = await uploads.uploaded();
  const { service } = await failing('ABORTED', true);
  for (let n = 0; n < 4; n++) await expect(uploads.commit(VodSessionKey, service)).rejects.toThrow('no luck');
  expect((await uploads.commit(VodSessionKey)).FileId).not.toBe('');
});

test('asks to try again later while too many files of the application wait, and counts nothing', async () => {
  const { VodSessionKey } = await uploads.uploaded();
  const { service } = await failing('PROBES_BUSY', true);
  for (let n = 0; n < 4; n++) {
    expect(await ending(uploads.commit(VodSessionKey, service))).toBe('RequestLimitExceeded: no luck');
  }
  expect((await uploads.commit(VodSessionKey)).FileId).not.toBe('');
});
