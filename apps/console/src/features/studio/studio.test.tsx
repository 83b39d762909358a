import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakePictures } from '../../testing/fake-pictures.ts';
import { FakeError, type FakeService } from '../../testing/fake-service.ts';
import { fakePart } from '../../testing/fake-work.ts';
import { removeConsole, renderConsole } from '../../testing/render-console.tsx';

beforeEach(() => {
  vi.stubGlobal('createImageBitmap', async () => ({ width: 160, height: 90, close() {} }));
});
afterEach(removeConsole);

const film = { length: 20, fps: 25 };
const video = { Width: 1920, Height: 1080, Codec: 'h264', Bitrate: 0, CodecTag: '', Fps: film.fps };
const streams = [{ ...video, DynamicRangeInfo: { Type: 'SDR' as const, HDRType: '' as const } }];

/** The page of a film of 20 s at 25 fps. @param search of its address */
async function open(search = '', prepare: (service: FakeService, fileId: string) => void = () => {}) {
  let fileId = '';
  const shown = await renderConsole((service) => {
    const data = { Duration: film.length, VideoDuration: film.length, VideoStreamSet: streams };
    fileId = service.addMedia({ Name: 'talk.mp4' }, data).FileId;
    fakePictures(service, fileId, film);
    prepare(service, fileId);
    return `/create/${fileId}${search}`;
  });
  await screen.findByRole('slider', { name: 'Start of the animation' });
  await screen.findByRole('button', { name: 'Make the animation' });
  await waitFor(() => expect(screen.queryByText('Reading the frames of the video…')).toBeNull());
  return { ...shown, fileId, search: () => new URLSearchParams(shown.history.location.search) };
}

const at = (name: string) => Number(screen.getByRole('slider', { name }).getAttribute('aria-valuenow'));
const points = () => [at('Start of the animation'), at('End of the animation')];
const press = (key: string, more = {}) => fireEvent.keyDown(document.body, { key, ...more });
const sentAnimation = (service: FakeService) =>
  (service.sent('POST /x/v1/tasks')[0] as { Animations: object[] } | undefined)?.Animations[0];

