import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { FakeError, type FakeService, pair } from '../../testing/fake-service.ts';
import { fill, removeConsole, renderConsole } from '../../testing/render-console.tsx';

afterEach(removeConsole);

const script = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
const field = (name: string) => screen.findByLabelText(name, { selector: 'input' });
const button = (name: string) => screen.findByRole('button', { name });
const limited =
  (Rights: readonly string[], SubAppIds: readonly number[] | null = null) =>
  (service: FakeService) => {
    service.overrides['GET /x/v1/session'] = () => ({ SecretId: pair.SecretId, Name: '', Rights, SubAppIds });
  };
const facts = (of: HTMLElement) =>
  Object.fromEntries(
    [...of.querySelectorAll('dl > div')].map((row) => [
      row.querySelector('dt')?.textContent,
      row.querySelector('dd')?.textContent,
    ]),
  );

describe('the settings', () => {
  test('begin with the callbacks, and have a link to each section', async () => {
    const { user, history } = await renderConsole('/settings');
    await screen.findByRole('heading', { level: 1, name: 'Callbacks' });
    expect(history.location.pathname).toBe('/console/settings/callbacks');
    const sections = screen.getByRole('navigation', { name: 'Settings' });
    const links = within(sections).getAllByRole('link');
    expect(links.map(({ textContent }) => textContent)).toEqual([
      ...['Callbacks', 'Key pairs', 'Sessions', 'Applications', 'Storage', 'About'],
    ]);
    await user.click(within(sections).getByRole('link', { name: 'About' }));
    await screen.findByRole('heading', { level: 1, name: 'About' });
    expect(within(sections).getByRole('link', { current: 'page' }).textContent).toBe('About');
  });

  test.each([
    ['callbacks', ['manage'], null, 'does not have the right “Read”'],
    ['keys', ['read', 'process'], null, 'does not have the right “Manage”'],
    ['keys', ['read', 'manage'], [1500000000], 'may use only some applications'],
    ['storage', ['upload'], null, 'does not have the right “Read”'],
  ])('say that the section %s needs more than %j and applications %j', async (section, rights, applications, text) => {
    const { service } = await renderConsole(`/settings/${section}`, { prepare: limited(rights, applications) });
    await screen.findByRole('heading', { name: 'This key pair may not see this' });
    await screen.findByText(new RegExp(text));
    expect(service.requests.filter(({ name }) => name.includes(section))).toEqual([]);
  });
});

