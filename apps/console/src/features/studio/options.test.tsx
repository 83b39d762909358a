import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import schema from '#api-schema/AnimationSettings?described';
import type { ValueSchema } from '../../api/request-rules.ts';
import { fakePictures } from '../../testing/fake-pictures.ts';
import { FakeError, type FakeService } from '../../testing/fake-service.ts';
import { fakePart } from '../../testing/fake-work.ts';
import { removeConsole, renderConsole } from '../../testing/render-console.tsx';

const sides = { Left: { type: 'integer', minimum: 0 }, Top: { type: 'integer', minimum: 0 } };

/** What a later version of the service may add. */
const later = {
  SeamlessLoop: { type: 'boolean', default: false, description: 'Joins the end with the start.' },
  Tempo: { type: 'number', minimum: 0.1, maximum: 10, default: 1, description: 'Tempo of the video.' },
  Area: { anyOf: [{ type: 'object', properties: sides }], description: 'Part of the picture.' },
  Mode: { type: 'string', enum: ['one-way', 'both'], default: 'one-way' },
  Parts: { type: 'array', items: {} },
};

beforeEach(() => {
  vi.stubGlobal('createImageBitmap', async () => ({ width: 160, height: 90, close() {} }));
});
afterEach(removeConsole);
afterEach(() => {
  for (const name of Object.keys(later)) delete (schema.properties as Record<string, ValueSchema>)[name];
});

const film = { length: 20, fps: 25 };

/** The page of a film, with the section of all options open. */
async function open(search = '', prepare: (service: FakeService, fileId: string) => void = () => {}) {
  let fileId = '';
  const shown = await renderConsole((service) => {
    const { FileId } = service.addMedia({ Name: 'talk.mp4' }, { Duration: film.length, VideoDuration: film.length });
    fileId = FileId;
    fakePictures(service, fileId, film);
    prepare(service, fileId);
    return `/create/${fileId}${search}`;
  });
  const section = await screen.findByRole('region', { name: 'More options' });
  const toggle = within(section).getByRole('button', { name: /^More options/ });
  const { service, user, history } = shown;
  const settings = () => (service.sent(`POST /x/v1/media/${fileId}/plan`).at(-1) as { Settings?: object })?.Settings;
  return {
    ...shown,
    section,
    toggle,
    settings,
    search: () => new URLSearchParams(history.location.search),
    async expand() {
      await user.click(toggle);
      expect(toggle.getAttribute('aria-expanded')).toBe('true');
    },
    async choose(field: string, choice: string) {
      await user.click(screen.getByRole('combobox', { name: field }));
      await user.click(await screen.findByRole('option', { name: choice }));
    },
  };
}

const basic = { Format: 'webp', Width: 480, Fps: 15, Quality: 75 };