describe('the selection', () => {
  test('begins with the first three seconds, at the times of frames', async () => {
    const { search } = await open();
    expect(points()).toEqual([0, 2.96]);
    await screen.findByText('3 s, 75 frames of the video');
    await waitFor(() => expect(search().get('out')).toBe('2.96'));
    expect(search().get('in')).toBe('0');
  });

  test('comes from the address', async () => {
    await open('?in=5&out=7.44&at=6');
    expect(points()).toEqual([5, 7.44]);
    expect(at('Playhead')).toBe(6);
  });

  test('is set by the keys of video editors', async () => {
    const { search } = await open();
    press('ArrowRight');
    press('ArrowRight', { shiftKey: true });
    press('i');
    expect(points()).toEqual([1.04, 2.96]);
    press('.');
    press('o');
    expect(points()).toEqual([1.04, 1.08]);
    press('z', { ctrlKey: true });
    expect(points()).toEqual([1.04, 2.96]);
    press('z', { ctrlKey: true, shiftKey: true });
    expect(points()).toEqual([1.04, 1.08]);
    press('Home');
    expect(at('Playhead')).toBe(0);
    await waitFor(() => expect(search().get('out')).toBe('1.08'));
  });

  test('is moved by the keys of its handles', async () => {
    await open('?in=1&out=2');
    const end = screen.getByRole('slider', { name: 'End of the animation' });
    fireEvent.keyDown(end, { key: 'ArrowLeft' });
    fireEvent.keyDown(end, { key: 'ArrowRight', shiftKey: true });
    fireEvent.keyUp(end, { key: 'ArrowRight' });
    expect(points()).toEqual([1, 2.96]);
    expect(end.getAttribute('aria-valuetext')).toBe('0 min 2.96 s');
    fireEvent.keyDown(end, { key: 'Home' });
    expect(points()).toEqual([1, 1]);
  });

  test('is typed in several notations, and keeps what cannot be read', async () => {
    const { user } = await open();
    const field = screen.getByLabelText<HTMLInputElement>('Start');
    fireEvent.change(field, { target: { value: '00:00:01:05' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(points()[0]).toBe(1.2);
    fireEvent.change(field, { target: { value: 'soon' } });
    fireEvent.blur(field);
    await screen.findByText('Type a time such as 12.5, 0:12.5, 1m30s or 00:00:12:13 (frames).');
    expect(field.value).toBe('soon');
    await user.click(field);
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(field.value).toBe('0:01.200');
  });

  test('is not changed by keys that are typed into fields', async () => {
    await open();
    press('ArrowRight', { shiftKey: true });
    fireEvent.keyDown(screen.getByLabelText('End', { selector: 'input' }), { key: 'i' });
    expect(points()).toEqual([0, 2.96]);
  });
});

const estimate = () => within(screen.getByRole('region', { name: 'Estimate' }));

/** Waits until the size of the preview stands in the place of the estimate. */
const estimated = (size: string) => waitFor(() => estimate().getByText(size));

describe('the settings', () => {
  test('give an estimate and a preview, which follow changes', async () => {
    const { service, fileId, user } = await open();
    await estimated('432 kB');
    await waitFor(() => expect(document.querySelector('[data-preview=a]')).toBeTruthy());
    await user.click(screen.getByRole('radio', { name: 'GIF' }));
    await user.click(screen.getByRole('radio', { name: '320 px' }));
    await estimated('288 kB');
    const settings = { Settings: { Format: 'gif', Width: 320, Fps: 15, Quality: 75 } };
    const segment = { StartTimeOffset: 0, EndTimeOffset: 3 };
    await waitFor(() => {
      expect(service.sent(`POST /x/v1/media/${fileId}/preview`).at(-1)).toMatchObject({ ...settings, ...segment });
    });
    expect(service.sent(`POST /x/v1/media/${fileId}/plan`).at(-1)).toEqual({ ...settings, ...segment });
  });

  test('do not enlarge a video that is smaller than usual', async () => {
    const { search } = await open('', ({ media }, fileId) => {
      const { MetaData } = media.find(({ FileId }) => FileId === fileId) ?? {};
      Object.assign(MetaData ?? {}, { Width: 320, Height: 568 });
    });
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Original size' }).checked).toBe(true);
    await waitFor(() => expect(search().get('width')).toBe('0'));
  });

  test('keep the estimate and the preview while the frames around a new end are not known yet', async () => {
    const { service, fileId } = await open();
    await estimated('432 kB');
    await waitFor(() => expect(document.querySelector('[data-preview=a]')).toBeTruthy());
    service.overrides[`GET /x/v1/media/${fileId}/stills`] = () => new Promise<Response>(() => {});
    fireEvent.keyDown(screen.getByRole('slider', { name: 'End of the animation' }), { key: 'End' });
    // Longer than changes are awaited.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(document.querySelector('[data-preview=a]')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Estimate' }).getAttribute('aria-busy')).toBe('true');
    estimate().getByText('432 kB');
  });

  test('are in the address, and come from it', async () => {
    const { search, user } = await open('?format=gif&fps=10');
    expect(screen.getByLabelText<HTMLInputElement>('Frames per second', { selector: 'input' }).value).toBe('10');
    await user.click(screen.getByRole('radio', { name: '640 px' }));
    await waitFor(() => expect(search().get('width')).toBe('640'));
    expect([search().get('format'), search().get('fps'), search().get('quality')]).toEqual(['gif', '10', null]);
  });

  test('say what is wrong with a value, by the rules of the API', async () => {
    await open();
    const field = screen.getByLabelText('Frames per second', { selector: 'input' });
    fireEvent.change(field, { target: { value: '90' } });
    await screen.findByText('Type a number from 1 to 60.');
  });

  test('name what the estimate warns of, and offer smaller ones', async () => {
    const { user } = await open('?width=4000');
    await screen.findByText('The animation is larger than the video. That adds no detail.');
    await user.click(await screen.findByRole('button', { name: '320 px: about 900 kB' }));
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Width, px').value).toBe('320'));
  });

  test('are compared with others', async () => {
    const { user, service, fileId, search } = await open();
    await user.click(await screen.findByRole('button', { name: 'Compare' }));
    await user.click(await screen.findByRole('menuitem', { name: 'With GIF' }));
    await waitFor(() => expect(document.querySelector('[data-preview=b]')).toBeTruthy());
    const sent = service.sent(`POST /x/v1/media/${fileId}/preview`);
    expect(sent.at(-1)).toMatchObject({ Settings: { Format: 'gif', Width: 480, Fps: 15 } });
    const slots = sent.map(({ Slot }) => Slot);
    expect(new Set(slots).size).toBe(2);
    await waitFor(() => expect(search().get('b')).toContain('gif'));
    await user.click(screen.getByRole('button', { name: 'Use the settings on the right' }));
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'GIF' }).checked).toBe(true);
  });
});