describe('the callbacks', () => {
  test('are configured, with what the service refuses at its field', async () => {
    const { user, service } = await renderConsole('/settings/callbacks');
    await fill(user, await field('Address'), 'example.com');
    await user.click(await button('Save'));
    await screen.findByText('Type a URL that begins with http:// or https://.');
    expect(service.sent('ModifyEventConfig')).toEqual([]);
    await user.clear(await field('Address'));
    await fill(user, await field('Address'), 'https://example.com/callback');
    await user.click(await screen.findByLabelText('A media file was uploaded'));
    await user.click(await screen.findByLabelText('Set a new sign key'));
    await user.click(await button('Generate'));
    await user.click(await button('Save'));
    await screen.findByText('Saved');
    expect(service.sent('ModifyEventConfig')).toEqual([
      {
        ...{ Mode: 'PUSH', NotificationUrl: 'https://example.com/callback' },
        ...{ UploadMediaCompleteEventSwitch: 'ON', DeleteMediaCompleteEventSwitch: 'OFF' },
        SignKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
    // The key is kept from now on, and nothing is left to save.
    expect(((await field('Leave as it is')) as HTMLInputElement).checked).toBe(true);
    expect((await button('Save')).hasAttribute('disabled')).toBe(true);

    service.overrides.ModifyEventConfig = () => new FakeError('InvalidParameter', 'NotificationUrl is too long');
    await user.type(await field('Address'), '/2');
    await user.click(await button('Save'));
    await screen.findByText('NotificationUrl is too long');
    expect(((await field('Address')) as HTMLInputElement).value).toBe('https://example.com/callback/2');
  });

  test('are tested with the typed address, and the answer is shown as text', async () => {
    const { user, service } = await renderConsole('/settings/callbacks', {
      prepare: ({ settings }) => {
        settings.testAnswer = {
          ...{ ...settings.testAnswer, Succeeded: false, StatusCode: 500, Answer: script },
          ...{ Reason: 'expected status 200, got 500', Signed: true },
        };
      },
    });
    await fill(user, await field('Address'), 'https://example.com/other');
    await user.click(await button('Send a test event'));
    await screen.findByText('The address did not accept the test event');
    expect(service.sent('POST /x/v1/deliveries/test')).toEqual([{ Url: 'https://example.com/other' }]);
    const result = screen.getAllByRole('status').find(({ textContent }) => textContent?.includes('test event'));
    expect(facts(result as HTMLElement)).toMatchObject({
      ...{ Reason: 'expected status 200, got 500', 'HTTP status': '500', 'Time taken': '0.08 s', Signed: 'Yes' },
      ...{ 'content-type': 'text/html', 'Response (first 1 KiB)': script },
    });
    expect(document.querySelector('main img, main script')).toBeNull();
    expect(document.title).not.toBe('1');
  });

  test('are listed with their answers, and sent again', async () => {
    const { user, service } = await renderConsole('/settings/callbacks', {
      prepare({ settings }) {
        settings.eventsToPull = 7;
        settings.addDelivery({ State: 'FAILED', StatusCode: null, Reason: 'no connection', EventType: 'FileDeleted' });
        settings.addDelivery({ StatusCode: 200, Answer: script });
      },
    });
    const table = await screen.findByRole('table', { name: 'Last callbacks' });
    await within(table).findByText('A task has ended');
    const rows = within(table).getAllByRole('row').slice(1);
    const cells = rows.map((row) =>
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent)
        .slice(0, 4),
    );
    expect(cells).toEqual([
      ['A task has ended', 'Delivered', '200', '1'],
      ['A media file was deleted', 'Failed', 'No response', '1'],
    ]);
    expect(facts(screen.getByRole('main'))).toMatchObject({ Waiting: '0', Failed: '1', 'In the reliable queue': '7' });

    await user.click(within(table).getByRole('button', { name: 'A task has ended' }));
    const dialog = await screen.findByRole('dialog', { name: 'Callback' });
    expect(facts(dialog)).toMatchObject({ Event: 'ProcedureStateChanged', 'Response (first 1 KiB)': script });
    expect(document.querySelector('section img, section script')).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Send again' }));
    await screen.findByText('The callback is being sent');
    expect(service.sent('POST /x/v1/deliveries/501/resend')).toEqual([{}]);
    await within(table).findByText('Waiting');
  });

  test('are filtered by state in the address', async () => {
    const { user, history } = await renderConsole('/settings/callbacks', {
      prepare: ({ settings }) => settings.addDelivery(),
    });
    await user.click(await screen.findByRole('combobox', { name: 'State' }));
    await user.click(await screen.findByRole('option', { name: 'Not allowed' }));
    await waitFor(() => expect(history.location.search).toBe('?state=REFUSED'));
  });

  test('cannot be changed without the right to manage', async () => {
    await renderConsole('/settings/callbacks', {
      prepare: (service) => {
        limited(['read'])(service);
        service.settings.addDelivery();
      },
    });
    await screen.findByText(/a key pair needs the right “Manage”/);
    expect((await field('Address')).hasAttribute('readonly')).toBe(true);
    await screen.findByText('A task has ended');
    expect(screen.queryByRole('button', { name: /Save|Send/ })).toBeNull();
  });
});

describe('the sessions', () => {
  const agents = {
    firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    phone:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  };

  test('are listed by browser, and the others are ended', async () => {
    const { user, service } = await renderConsole('/settings/sessions', {
      prepare({ settings }) {
        settings.addSession({ UserAgent: agents.firefox, Current: true });
        settings.addSession({ UserAgent: agents.phone });
        settings.addSession({ UserAgent: script });
        settings.addSession();
      },
    });
    const table = await screen.findByRole('table', { name: 'Sessions' });
    await within(table).findByText('Safari 18 on iOS');
    const names = within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) =>
        within(row)
          .getAllByRole('cell')[0]
          ?.textContent?.replace(/Jan 5.*$/, ''),
      );
    expect(names).toEqual(['Firefox 140 on LinuxThis browser', 'Safari 18 on iOS', script, 'Unknown browser']);
    await user.click(await button('End the session of Safari 18 on iOS'));
    await screen.findByText('1 session was ended');
    expect(service.settings.sessions).toHaveLength(3);
    await user.click(await button('End all others'));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'End all others' }));
    await screen.findByText('2 sessions were ended');
    expect(service.settings.sessions).toMatchObject([{ Current: true }]);
  });
});

