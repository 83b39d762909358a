import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeError, type FakeService } from '../../testing/fake-service.ts';
import { fakeAnimation, fakePart } from '../../testing/fake-work.ts';
import { removeConsole, renderConsole } from '../../testing/render-console.tsx';

const copied: string[] = [];
beforeEach(() => {
  copied.length = 0;
});
afterEach(removeConsole);

/** What a page copies. */
function watchClipboard() {
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text));
}

const button = (name: string | RegExp) => screen.findByRole('button', { name });
const rows = async () =>
  within(await screen.findByRole('table', { name: 'Tasks' }))
    .getAllByRole('row')
    .slice(1);
/** Roles of large tables take long to find. */
const rowCount = () => document.querySelectorAll('tbody tr a').length;
const cells = (row: HTMLElement) =>
  within(row)
    .getAllByRole('cell')
    .map(({ textContent }) => textContent);
const failed = fakePart({
  Status: 'FAIL',
  ErrCodeExt: 'InvalidInput.InvalidTimeOffset',
  ErrCode: 40000,
  Message: 'The segment starts at 12 s, after the end of the video at 5 s',
});
const firstTask = ({ work }: FakeService) => `/tasks/${work.tasks[0]?.TaskId}`;

describe('the list of tasks', () => {
  test('says what to do when there are none', async () => {
    await renderConsole('/tasks');
    await screen.findByRole('heading', { name: 'No tasks yet' });
    expect(screen.getByRole('link', { name: 'Go to the media' }).getAttribute('href')).toBe('/console/media');
  });

  test('shows media, state, result and time of each task', async () => {
    const { service } = await renderConsole('/tasks', {
      prepare(fake) {
        const { FileId } = fake.addMedia({ Name: 'talk.mp4' });
        fake.work.addTask({ FileId }, [fakePart(), failed]);
        fake.work.addPull({ ErrCode: 60000, Message: 'HTTP status 404' });
        fake.work.addTask({ FileId }, [fakePart({ Status: 'PROCESSING', Progress: 40 })], 'PROCESSING');
        fake.work.addTask({ FileId: 'deleted', FileName: 'old.mp4' }, [failed]);
      },
    });
    await screen.findAllByText('Partly failed');
    const shown = (await rows()).map((row) =>
      cells(row).map((text) => text?.replace(/^(.*?)(Running|Failed|Partly failed).*$/, '$1')),
    );
    await waitFor(async () =>
      expect((await rows()).map((row) => cells(row).slice(1, 3))).toEqual([
        ['Failed', 'GIF · GIF-source'],
        ['Running40%', 'GIF · GIF-source'],
        ['Failed', 'Download from a URL'],
        ['Partly failed', 'GIF · GIF-source · 1 more'],
      ]),
    );
    expect(shown.map(([name]) => name)).toEqual(['old.mp4', 'talk.mp4', 'Download from a URL', 'talk.mp4']);
    expect(cells((await rows())[0] as HTMLElement)[4]).toBe('3 sec');
    expect(service.sent('DescribeTaskDetail')).toEqual([]);
  });

  test('asks the service for what is chosen, and keeps it in the address', async () => {
    const { user, service, history } = await renderConsole('/tasks', {
      prepare: (fake) => fake.work.addTask(),
    });
    await rows();
    await user.click(screen.getByRole('combobox', { name: 'Status' }));
    await user.click(await screen.findByRole('option', { name: 'Aborted' }));
    await screen.findByRole('heading', { name: 'No tasks found' });
    await user.click(screen.getByRole('combobox', { name: 'Order' }));
    await user.click(await screen.findByRole('option', { name: 'Last ended first' }));
    await waitFor(() => expect(history.location.search).toBe('?status=ABORTED&sort=ended'));
    await waitFor(() =>
      expect(service.sent('GET /x/v1/tasks').at(-1)).toMatchObject({ Status: 'ABORTED', SortBy: 'FinishTime' }),
    );
    await user.click(screen.getByRole('combobox', { name: 'Created' }));
    await user.click(await screen.findByRole('option', { name: 'In the last hour' }));
    await waitFor(() => {
      const { CreatedAfter } = service.sent('GET /x/v1/tasks').at(-1) as { CreatedAfter: string };
      expect(Date.now() - Date.parse(CreatedAfter)).toBeLessThan(3_700_000);
    });
    await user.click(await button('Show all tasks'));
    await rows();
    expect(history.location.search).toBe('?sort=ended');
  });

  test('lists the tasks of one type', async () => {
    const { service } = await renderConsole('/tasks?type=PullUpload', {
      prepare(fake) {
        fake.work.addPull();
        for (let count = 0; count < 120; count += 1) fake.work.addTask();
        fake.work.addPull();
      },
    });
    await waitFor(() => expect(rowCount()).toBe(2));
    expect(service.sent('GET /x/v1/tasks')).toEqual([{ TaskType: 'PullUpload', Limit: '25' }]);
  });

  test('goes through the pages and back to the first one', async () => {
    const { user, history } = await renderConsole('/tasks', {
      prepare(fake) {
        for (let count = 0; count < 30; count += 1) fake.work.addTask({ FileName: `clip ${count}.mp4` });
      },
    });
    await waitFor(() => expect(rowCount()).toBe(25));
    await user.click(await button('Next page'));
    await waitFor(() => expect(rowCount()).toBe(5));
    expect(history.location.search).toBe('?from=page-25');
    expect((await button('Next page')).hasAttribute('disabled')).toBe(true);
    await user.click(await button('First page'));
    await waitFor(() => expect(rowCount()).toBe(25));
  });

  test('shows changes without a reload', async () => {
    const { service } = await renderConsole('/tasks', {
      prepare: (fake) => fake.work.addTask({}, [fakePart({ Status: 'PROCESSING', BeginProcessTime: '' })], 'WAITING'),
    });
    await screen.findAllByText('Waiting');
    const [task] = service.work.tasks;
    const parts = (part: object) => ({
      ...task?.ProcedureTask,
      MediaProcessResultSet: [{ Type: 'AnimatedGraphics', AnimatedGraphicTask: part }],
    });
    const set = (Status: string, part: object) =>
      service.work.change(task?.TaskId ?? '', { Status, ProcedureTask: parts(part) } as never);
    set('PROCESSING', fakePart({ Status: 'PROCESSING', Progress: 70 }));
    await screen.findAllByText('70%');
    set('FINISH', fakePart());
    await screen.findAllByText('Done');
  });
});