describe('more options', () => {
  test('are closed at first, change what is planned, and are in the address', async () => {
    const { user, toggle, expand, choose, settings, search, section } = await open('?width=480&height=200');
    expect(toggle.getAttribute('aria-expanded')).toBe('false');
    await expand();
    expect(screen.queryByRole('textbox', { name: 'Color of the bars' })).toBeNull();
    await choose('Fit', 'Inside, with bars');
    fireEvent.change(screen.getByRole('textbox', { name: 'Color of the bars' }), { target: { value: '#fff' } });
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Color of the bars' }), { key: 'Enter' });
    await choose('Plays', 'Once');
    const changed = { Fit: 'pad', Background: '#fff', Loop: 1 };
    await waitFor(() => expect(settings()).toMatchObject({ Height: 200, ...changed }));
    await waitFor(() => expect(JSON.parse(search().get('more') ?? '{}')).toEqual(changed));
    within(toggle).getByText('3 changed');
    await user.click(toggle);
    within(section).getByText('Fit: Inside, with bars · Color of the bars: #fff · Plays: Once');
  });

  test('come from the address, and are reset', async () => {
    const { user, expand, settings, search, toggle } = await open(
      `?more=${encodeURIComponent('{"Loop":3,"Effort":6,"Unknown":1}')}`,
    );
    await waitFor(() => expect(settings()).toEqual({ ...basic, Effort: 6, Loop: 3 }));
    await expand();
    expect(screen.getByLabelText<HTMLInputElement>('Number of plays').value).toBe('3');
    await user.click(screen.getByRole('button', { name: 'Reset these options' }));
    await waitFor(() => expect(settings()).toEqual(basic));
    await waitFor(() => expect(search().get('more')).toBeNull());
    expect(toggle.textContent).toBe('More options');
  });

  test('offer what has an effect: dithering for GIF, the stream of several, the rate of a raw stream', async () => {
    const { expand, user } = await open('', (service, fileId) => {
      const media = service.media.find(({ FileId }) => FileId === fileId);
      const [stream] = media?.MetaData?.VideoStreamSet ?? [];
      Object.assign(media?.MetaData as object, { Container: 'h264', VideoStreamSet: [stream, stream] });
    });
    await expand();
    screen.getByLabelText('Video stream');
    screen.getByLabelText('Frame rate of the file');
    expect(screen.queryByRole('combobox', { name: 'Dithering' })).toBeNull();
    await user.click(screen.getByRole('radio', { name: 'GIF' }));
    screen.getByRole('combobox', { name: 'Dithering' });
  });

  test('crop, change the speed and the order of the frames', async () => {
    const { expand, choose, settings } = await open('?width=480&height=200');
    await expand();
    const type = (label: string, value: string) => {
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
      fireEvent.keyDown(screen.getByLabelText(label), { key: 'Enter' });
    };
    type('Crop', '25%,0,50%,100%');
    type('Speed', '1.5');
    await choose('Playback', 'Forward, then in reverse');
    expect(screen.queryByRole('combobox', { name: 'Position' })).toBeNull();
    await choose('Fit', 'Fill: what does not fit is cut off');
    await choose('Position', 'Top left');
    const changed = { Crop: '25%,0,50%,100%', Speed: 1.5, Playback: 'boomerang', Fit: 'cover', Gravity: 'northwest' };
    await waitFor(() => expect(settings()).toMatchObject(changed));
  });

  test('have a field for what a later version of the service adds, with its description', async () => {
    Object.assign(schema.properties as object, later);
    const { expand, user, settings } = await open();
    await expand();
    await user.click(screen.getByLabelText(/^Seamless loop/));
    screen.getByText('Joins the end with the start.');
    fireEvent.change(screen.getByLabelText('Tempo'), { target: { value: '20' } });
    screen.getByText('Type a number from 0.1 to 10.');
    fireEvent.change(screen.getByLabelText('Tempo'), { target: { value: '1.5' } });
    const area = screen.getByRole('group', { name: 'Area' });
    fireEvent.change(within(area).getByLabelText('Left'), { target: { value: '8' } });
    const parts = screen.getByLabelText('Parts');
    fireEvent.change(parts, { target: { value: '[1, ' } });
    fireEvent.blur(parts);
    screen.getByText('Type JSON.');
    fireEvent.change(parts, { target: { value: '[1]' } });
    fireEvent.blur(parts);
    await user.click(screen.getByRole('combobox', { name: 'Mode' }));
    await user.click(await screen.findByRole('option', { name: 'Both' }));
    await waitFor(() =>
      expect(settings()).toEqual({
        ...basic,
        ...{ SeamlessLoop: true, Tempo: 1.5, Area: { Left: 8 }, Mode: 'both', Parts: [1] },
      }),
    );
  });

  test('show what the service says about a value at its field, and keep it', async () => {
    const message = 'Settings.Background must be a color, got "soon"';
    const more = encodeURIComponent('{"Fit":"pad","Background":"soon"}');
    await open(`?more=${more}`, (service, fileId) => {
      service.overrides[`POST /x/v1/media/${fileId}/plan`] = () => new FakeError('InvalidParameterValue', message, 400);
    });
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Color of the bars' });
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    expect(field.value).toBe('soon');
    const [error] = (field.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id));
    expect(error?.textContent).toBe(message);
  });

  test('are named where the SDKs cannot have them', async () => {
    const { user } = await open(`?more=${encodeURIComponent('{"Loop":1}')}`);
    await waitFor(() =>
      expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Make the animation' }).disabled).toBe(false),
    );
    await user.click(screen.getByRole('button', { name: 'Copy as code' }));
    const dialog = await screen.findByRole('dialog', { name: 'Make the same animation with code' });
    await within(dialog).findByText(/"Loop":1/);
    await user.click(within(dialog).getByRole('tab', { name: 'Python' }));
    await within(dialog).findByText(/^The SDKs can only start tasks with a template.* Plays\./);
  });
});

describe('the frame rate', () => {
  test('is that of the video when every frame is kept', async () => {
    const { user, settings, search } = await open('?in=1&out=1.96');
    await user.click(screen.getByRole('checkbox', { name: 'Every frame of the video' }));
    await waitFor(() => expect(settings()).toMatchObject({ Fps: 'source' }));
    await waitFor(() => expect(search().get('fps')).toBe('source'));
    expect(screen.getByLabelText<HTMLInputElement>('Frames per second', { selector: 'input' }).disabled).toBe(true);
  });
});

describe('the result', () => {
  test('says how often it plays, how many frames it has, and what differs from what was expected', async () => {
    const { service, user } = await open('?in=1&out=1.96');
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Make the animation' });
    await waitFor(() => expect(button.disabled).toBe(false));
    await user.click(button);
    await screen.findByText('Waiting for a worker');
    const taskId = service.work.tasks[0]?.TaskId;
    const Warnings = [
      { Code: 'FPS_ABOVE_SOURCE', Message: 'The frame rate is too high.' },
      { Code: 'LATER', Message: 'A warning of a later version.' },
    ];
    service.overrides[`GET /x/v1/tasks/${taskId}`] = () => ({
      ...{ TaskId: taskId, Status: 'FINISH' },
      Animations: [{ ...fakePart(), Facts: { Frames: 14, Duration: 1, Loop: 1, Seconds: 0.4, Warnings } }],
    });
    const ready = await screen.findByRole('heading', { name: 'Your animation is ready' });
    const panel = within(ready.parentElement as HTMLElement);
    const fact = (name: string) => panel.getByText(name).nextSibling?.textContent;
    expect([fact('Number of plays'), fact('Frames')]).toEqual(['Once', '14']);
    panel.getByText('The video has fewer frames per second. Frames are repeated.');
    panel.getByText('A warning of a later version.');
  });
});
