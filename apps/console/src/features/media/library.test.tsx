import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { UNDO_MS } from '../../parts/deletion.ts';
import { FakeError } from '../../testing/fake-service.ts';
import { fakeAnimation } from '../../testing/fake-work.ts';
import { fill, removeConsole, renderConsole } from '../../testing/render-console.tsx';

afterEach(() => {
  removeConsole();
  vi.useRealTimers();
  sessionStorage.clear();
  localStorage.clear();
});

const names = () =>
  within(screen.getByRole('list', { name: 'Media' }))
    .getAllByRole('link')
    .map(({ textContent }) => textContent?.replace(/^\d+(?::\d\d)+/, ''));
/** The page of the first media. */
const firstMedia = ({ media }: { media: readonly { FileId: string }[] }) => `/media/${media[0]?.FileId}`;
const button = (name: string) => screen.findByRole('button', { name });

describe('the library', () => {
  test('says what to do when there are no media', async () => {
    const { user } = await renderConsole('/media');
    await screen.findByRole('heading', { name: 'No media yet' });
    const [first] = await screen.findAllByRole('button', { name: 'Add from URL' });
    await user.click(first as HTMLElement);
    await screen.findByRole('dialog', { name: 'Add media from a URL' });
  });

  test('shows names, durations, dimensions and sizes', async () => {
    await renderConsole('/media', {
      prepare: (fake) =>
        fake.addMedia({ Name: 'talk.mp4' }, { Duration: 3723, Width: 1280, Height: 720, Size: 1_234_567 }),
    });
    const link = await screen.findByRole('link', { name: /talk\.mp4/ });
    expect(link.closest('li')?.textContent).toBe('1:02:03talk.mp41280×720 · 1.2 MB');
  });

  test('shows how many animations were made of a video', async () => {
    await renderConsole('/media', {
      prepare(fake) {
        const media = fake.addMedia({ Name: 'talk.mp4' });
        media.AnimatedGraphicsInfo = { AnimatedGraphicsSet: [fakeAnimation(), fakeAnimation({ Container: 'webp' })] };
      },
    });
    await screen.findByText('2 animations');
  });

  test('has no filters while it is empty, and says that files can be dropped', async () => {
    await renderConsole('/media');
    await screen.findByText(/You can also drop files anywhere on this page/);
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  test('searches on the service, with the search in the address', async () => {
    const { user, service, history } = await renderConsole('/media', {
      prepare(fake) {
        fake.addMedia({ Name: 'talk.mp4' });
        fake.addMedia({ Name: '2024.mp4' });
      },
    });
    await screen.findByText('talk.mp4');
    await fill(user, screen.getByRole('searchbox'), '2024');
    await waitFor(() => expect(names()).toEqual(['2024.mp4']));
    expect(history.location.search).toBe('?q=%222024%22');
    expect(service.sent('SearchMedia').at(-1)).toMatchObject({ Names: ['2024'], Offset: 0 });
    await user.click(screen.getByRole('button', { name: 'Clear the search' }));
    await waitFor(() => expect(names()).toHaveLength(2));
    expect(history.location.search).toBe('');
  });

  test('ignores values of the address that are not valid', async () => {
    const { service } = await renderConsole('/media?page=0&category=Secret&sort=1&class=x&view=tiles&app=-1');
    await screen.findByRole('heading', { name: 'No media yet' });
    const [sent] = service.sent('SearchMedia');
    expect(sent).toEqual({
      Sort: { Field: 'CreateTime', Order: 'Desc' },
      Filters: ['basicInfo', 'metaData', 'animatedGraphicsInfo'],
      Offset: 0,
      Limit: 48,
    });
  });

  test('goes through all pages of 1000 media', async () => {
    const { user, service, history } = await renderConsole('/media?page=20', {
      prepare(fake) {
        for (let index = 0; index < 1000; index += 1) fake.addMedia();
      },
    });
    await screen.findByText('913–960 of 1,000');
    await user.click(await button('Next page'));
    await screen.findByText('961–1,000 of 1,000');
    expect(service.sent('SearchMedia').at(-1)).toMatchObject({ Offset: 960, Limit: 48 });
    expect(history.location.search).toBe('?page=21');
    expect((await button('Next page')).hasAttribute('disabled')).toBe(true);
  });

  test('shows the list with the same media', async () => {
    const { user } = await renderConsole('/media', { prepare: (fake) => fake.addMedia({ Name: 'talk.mp4' }) });
    await screen.findByText('talk.mp4');
    await user.click(screen.getByRole('radio', { name: 'List' }));
    const table = await screen.findByRole('table', { name: 'Media' });
    expect(within(table).getByRole('row', { name: /talk\.mp4/ }).textContent).toMatch(/1:04.*1920×1080.*12\.3 MB/);
  });
});

describe('deleting a media', () => {
  const prepare = (fake: { addMedia(info: { Name: string }): unknown }) => {
    fake.addMedia({ Name: 'talk.mp4' });
    fake.addMedia({ Name: 'cat.mp4' });
  };
  async function deleteTalk(user: { click(element: Element): Promise<void> }) {
    await user.click(await button('Actions on talk.mp4'));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    await waitFor(() => expect(names()).toEqual(['cat.mp4']));
  }

  test('is undone without a request', async () => {
    const { user, service } = await renderConsole('/media', { prepare });
    await deleteTalk(user);
    await user.click(await button('Undo'));
    await waitFor(() => expect(names()).toHaveLength(2));
    expect(service.sent('DeleteMedia')).toEqual([]);
  });

  test('is sent after the time to undo it', async () => {
    const { user, service } = await renderConsole('/media', { prepare });
    await screen.findByText('talk.mp4');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    await deleteTalk(user);
    vi.advanceTimersByTime(UNDO_MS - 3000);
    expect(service.sent('DeleteMedia')).toEqual([]);
    vi.advanceTimersByTime(3000);
    await waitFor(() => expect(service.sent('DeleteMedia')).toHaveLength(1));
    expect(service.media.map(({ BasicInfo: info }) => info?.Name)).toEqual(['cat.mp4']);
  });

  test('is sent when the page is closed before', async () => {
    const { user, service } = await renderConsole('/media', { prepare });
    await deleteTalk(user);
    dispatchEvent(new Event('pagehide'));
    await waitFor(() => expect(service.sent('DeleteMedia')).toHaveLength(1));
  });

  test('is kept by a browser that sends requests of closed pages, and taken back to undo it or to send it now', async () => {
    const later: Request[] = [];
    vi.stubGlobal('fetchLater', (request: Request) => {
      later.push(request);
      return { activated: false };
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    const { user, service } = await renderConsole('/media', { prepare });
    await deleteTalk(user);
    const [first] = later;
    expect(first?.headers.get('X-TC-Action')).toBe('DeleteMedia');
    expect(first?.headers.get('X-Cliploop-Csrf')).toBe('1');
    expect(first?.signal.aborted).toBe(false);
    dispatchEvent(new Event('pagehide'));
    await user.click(await button('Undo'));
    await waitFor(() => expect(names()).toHaveLength(2));
    expect(first?.signal.aborted).toBe(true);
    await deleteTalk(user);
    await user.click(await screen.findByRole('button', { name: 'Close' }));
    await waitFor(() => expect(service.sent('DeleteMedia')).toHaveLength(1));
    expect(later.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });

  test('is sent before the session ends', async () => {
    const { user, service } = await renderConsole('/media', { prepare });
    await deleteTalk(user);
    await user.click(await button('Account: editors'));
    await user.click(await screen.findByRole('button', { name: 'Sign out' }));
    await screen.findByRole('heading', { name: 'Sign in to cliploop' });
    expect(service.media.map(({ BasicInfo: info }) => info?.Name)).toEqual(['cat.mp4']);
  });

  test('brings the media back when the service refuses it', async () => {
    const { user } = await renderConsole('/media', {
      prepare(fake) {
        prepare(fake);
        fake.overrides.DeleteMedia = () => new FakeError('UnauthorizedOperation', 'No right');
      },
    });
    await deleteTalk(user);
    await user.click(await screen.findByRole('button', { name: 'Close' }));
    await screen.findByText('talk.mp4 was not deleted');
    await waitFor(() => expect(names()).toHaveLength(2));
  });
});

describe('the classes', () => {
  test('are created in each other, renamed and deleted', async () => {
    const { user, service } = await renderConsole('/media', {
      prepare(fake) {
        fake.addMedia({ ClassId: fake.addClass('News') });
        fake.addClass('Sport');
      },
    });
    await user.click(await button('Manage classes'));
    const dialog = await screen.findByRole('dialog', { name: 'Classes' });
    const shown = () =>
      within(dialog)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent);
    await waitFor(() => expect(shown()).toEqual(['News', 'Sport']));
    await user.click(within(dialog).getByRole('button', { name: 'New class in News' }));
    await fill(user, within(dialog).getByLabelText('New class in News', { selector: 'input' }), 'Evening');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(shown()).toEqual(['News', 'Evening', 'Sport']));

    await user.click(within(dialog).getByRole('button', { name: 'Rename Sport' }));
    const name = within(dialog).getByLabelText('Rename Sport');
    await user.clear(name);
    await fill(user, name, 'News');
    await user.keyboard('{Enter}');
    await within(dialog).findByText('Class "News" exists already (ClassName)');
    await user.clear(name);
    await fill(user, name, 'Sports');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(shown()).toEqual(['News', 'Evening', 'Sports']));

    expect(within(dialog).getByRole('button', { name: 'Delete News' }).hasAttribute('disabled')).toBe(true);
    await user.click(within(dialog).getByRole('button', { name: 'Delete Evening' }));
    await screen.findByText('Evening was deleted');
    expect(service.classes.map(({ ClassName }) => ClassName)).toEqual(['News', 'Sports']);
  });

  test('say why one is not deleted', async () => {
    const { user } = await renderConsole('/media', {
      prepare: (fake) => fake.addMedia({ ClassId: fake.addClass('News') }),
    });
    await user.click(await button('Manage classes'));
    await user.click(await button('Delete News'));
    await screen.findByText(/Class 100 contains media/);
  });
});

describe('adding media from a URL', () => {
  test('checks the URL before a request', async () => {
    const { user, service } = await renderConsole('/media', { prepare: (fake) => fake.addMedia() });
    await user.click(await button('Add from URL'));
    const dialog = await screen.findByRole('dialog');
    await fill(user, within(dialog).getByLabelText('URL'), 'ftp://example.com/a.mp4');
    await user.click(within(dialog).getByRole('button', { name: 'Add' }));
    await within(dialog).findByText('Type a URL that begins with http:// or https://.');
    expect(service.sent('PullUpload')).toEqual([]);
  });

  test('shows the progress, and the media when it is there', async () => {
    const task = { Progress: 40, ErrCode: 0, Message: '', FileId: '', MediaBasicInfo: null as object | null };
    let status = 'PROCESSING';
    const { user, service } = await renderConsole('/media', {
      prepare(fake) {
        fake.addMedia();
        fake.overrides.DescribeTaskDetail = () => ({ TaskType: 'PullUpload', Status: status, PullUploadTask: task });
      },
    });
    await user.click(await button('Add from URL'));
    const dialog = await screen.findByRole('dialog');
    await fill(user, within(dialog).getByLabelText('URL'), 'https://example.com/talk.mp4');
    await user.click(within(dialog).getByRole('combobox', { name: 'Task flow' }));
    await user.click(await screen.findByRole('option', { name: 'every-upload' }));
    await user.click(within(dialog).getByRole('button', { name: 'Add' }));
    await screen.findByText('40 %');
    expect(service.sent('PullUpload')).toEqual([
      { MediaUrl: 'https://example.com/talk.mp4', Procedure: 'every-upload' },
    ]);

    const { FileId } = service.addMedia({ Name: 'talk.mp4' });
    status = 'FINISH';
    Object.assign(task, { Progress: 100, FileId, MediaBasicInfo: { Name: 'talk.mp4' } });
    await screen.findByText('talk.mp4 was added');
    await waitFor(() => expect(names()).toContain('talk.mp4'));
    expect(screen.queryByText('40 %')).toBeNull();
  });

  test('says why the service could not add it', async () => {
    sessionStorage.clear();
    const { user } = await renderConsole('/media', {
      prepare(fake) {
        fake.addMedia();
        const task = { Progress: 0, ErrCode: 60000, Message: 'HTTP status 404', FileId: '', MediaBasicInfo: null };
        fake.overrides.DescribeTaskDetail = () => ({ TaskType: 'PullUpload', Status: 'FINISH', PullUploadTask: task });
      },
    });
    await user.click(await button('Add from URL'));
    await fill(user, within(await screen.findByRole('dialog')).getByLabelText('URL'), 'https://example.com/no.mp4');
    await user.click(await button('Add'));
    expect((await screen.findByRole('alert')).textContent).toBe('Not added: HTTP status 404');
    await user.click(await button('Close'));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});

describe('the page of a media', () => {
  test('shows its metadata in plain words', async () => {
    const { service } = await renderConsole(firstMedia, { prepare: (fake) => fake.addMedia({ TagSet: ['demo'] }) });
    await screen.findByText('demo');
    const facts = Object.fromEntries(
      [...document.querySelectorAll('dl > div')].map((row) => [
        row.querySelector('dt')?.textContent,
        row.querySelector('dd')?.textContent?.trim(),
      ]),
    );
    expect(facts).toEqual({
      Duration: '1:03.5',
      Video: 'H.264, 1920×1080, 30 frames per second, 1,870 kbit/s',
      Sound: 'AAC, 48 kHz, 128 kbit/s',
      Size: '12.3 MB (12,345,678 bytes)',
      'File format': 'MP4',
      'Total bit rate': '2,000 kbit/s',
      Class: 'Default class',
      Tags: 'demo',
      Added: expect.stringContaining('2026'),
      Expires: 'Never',
      Kind: 'Video',
      Source: 'Upload',
      FileId: service.media[0]?.FileId,
    });
  });

  test('names high dynamic range and the source in both languages', async () => {
    const video = { Bitrate: 0, Height: 1080, Width: 1920, Codec: 'hevc', Fps: 25, CodecTag: '' };
    const DynamicRangeInfo = { Type: 'HDR', HDRType: 'hlg' } as const;
    await renderConsole(firstMedia, {
      language: 'zh',
      prepare: (fake) =>
        fake.addMedia(
          { SourceInfo: { SourceType: 'Unknown', SourceContext: '' } },
          { VideoStreamSet: [{ ...video, DynamicRangeInfo }] },
        ),
    });
    await screen.findByText('H.265 (HEVC), 1920×1080, 每秒 25 帧, HDR (HLG)');
  });

  test('has a menu for each animation, with a good name for its file', async () => {
    const { user } = await renderConsole(firstMedia, {
      prepare(fake) {
        const media = fake.addMedia({ Name: 'holiday.mp4' });
        const webp = fakeAnimation({ Container: 'webp', StartTimeOffset: 2, EndTimeOffset: 4.5 });
        media.AnimatedGraphicsInfo = { AnimatedGraphicsSet: [webp] };
      },
    });
    await user.click(await button('Actions on the animation WebP 480×270'));
    const download = await screen.findByRole('menuitem', { name: 'Download' });
    expect(download.getAttribute('download')).toBe('holiday 2.0-4.5.webp');
    const items = screen.getAllByRole('menuitem').map(({ textContent }) => textContent);
    expect(items).toEqual([
      'Open in a new tab',
      'Download',
      'Copy link',
      'Copy as Markdown',
      'Copy as HTML <img>',
      'Copy as HTML <picture>',
    ]);
  });

  test('changes only what was edited', async () => {
    const { user, service } = await renderConsole(firstMedia, {
      prepare: (fake) => fake.addMedia({ Name: 'talk.mp4', TagSet: ['demo', 'old'] }),
    });
    await user.click(await button('Edit'));
    const dialog = await screen.findByRole('dialog', { name: 'Edit media' });
    const name = within(dialog).getByLabelText('Name');
    await user.clear(name);
    await fill(user, name, 'lecture.mp4');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await screen.findByRole('heading', { name: 'lecture.mp4' });
    expect(service.sent('ModifyMediaInfo')).toEqual([{ FileId: service.media[0]?.FileId, Name: 'lecture.mp4' }]);
  });

  test('says that a media does not exist', async () => {
    await renderConsole('/media/123');
    expect((await screen.findByRole('alert')).textContent).toMatch(/Media "123" not found.*ResourceNotFound/);
  });
});