describe('an animation', () => {
  test('is made with own settings, shows its progress and then its result', async () => {
    const { service, user, search } = await open('?in=1&out=1.96');
    await user.click(screen.getByRole('button', { name: 'Make the animation' }));
    await screen.findByText('Waiting for a worker');
    expect(sentAnimation(service)).toEqual({
      Settings: { Format: 'webp', Width: 480, Fps: 15, Quality: 75 },
      ...{ StartTimeOffset: 1, EndTimeOffset: 2 },
    });
    expect(service.work.templates).toEqual([]);
    await waitFor(() => expect(search().get('task')).toBeTruthy());

    const [task] = service.work.tasks;
    const done = fakePart();
    Object.assign(task as object, {
      Status: 'FINISH',
      ProcedureTask: {
        ...task?.ProcedureTask,
        MediaProcessResultSet: [{ Type: 'AnimatedGraphics', AnimatedGraphicTask: done }],
      },
    });
    await screen.findByRole('heading', { name: 'Your animation is ready' });
    expect(screen.getByAltText<HTMLImageElement>('talk.mp4').src).toBe(done.Output?.Url);
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('heading', { name: 'Your animation is ready' })).toBeNull();
  });

  test('is started as soon as the frames at its ends are known', async () => {
    const { service, fileId, user } = await open();
    await estimated('432 kB');
    const path = `GET /x/v1/media/${fileId}/stills` as const;
    const answer = service.overrides[path];
    const waiting: (() => void)[] = [];
    service.overrides[path] = async (...given) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return answer?.(...given) ?? new Response(null, { status: 500 });
    };
    fireEvent.keyDown(screen.getByRole('slider', { name: 'End of the animation' }), { key: 'End' });
    await user.click(screen.getByRole('button', { name: 'Make the animation' }));
    expect(service.work.tasks).toEqual([]);
    service.overrides[path] = answer as NonNullable<typeof answer>;
    for (const go of waiting) go();
    await screen.findByText('Waiting for a worker');
    expect(sentAnimation(service)).toMatchObject({ StartTimeOffset: 0, EndTimeOffset: 0 });
  });

  test('is made with the chosen template', async () => {
    const { service, user } = await open('?template=20000');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /GIF-source/ }).getAttribute('aria-checked')).toBe(
      'true',
    );
    await user.click(screen.getByRole('button', { name: 'Make the animation' }));
    await waitFor(() =>
      expect(sentAnimation(service)).toEqual({ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 3 }),
    );
  });

  test('is aborted', async () => {
    const { service, user } = await open('?template=20000');
    await user.click(screen.getByRole('button', { name: 'Make the animation' }));
    await user.click(await screen.findByRole('button', { name: 'Abort' }));
    await screen.findByRole('heading', { name: 'The task was aborted' });
    expect(service.sent('ManageTask')).toHaveLength(1);
  });

  test('that cannot be started keeps all settings and says why', async () => {
    const { user, service } = await open('?in=1&out=2&width=640');
    service.overrides['POST /x/v1/tasks'] = () => new FakeError('LimitExceeded', 'Too many tasks wait', 400);
    await user.click(screen.getByRole('button', { name: 'Make the animation' }));
    await screen.findByText('Too many tasks wait');
    expect(points()).toEqual([1, 2]);
    expect(screen.getByLabelText<HTMLInputElement>('Width, px').value).toBe('640');
  });

  test('is copied as code without a secret', async () => {
    const { user, fileId } = await open('?in=1&out=1.96');
    await user.click(screen.getByRole('button', { name: 'Copy as code' }));
    const dialog = await screen.findByRole('dialog', { name: 'Make the same animation with code' });
    expect(dialog.textContent).toContain(fileId);
    expect(dialog.textContent).toContain('StartTimeOffset: 1, EndTimeOffset: 2');
    await user.click(within(dialog).getByRole('tab', { name: 'cliploop' }));
    await within(dialog).findByText(
      "cliploop 'talk.mp4' -o 'talk.webp' --start 1 --end 2 --width 480 --fps 15 --quality 75",
    );
  });
});

describe('a media', () => {
  test('without a length is measured by its last frame', async () => {
    await open('', (service, fileId) => {
      const media = service.media.find(({ FileId }) => FileId === fileId);
      Object.assign(media?.MetaData as object, { Duration: 0, VideoDuration: 0 });
    });
    expect(screen.getByRole('slider', { name: 'End of the animation' }).getAttribute('aria-valuemax')).toBe('20');
  });

  test('without a video says so', async () => {
    await renderConsole((service) => `/create/${service.addMedia({}, { VideoStreamSet: [] }).FileId}`);
    await screen.findByRole('heading', { name: 'This media file has no video' });
  });

  test('that does not exist is reported', async () => {
    await renderConsole('/create/42');
    await screen.findByText('Media "42" not found');
  });

  test('is chosen first when the address has none', async () => {
    await renderConsole((service) => {
      service.addMedia({ Name: 'talk.mp4' });
      return '/create';
    });
    const link = await screen.findByRole('link', { name: /talk\.mp4/ });
    expect(link.getAttribute('href')).toMatch(/^\/console\/create\/\d+$/);
  });

  test('can be added when the library is empty', async () => {
    await renderConsole('/create');
    await screen.findByRole('heading', { name: 'Add a video' });
    await screen.findByRole('button', { name: 'Choose a file' });
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Recent videos' })).toBeNull());
  });

  test('cannot be added without the right to upload', async () => {
    await renderConsole('/create', {
      prepare: (service) => {
        service.overrides['GET /x/v1/session'] = () => ({
          SecretId: 'AKID',
          Name: '',
          Rights: ['read'],
          SubAppIds: null,
        });
      },
    });
    await screen.findByRole('heading', { name: 'No videos yet' });
    expect(screen.queryByRole('button', { name: 'Choose a file' })).toBeNull();
  });
});