describe('a task', () => {
  test('shows its times, the animation with its facts, and what was asked for', async () => {
    await renderConsole(firstTask, {
      prepare(fake) {
        const { FileId } = fake.addMedia({ Name: 'talk.mp4' });
        fake.work.addTask({ FileId, TasksPriority: 3, SessionContext: 'order 7' });
      },
    });
    await screen.findByRole('heading', { level: 1, name: 'talk.mp4' });
    const steps = within(screen.getByRole('list', { name: 'Times of the task' })).getAllByRole('listitem');
    expect(steps.map(({ textContent }) => textContent?.replace(/Jan.*?(AM|PM)/, ' '))).toEqual([
      'Created ',
      'Started after 2 sec',
      'Ended after 3 sec',
    ]);
    const picture = await screen.findByRole('img', { name: 'talk.mp4' });
    expect([picture.getAttribute('width'), picture.getAttribute('height')]).toEqual(['480', '270']);
    const facts = Object.fromEntries(
      [...document.querySelectorAll('dl > div')].map((row) => [
        row.querySelector('dt')?.textContent,
        row.querySelector('dd')?.textContent?.trim(),
      ]),
    );
    expect(facts).toMatchObject({
      Template: 'GIF-source (20000)',
      Size: '1.2 MB (1,234,567 bytes)',
      Dimensions: '480×270',
      Segment: '0:01.0 – 0:03.5',
      'Time taken': '3 sec',
      MD5: 'd41d8cd98f00b204e9800998ecf8427e',
      Priority: '3',
      SessionContext: 'order 7',
    });
  });

  test('copies the link, Markdown and HTML of an animation', async () => {
    const { user } = await renderConsole(firstTask, {
      prepare: (fake) =>
        fake.work.addTask({ FileName: 'a cat.mp4' }, [
          fakePart(),
          fakePart({ Output: fakeAnimation({ Container: 'webp' }) }),
        ]),
    });
    watchClipboard();
    for (const name of ['Copy link', 'Copy as Markdown', 'Copy as HTML <img>', 'Copy as HTML <picture>']) {
      const [copy] = await screen.findAllByRole('button', { name: 'Copy link or HTML' });
      await user.click(copy as HTMLElement);
      await user.click(await screen.findByRole('menuitem', { name }));
    }
    expect(copied[0]).toBe('https://files.example.com/gif/1.gif');
    expect(copied[1]).toBe('![a cat.mp4](https://files.example.com/gif/1.gif)');
    expect(copied[2]).toMatch(/^<img src="https:.*1\.gif" width="480" height="270" alt="a cat\.mp4" loading="lazy">$/);
    expect(copied[3]).toMatch(/<source srcset=".*1\.webp" type="image\/webp">/);
  });

  test('says why an animation failed, in words, with the code and what to do', async () => {
    await renderConsole(firstTask, { prepare: (fake) => fake.work.addTask({}, [failed]) });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(/begins after the end of the video.*starts at 12 s/);
    expect(alert.textContent).toMatch(/Compare the times.*CodeInvalidInput\.InvalidTimeOffset/);
  });

  test('runs again with the same parameters, without the SessionId', async () => {
    const other = { Type: 'Transcode', TranscodeTask: { Status: 'FAIL', ErrCodeExt: '', Input: { Definition: 5 } } };
    const { user, service, history } = await renderConsole(firstTask, {
      prepare(fake) {
        const { FileId } = fake.addMedia({ Name: 'talk.mp4' });
        const task = fake.work.addTask({
          FileId,
          TasksPriority: 3,
          TasksNotifyMode: 'Change',
          SessionContext: 'order 7',
          SessionId: 'once',
        });
        task.ProcedureTask?.MediaProcessResultSet.push(other as never);
      },
    });
    await user.click(await button('Run again'));
    await waitFor(() => expect(service.sent('ProcessMedia')).toHaveLength(1));
    expect(service.sent('ProcessMedia')[0]).toEqual({
      FileId: service.media[0]?.FileId,
      MediaProcessTask: {
        AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 1, EndTimeOffset: 3.5 }],
        TranscodeTaskSet: [{ Definition: 5 }],
      },
      TasksPriority: 3,
      TasksNotifyMode: 'Change',
      SessionContext: 'order 7',
    });
    await waitFor(() => expect(history.location.pathname).toBe(`/console/tasks/${service.work.tasks[0]?.TaskId}`));
  });

  test('runs again with the settings of its animations, which have no template', async () => {
    const segment = { StartTimeOffset: 1, EndTimeOffset: 3.5 };
    const Settings = { Fps: 'source', Width: '50%', Loop: 1 };
    const { user, service, history } = await renderConsole(firstTask, {
      prepare(fake) {
        const { FileId } = fake.addMedia({ Name: 'talk.mp4' });
        const Input = { Definition: 0, ...segment };
        const { TaskId } = fake.work.addTask({ FileId, TasksPriority: 3 }, [fakePart({ Input }), fakePart()]);
        fake.overrides[`GET /x/v1/tasks/${TaskId}`] = () => ({
          Animations: [
            { Definition: 0, Settings, ...segment },
            { Definition: 20000, Settings: null, ...segment },
          ],
        });
        fake.overrides['POST /x/v1/tasks'] = () => ({ TaskId: fake.work.addTask({ FileId }).TaskId });
      },
    });
    await user.click(await button('Run again'));
    await waitFor(() => expect(service.sent('POST /x/v1/tasks')).toHaveLength(1));
    expect(service.sent('POST /x/v1/tasks')[0]).toMatchObject({
      FileId: service.media[0]?.FileId,
      Animations: [
        { Settings, ...segment },
        { Definition: 20000, ...segment },
      ],
      TasksPriority: 3,
    });
    expect(service.sent('ProcessMedia')).toEqual([]);
    await waitFor(() => expect(history.location.pathname).toBe(`/console/tasks/${service.work.tasks[0]?.TaskId}`));
  });

  test('is aborted after a question', async () => {
    const { user, service } = await renderConsole(firstTask, {
      prepare: (fake) => fake.work.addTask({}, [fakePart({ Status: 'PROCESSING', Progress: 5 })], 'PROCESSING'),
    });
    await user.click(await button('Abort'));
    await user.click(await button('Cancel'));
    expect(service.sent('ManageTask')).toEqual([]);
    await user.click(await button('Abort'));
    await user.click(await button('Abort the task'));
    await screen.findByText('The task was aborted');
    expect(service.sent('ManageTask')).toEqual([{ TaskId: service.work.tasks[0]?.TaskId, OperationType: 'Abort' }]);
    await waitFor(() => expect(within(screen.getByRole('status')).getByText('Aborted')).toBeTruthy());
  });

  test('that waits is replaced by one with the highest priority', async () => {
    const { user, service } = await renderConsole(firstTask, {
      prepare(fake) {
        const { FileId } = fake.addMedia();
        fake.work.addTask({ FileId }, [fakePart({ Status: 'PROCESSING', BeginProcessTime: '' })], 'WAITING');
      },
    });
    await user.click(await button('Run before the others'));
    await user.click(await button('Replace the task'));
    await waitFor(() => expect(service.sent('ProcessMedia')[0]).toMatchObject({ TasksPriority: 10 }));
    expect(service.sent('ManageTask')).toHaveLength(1);
  });

  test('shows the error of an abort that came too late', async () => {
    const { user } = await renderConsole(firstTask, {
      prepare(fake) {
        fake.work.addTask({}, [fakePart({ Status: 'PROCESSING' })], 'PROCESSING');
        fake.overrides.ManageTask = () => new FakeError('FailedOperation', 'Task X has already ended');
      },
    });
    await user.click(await button('Abort'));
    await user.click(await button('Abort the task'));
    await screen.findByText('Task X has already ended (FailedOperation)');
  });

  test('of a download leads to the media and to the task that follows', async () => {
    const { service } = await renderConsole(firstTask, {
      prepare(fake) {
        const { FileId } = fake.addMedia({ Name: 'talk.mp4' });
        const { TaskId } = fake.work.addTask({ FileId });
        fake.work.addPull({ FileId, ProcedureTaskId: TaskId });
      },
    });
    const [link] = await screen.findAllByRole('link', { name: 'talk.mp4' });
    expect(link?.getAttribute('href')).toBe(`/console/media/${service.media[0]?.FileId}`);
    const next = screen.getByRole('link', { name: 'show the task' });
    expect(next.getAttribute('href')).toBe(`/console/tasks/${service.work.tasks[1]?.TaskId}`);
    expect(screen.queryByRole('button', { name: 'Run again' })).toBeNull();
  });

  test('runs no scripts of names and messages', async () => {
    const script = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
    await renderConsole(firstTask, {
      prepare: (fake) =>
        fake.work.addTask({ FileName: script, SessionContext: script }, [{ ...failed, Message: script }]),
    });
    await screen.findByRole('heading', { level: 1, name: script });
    expect(screen.getAllByText(script).length).toBeGreaterThanOrEqual(3);
    expect(document.querySelector('main img, main script')).toBeNull();
  });

  test('offers no changes without the right', async () => {
    await renderConsole(firstTask, {
      prepare(fake) {
        fake.work.addTask({ FileId: 'x' });
        const session = { SecretId: 'AKIDfakeconsole', Name: '', Rights: ['read'], SubAppIds: null };
        fake.overrides['GET /x/v1/session'] = () => session;
      },
    });
    await screen.findByRole('list', { name: 'Times of the task' });
    expect(screen.queryByRole('button', { name: 'Run again' })).toBeNull();
  });
});
