import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { UNDO_MS } from '../../parts/deletion.ts';
import { FakeError, type FakeService } from '../../testing/fake-service.ts';
import { removeConsole, renderConsole } from '../../testing/render-console.tsx';

afterEach(() => {
  removeConsole();
  vi.useRealTimers();
  localStorage.clear();
});

const button = (name: string) => screen.findByRole('button', { name });
const field = (name: string) => screen.findByLabelText<HTMLInputElement>(name, { selector: 'input, textarea' });
const firstTemplate = ({ work }: FakeService) => `/templates/${work.templates[0]?.Definition}`;

/** Types a value in one step. */
async function fill(name: string, value: string) {
  const input = await field(name);
  fireEvent.focus(input);
  fireEvent.change(input, { target: { value } });
  fireEvent.blur(input);
}

describe('the list of templates', () => {
  test('shows the settings of presets and own templates', async () => {
    await renderConsole('/templates', {
      prepare: (fake) => fake.work.addTemplate({ Name: 'Chat', Format: 'webp', Width: 320, Fps: 12, Comment: 'small' }),
    });
    const table = await screen.findByRole('table', { name: 'Templates' });
    await within(table).findByText('Chat');
    const comment = 'small';
    const rows = [...table.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].slice(0, 5).map(({ textContent }) => textContent),
    );
    expect(rows).toEqual([
      ['GIF-sourceSame as the video · 2 fps', 'GIF', 'Same as the video', '2', '75'],
      ['WebP-sourceSame as the video · 2 fps', 'WebP', 'Same as the video', '2', '75'],
      [`ChatLong side 320 px · 12 fps${comment}`, 'WebP', 'Long side 320 px', '12', '75'],
    ]);
  });

  test('deletes a template after the time to undo it', async () => {
    const { user, service } = await renderConsole('/templates', {
      prepare: (fake) => fake.work.addTemplate({ Name: 'Chat' }),
    });
    await screen.findByText('Chat');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    await user.click(await button('Actions on Chat'));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    await screen.findByText('Chat was deleted');
    expect(screen.queryByText('Chat')).toBeNull();
    expect(service.work.templates).toHaveLength(1);
    vi.advanceTimersByTime(UNDO_MS);
    await waitFor(() => expect(service.work.templates).toHaveLength(0));
  });

  test('asks before it deletes a template that task flows use', async () => {
    const { user, service } = await renderConsole('/templates', {
      prepare(fake) {
        const { Definition } = fake.work.addTemplate({ Name: 'Chat' });
        fake.work.addFlow({ Name: 'teaser', MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition }] } });
      },
    });
    await waitFor(() => expect(service.sent('DescribeProcedureTemplates')).toHaveLength(1));
    await user.click(await button('Actions on Chat'));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete a template that is used?' });
    expect(dialog.textContent).toContain('teaser');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('Chat')).toBeTruthy();
  });
});

