import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import { removeConsole, renderConsole } from '../../testing/render-console.tsx';
import { inOrder, progressOf } from './order.ts';
import { mediaAmong, withoutRepeats } from './pick-files.ts';
import { forgetUnfinished, listUnfinished } from './unfinished.ts';
import { type UploadItem, uploadList } from './upload-list.ts';

const url = 'http://localhost/x/v1/uploads/0f1e2d3c4b5a69788796a5b4c3d2e1f0';

afterEach(() => {
  vi.useRealTimers();
  removeConsole();
  localStorage.clear();
  for (const { id } of uploadList.items) uploadList.remove(id);
});

describe('the unfinished uploads of a browser', () => {
  const store = (key: string, more: object = {}) =>
    localStorage.setItem(
      key,
      JSON.stringify({ size: 5, metadata: { filename: 'a.mp4' }, creationTime: new Date(), uploadUrl: url, ...more }),
    );
  const list = () => listUnfinished(localStorage, 'http://localhost');

  test('are listed with their settings', () => {
    store('tus::a::1', { metadata: { filename: 'a.mp4', SubAppId: '7', ClassId: '', Procedure: 'flow' } });
    expect(list()).toEqual([
      { key: 'tus::a::1', url, name: 'a.mp4', size: 5, settings: { SubAppId: 7, Procedure: 'flow' } },
    ]);
  });

  test('are not those of other services, and are forgotten when they are old or damaged', () => {
    store('tus::other', { uploadUrl: 'http://other/x/v1/uploads/1' });
    store('tus::old', { creationTime: '2020-01-01T00:00:00Z' });
    localStorage.setItem('tus::damaged', '{');
    expect(list()).toEqual([]);
    expect(Object.keys(localStorage)).toEqual(['tus::other']);
  });

  test('are forgotten by their URL', () => {
    store('tus::a');
    store('tus::b', { uploadUrl: `${url}1` });
    forgetUnfinished(url, localStorage);
    expect(Object.keys(localStorage)).toEqual(['tus::b']);
  });
});

test('of several files, those that are certainly no media are left out', () => {
  const file = (name: string, type: string) => ({ file: new File(['x'], name, { type }) });
  const [video, unknown, text, hidden] = [
    file('a.mp4', 'video/mp4'),
    file('a.mkv', ''),
    file('a.txt', 'text/plain'),
    file('.a.mp4', 'video/mp4'),
  ] as const;
  expect(mediaAmong([video, unknown, text, hidden])).toEqual([video, unknown]);
  expect(mediaAmong([text])).toEqual([text]);
});

test('files of equal names are told apart by their folders', () => {
  const file = (relativePath: string) => Object.assign(new File(['x'], 'a.mp4', { lastModified: 1 }), { relativePath });
  const [one, other] = [file('one/a.mp4'), file('other/a.mp4')];
  expect(withoutRepeats([one, other, file('one/a.mp4')].map((each) => ({ file: each })))).toHaveLength(2);
});

test('a long list of uploads begins with those that matter now', () => {
  const item = (id: number, state: UploadItem['state']): UploadItem => ({
    ...{ id: String(id), name: '', size: 2, sent: 1, settings: {} },
    state,
  });
  const few = [item(1, 'done'), item(2, 'sending')];
  expect(inOrder(few)).toEqual(few);
  const many = [...few, ...Array.from({ length: 20 }, (_, index) => item(index + 3, 'waiting')), item(99, 'failed')];
  expect(inOrder(many).map(({ id }) => id)).toEqual(['99', '2', ...many.slice(2, -1).map(({ id }) => id), '1']);
  expect(progressOf(few)).toBe(75);
});

