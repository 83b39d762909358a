import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startI18n } from '../../i18n/index.ts';
import { FakeService } from '../../testing/fake-service.ts';
import { forgetUploadFlow, rememberUploadFlows, uploadFlows } from './upload-flow.ts';
import { addUploads } from './uploads.ts';

const add = vi.hoisted(() => vi.fn(() => ({ id: '1', isNew: true })));
vi.mock('./uploader.ts', () => ({ uploader: { add } }));

const service = new FakeService();
const file = new File(['x'], 'a.mp4');

beforeEach(async () => {
  vi.stubGlobal('fetch', service.handle);
  await startI18n('en');
});

afterEach(() => {
  localStorage.clear();
  add.mockClear();
  vi.unstubAllGlobals();
});

describe('the task flow of every upload', () => {
  test('is remembered for each application', () => {
    rememberUploadFlows({}, { every: 'a', last: 'b' });
    rememberUploadFlows({ SubAppId: 7 }, { every: 'c' });
    expect([uploadFlows({}), uploadFlows({ SubAppId: 7 })]).toEqual([{ every: 'a', last: 'b' }, { every: 'c' }]);
    rememberUploadFlows({}, { every: undefined });
    expect(uploadFlows({})).toEqual({ last: 'b' });
  });

  test('is read again after another tab has changed it, and ignored when it is damaged', () => {
    localStorage.setItem('cliploop-upload-flow-main', '{"every":"x"}');
    expect(uploadFlows({})).toEqual({ every: 'x' });
    localStorage.setItem('cliploop-upload-flow-main', '{"every":');
    expect(uploadFlows({})).toEqual({});
  });

  test('is forgotten by its name', () => {
    rememberUploadFlows({}, { every: 'a', last: 'b' });
    expect([forgetUploadFlow({}, 'b'), forgetUploadFlow({}, 'c')]).toEqual([false, false]);
    expect(uploadFlows({})).toEqual({ every: 'a' });
    expect(forgetUploadFlow({}, 'a')).toBe(true);
  });

  test('is used by an upload that names none', async () => {
    rememberUploadFlows({}, { every: 'every-upload' });
    await addUploads([{ file }], {});
    await addUploads([{ file }], { Procedure: '' });
    await addUploads([{ file }], { Procedure: 'other' });
    const [one, none, other] = [{ Procedure: 'every-upload' }, {}, { Procedure: 'other' }];
    expect(add.mock.calls).toEqual([
      [file, one],
      [file, none],
      [file, other],
    ]);
  });

  test('is not used any more when it was deleted', async () => {
    rememberUploadFlows({}, { every: 'gone' });
    await addUploads([{ file }], {});
    expect(add.mock.calls).toEqual([[file, {}]]);
    expect(uploadFlows({})).toEqual({});
  });
});