describe('a new template', () => {
  test('begins with the values of the page Create, and an empty height is in proportion', async () => {
    const { user, service } = await renderConsole('/templates/new');
    const height = await field('Height');
    expect([height.value, height.placeholder]).toEqual(['', 'In proportion']);
    await user.click(await button('Create template'));
    await waitFor(() => expect(service.sent('CreateAnimatedGraphicsTemplate')).toHaveLength(1));
    expect(service.sent('CreateAnimatedGraphicsTemplate')[0]).toMatchObject({
      ...{ Format: 'webp', Width: 480, Height: 0, Fps: 15, Quality: 75 },
    });
  });

  test('is made with the values of the form', async () => {
    const { user, service, history } = await renderConsole('/templates/new');
    await fill('Name', 'Chat');
    await user.click(await screen.findByRole('radio', { name: 'WebP' }));
    await user.click(await button('320'));
    await fill('Frames per second', '15');
    await user.click(await button('Create template'));
    await screen.findByText('The template was created');
    expect(service.sent('CreateAnimatedGraphicsTemplate')).toEqual([
      {
        Name: 'Chat',
        Comment: '',
        Format: 'webp',
        Width: 320,
        Height: 0,
        ResolutionAdaptive: 'open',
        Fps: 15,
        Quality: 75,
      },
    ]);
    await waitFor(() =>
      expect(history.location.pathname).toBe(`/console/templates/${service.work.templates[0]?.Definition}`),
    );
  });

  test('says at each field which rule of the service it breaks, and sends nothing', async () => {
    const { user, service } = await renderConsole('/templates/new');
    await fill('Name', 'x'.repeat(65));
    await fill('Width', '100');
    await fill('Frames per second', '61');
    await fill('Quality', '0');
    await user.click(await button('Create template'));
    await screen.findByText('Type at most 64 characters.');
    await screen.findByText('Type 0, or a number from 128 to 4,096.');
    await screen.findByText('Type a number from 1 to 60.');
    await screen.findByText('Type a number from 1 to 100.');
    expect(document.activeElement).toBe(await field('Name'));
    await fill('Frames per second', '');
    await fill('Quality', '');
    await waitFor(() => expect(screen.getAllByText('Type a value.')).toHaveLength(2));
    expect(service.sent('CreateAnimatedGraphicsTemplate')).toEqual([]);
  });

  test('needs a size for WebP', async () => {
    const { user, service } = await renderConsole('/templates/new');
    await fill('Width', '0');
    await user.click(await screen.findByRole('radio', { name: 'WebP' }));
    await user.click(await button('Create template'));
    await screen.findByText(/A WebP template needs a width or a height/);
    expect(service.sent('CreateAnimatedGraphicsTemplate')).toEqual([]);
  });

  test('shows an error of the service at its field, and keeps what was typed', async () => {
    const { user } = await renderConsole('/templates/new', {
      prepare(fake) {
        const error = new FakeError('InvalidParameterValue.Name', 'Name must not contain x (Name)');
        fake.overrides.CreateAnimatedGraphicsTemplate = () => error;
      },
    });
    await fill('Name', 'x');
    await user.click(await button('Create template'));
    await screen.findByText('Name must not contain x (Name)');
    const name = await field('Name');
    expect([name.value, name.getAttribute('aria-invalid')]).toEqual(['x', 'true']);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('shows an error that is about no field above the form', async () => {
    const { user } = await renderConsole('/templates/new', {
      prepare(fake) {
        const error = new FakeError('LimitExceeded.TooMuchTemplate', 'An application can have at most 16 templates');
        fake.overrides.CreateAnimatedGraphicsTemplate = () => error;
      },
    });
    await user.click(await button('Create template'));
    expect((await screen.findByRole('alert')).textContent).toMatch(/at most 16 templates.*Delete what is no longer/);
  });

  test('begins with a copy of a preset, which gets the size that it needs', async () => {
    const { user } = await renderConsole('/templates/20001');
    await screen.findByText(/This is a preset of the service/);
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
    await user.click(await screen.findByRole('link', { name: 'Copy to a new template' }));
    await waitFor(async () => expect((await field('Name')).value).toBe('WebP-source copy'));
    expect((await field('Width')).value).toBe('480 px');
    expect((await field('Frames per second')).value).toBe('2');
  });
});

describe('a template', () => {
  test('is changed only where it was edited', async () => {
    const { user, service } = await renderConsole(firstTemplate, {
      prepare: (fake) => fake.work.addTemplate({ Name: 'Chat', Width: 64 }),
    });
    await fill('Quality', '60');
    await user.click(await button('Save'));
    await screen.findByText('The template was saved');
    const { Definition } = service.work.templates[0] ?? {};
    expect(service.sent('ModifyAnimatedGraphicsTemplate')).toEqual([{ Definition, Quality: 60 }]);
    expect((await button('Save')).hasAttribute('disabled')).toBe(true);
  });

  test('asks before changes are lost', async () => {
    const { user, history } = await renderConsole(firstTemplate, {
      prepare: (fake) => fake.work.addTemplate({ Name: 'Chat' }),
    });
    await fill('Quality', '60');
    const [list] = await screen.findAllByRole('link', { name: 'Templates' });
    await user.click(list as HTMLElement);
    await screen.findByRole('dialog', { name: 'Leave without saving?' });
    await user.click(await button('Cancel'));
    expect((await field('Quality')).value).toBe('60');
    await user.click(list as HTMLElement);
    await user.click(await button('Leave'));
    await waitFor(() => expect(history.location.pathname).toBe('/console/templates'));
  });

  test('keeps what was typed when the session ends, and saves it after the next sign-in', async () => {
    const { user, service } = await renderConsole(firstTemplate, {
      prepare: (fake) => fake.work.addTemplate({ Name: 'Chat' }),
    });
    await fill('Name', 'Messages');
    service.signedIn = false;
    await user.click(await button('Save'));
    const dialog = await screen.findByRole('dialog', { name: 'Your session has ended' });
    await user.type(within(dialog).getByLabelText('SecretKey', { selector: 'input' }), 'fake-secret-key');
    await user.click(within(dialog).getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(service.work.templates[0]?.Name).toBe('Messages'));
  });

  test('shows a sample of the present settings with the chosen video, and remembers the video', async () => {
    const { user, service } = await renderConsole(firstTemplate, {
      prepare(fake) {
        fake.work.addTemplate({ Name: 'Chat' });
        fake.addMedia({ Name: 'cat.mp4' });
        fake.addMedia({ Name: 'talk.mp4' }, { Duration: 30 });
      },
    });
    const previews = () => service.requests.filter(({ name }) => name.endsWith('/preview'));
    await waitFor(() => expect(previews()).toHaveLength(1));
    expect(previews()[0]).toEqual({
      name: `POST /x/v1/media/${service.media[0]?.FileId}/preview`,
      params: {
        Settings: { Format: 'gif', Width: 480, ResolutionAdaptive: true, Fps: 10, Quality: 75 },
        StartTimeOffset: 10,
        EndTimeOffset: 13,
        Slot: 'template',
      },
    });
    const picture = await screen.findByRole('img', { name: 'Sample of the template with talk.mp4' });
    expect(picture.getAttribute('width')).toBe('320');
    await screen.findByText('320×180 · 9 byte · 30 frames');

    // A value that is not allowed makes no sample.
    await fill('Frames per second', '99');
    await fill('Frames per second', '20');
    const rates = () => previews().map(({ params }) => (params.Settings as { Fps: number }).Fps);
    await waitFor(() => expect(rates().at(-1)).toBe(20));
    expect(rates()).not.toContain(99);

    await user.click(await button('Choose another video'));
    await user.click(await screen.findByRole('button', { name: /cat\.mp4/ }));
    await screen.findByRole('img', { name: 'Sample of the template with cat.mp4' });
    expect(localStorage.getItem('cliploop-sample-media-main')).toBe(service.media[1]?.FileId);
  });

  test('says what to do for a sample when there is no video', async () => {
    await renderConsole('/templates/20000');
    await screen.findByText(/Add a video to the library/);
  });

  test('that does not exist is an error', async () => {
    await renderConsole('/templates/7');
    expect((await screen.findByRole('alert')).textContent).toMatch(/Template 7 not found/);
  });
});