describe('the list of uploads', () => {
  const put = (state: UploadItem['state'], more: Partial<UploadItem> = {}) =>
    uploadList.put({ id: state, name: `${state}.mp4`, size: 4_000_000, sent: 1_000_000, state, settings: {}, ...more });
  const rows = async () => {
    const tray = await screen.findByRole('region', { name: 'Uploads' });
    return within(tray)
      .getAllByRole('listitem')
      .map((row) => [
        row.textContent,
        within(row)
          .queryAllByRole('button')
          .map((button) => button.getAttribute('aria-label') ?? button.textContent),
      ]);
  };

  test('says how far each file is, and what can be done', async () => {
    await renderConsole('/media');
    put('sending');
    put('paused');
    put('interrupted', { url });
    put('reading');
    put('done', { fileId: '42' });
    put('waiting', { error: new ApiError('NoConnection', 'No answer') });
    put('failed', {
      url,
      isFinal: true,
      error: new ApiError('FailedOperation.MediaType', 'The uploaded file is not readable'),
    });
    expect(await rows()).toEqual([
      ['sending.mp41 MB of 4 MB', ['Pause sending.mp4', 'Cancel sending.mp4']],
      ['paused.mp4Paused · 1 MB of 4 MB', ['Continue paused.mp4', 'Cancel paused.mp4']],
      [expect.stringContaining('Interrupted'), ['Continue', 'Cancel interrupted.mp4']],
      ['reading.mp4The service is reading the file', []],
      [expect.stringContaining('Uploaded'), ['Remove done.mp4 from the list']],
      [
        'waiting.mp4The upload is retried automatically. The service does not answer.',
        ['Pause waiting.mp4', 'Cancel waiting.mp4'],
      ],
      [
        'failed.mp4The file is not a media file, or it is damaged. The uploaded file is not readable (FailedOperation.MediaType)',
        ['Remove failed.mp4 from the list'],
      ],
    ]);
    const link = await screen.findByRole('link', { name: 'Show done.mp4' });
    expect(link.getAttribute('href')).toBe('/console/media/42');
    expect(screen.getByText('1 of 7 uploaded').getAttribute('role')).toBe('status');
  });

  test('says that animations are being made, then how many there are', async () => {
    const animations = [{ Status: 'SUCCESS' }, { Status: 'PROCESSING' }];
    let Status = 'PROCESSING';
    await renderConsole('/media', {
      prepare(fake) {
        fake.overrides['GET /x/v1/tasks/task-1'] = () => ({ TaskId: 'task-1', Status, Animations: animations });
      },
    });
    put('done', { fileId: '42', taskId: 'task-1', settings: { Procedure: 'loops' } });
    const making = await screen.findByRole('link', { name: 'Making 2 animations…' });
    expect(making.getAttribute('href')).toBe('/console/tasks/task-1');
    expect(making.closest('li')?.textContent).toContain('Task flow: loops');
    Status = 'FINISH';
    animations[1] = { Status: 'SUCCESS' };
    const made = await screen.findByRole('link', { name: '2 animations made' });
    expect(made.getAttribute('href')).toBe('/console/media/42');
    await waitFor(() => expect(uploadList.items[0]?.isMade).toBe(true));
  });

  test('says how many animations were not made', async () => {
    await renderConsole('/media', {
      prepare(fake) {
        const Animations = [{ Status: 'SUCCESS' }, { Status: 'FAIL' }];
        fake.overrides['GET /x/v1/tasks/task-2'] = () => ({ TaskId: 'task-2', Status: 'FINISH', Animations });
      },
    });
    put('done', { fileId: '42', taskId: 'task-2' });
    const link = await screen.findByRole('link', { name: '1 of 2 animations were not made' });
    expect(link.getAttribute('href')).toBe('/console/tasks/task-2');
  });

  test('is folded some seconds after everything is complete, and opened by another upload', async () => {
    const { user } = await renderConsole('/media');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    put('done', { fileId: '42' });
    await screen.findByRole('link', { name: 'Show done.mp4' });
    await act(() => vi.advanceTimersByTimeAsync(8_000));
    expect(screen.queryByRole('link', { name: 'Show done.mp4' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show the list of uploads' }));
    await screen.findByRole('link', { name: 'Show done.mp4' });
    await user.click(screen.getByRole('button', { name: 'Hide the list of uploads' }));
    act(() => put('sending'));
    await screen.findByRole('button', { name: 'Pause sending.mp4' });
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    await screen.findByRole('button', { name: 'Pause sending.mp4' });
  });
});