describe('the applications', () => {
  test('are listed and created', async () => {
    const { user, service } = await renderConsole('/settings/applications');
    const table = await screen.findByRole('table', { name: 'Applications' });
    await within(table).findByText('Main application');
    await user.click(await button('Create application'));
    await user.click(await button('Create'));
    await screen.findByText('Type a value.');
    const name = '<img src=x onerror=alert(1)>';
    await fill(user, await field('Name'), name);
    await user.click(await button('Create'));
    const link = await within(table).findByRole('link', { name });
    expect(link.getAttribute('href')).toBe('/console/media?app=1500000001');
    expect(service.sent('CreateSubAppId')).toEqual([{ Name: name, Description: '' }]);
    // The switch of the application appears, too.
    await screen.findByRole('combobox', { name: 'Application' });
  });

  test('cannot be created without the right to manage all', async () => {
    await renderConsole('/settings/applications', { prepare: limited(['read', 'manage'], [1500000000]) });
    await screen.findByText('Main application');
    expect(screen.queryByRole('button', { name: 'Create application' })).toBeNull();
  });
});

describe('the storage', () => {
  test('is shown by application and kind, with the free space', async () => {
    await renderConsole('/settings/storage', {
      prepare({ settings }) {
        const Tasks = { Waiting: 1, Processing: 0, Finished: 40, Aborted: 0 };
        const none = { Count: 0, Bytes: 0 };
        const Media = { Count: 12, Bytes: 600_000_000 };
        const Animations = { Count: 30, Bytes: 200_000_000 };
        settings.usage = {
          Applications: [
            { SubAppId: 1500000000, Name: 'main', Media, Animations, Uploads: none, Tasks },
            { SubAppId: 1500000001, Name: script, Media: none, Animations, Uploads: none, Tasks },
          ],
          MeasuredTime: '2026-01-05T08:00:00Z',
          Disk: { FreeBytes: 53_687_091_200, ReserveBytes: 2_147_483_648, Full: true },
        };
      },
    });
    await screen.findByText('800 MB');
    const lists = within(screen.getByRole('main')).getAllByRole('listitem').slice(-2);
    expect(facts(lists[0] as HTMLElement)).toEqual({
      ...{ Media: '600 MB (12)', Animations: '200 MB (30)', 'Unfinished uploads': '0 byte (0)' },
      ...{ 'Waiting tasks': '1', 'Ended tasks': '40' },
    });
    const widths = lists.map((item) =>
      [...item.querySelectorAll<HTMLElement>('[style]')].map(({ style }) => style.width),
    );
    expect(widths).toEqual([
      ['75%', '25%', '0%'],
      ['0%', '25%', '0%'],
    ]);
    expect((await screen.findByRole('alert')).textContent).toMatch(/The disk is full/);
    await screen.findByText('53.7 GB');
  });
});

describe('what runs', () => {
  test('is shown: versions, queues, and workers with their sandboxes', async () => {
    await renderConsole('/settings/about', {
      prepare({ settings }) {
        const worker = { Slots: 4, StartTime: '2026-01-05T08:00:00Z', Version: '0.1.0' };
        const layer = (Layer: string, Active: boolean) => ({ Layer, Active });
        settings.about = {
          ...settings.about,
          Workers: [
            { ...worker, Sandbox: [layer('seccomp', true), layer('landlock', false)] },
            { ...worker, Sandbox: null },
          ],
        };
      },
    });
    const workers = await screen.findByRole('table', { name: 'Workers' });
    const rows = within(workers).getAllByRole('row').slice(1);
    expect(rows.map((row) => within(row).getAllByRole('cell').at(-1)?.textContent)).toEqual([
      'seccomp. Off: landlock',
      'Unknown',
    ]);
    expect(facts(screen.getByRole('main'))).toMatchObject({
      cliploop: '0.1.0',
      PostgreSQL: '18.1',
      'Node.js': '24.11.0',
    });
    const queues = screen.getByRole('table', { name: 'Queues' });
    expect(within(queues).getAllByRole('row')[1]?.textContent).toBe('Animations124');
    expect(screen.getByRole('link', { name: 'API reference' }).getAttribute('href')).toBe('/reference');
  });

  test('speaks Chinese', async () => {
    await renderConsole('/settings/about', { language: 'zh' });
    await screen.findByRole('heading', { level: 1, name: '关于' });
    await screen.findByText(/没有工作进程在运行/);
  });
});
