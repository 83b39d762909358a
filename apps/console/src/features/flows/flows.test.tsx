import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { uploadFlows } from '../../parts/uploads/upload-flow.ts';
import type { FakeService } from '../../testing/fake-service.ts';
import { removeConsole, renderConsole } from '../../testing/render-console.tsx';

afterEach(() => {
  removeConsole();
  localStorage.clear();
});

type User = Awaited<ReturnType<typeof renderConsole>>['user'];

const button = (name: string) => screen.findByRole('button', { name });
const field = (name: string) => screen.findByLabelText<HTMLInputElement>(name, { selector: 'input, textarea' });

/** Types a value in one step. */
async function fill(name: string, value: string) {
  const input = await field(name);
  fireEvent.focus(input);
  fireEvent.change(input, { target: { value } });
  fireEvent.blur(input);
}

async function choose(user: User, list: string, option: RegExp) {
  const input = await field(list);
  await user.click(input);
  // Other lists stay in the document.
  const options = await waitFor(() => {
    const found = document.getElementById(input.getAttribute('aria-controls') ?? '');
    if (!found) throw new Error('The list is closed');
    return found;
  });
  await user.click(await within(options).findByRole('option', { name: option }));
}

const flows = (fake: FakeService) => {
  fake.work.flows = [];
  return fake.work;
};
const teaser = (fake: FakeService) =>
  flows(fake).addFlow({
    Name: 'teaser',
    Comment: 'short',
    MediaProcessTask: {
      AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 1, EndTimeOffset: 4 }],
      CoverBySnapshotTaskSet: [{ Definition: 10 }],
    },
    AiAnalysisTask: { Definition: 20 },
  });

describe('the list of task flows', () => {
  test('says what to do when there are none', async () => {
    await renderConsole('/flows', { prepare: flows });
    await screen.findByRole('heading', { name: 'No task flows yet' });
    expect(screen.getAllByRole('link', { name: 'New task flow' })[0]?.getAttribute('href')).toBe(
      '/console/flows/-/new',
    );
  });

  test('shows what each of them makes', async () => {
    await renderConsole('/flows', { prepare: teaser });
    await screen.findByText('teaser');
    await waitFor(() =>
      expect(document.querySelectorAll('tbody td')[1]?.textContent).toBe('GIF-source, 2 other parts'),
    );
  });

  test('deletes one, which can be undone', async () => {
    const { user, service } = await renderConsole('/flows', { prepare: teaser });
    await user.click(await button('Actions on teaser'));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    await screen.findByText('teaser was deleted. Uploads with it are refused.');
    expect(screen.queryByText('teaser')).toBeNull();
    await user.click(await button('Undo'));
    await screen.findByText('teaser');
    expect(service.sent('DeleteProcedureTemplate')).toEqual([]);
  });
});

describe('a new task flow', () => {
  test('has the animations that were chosen', async () => {
    const { user, service, history } = await renderConsole('/flows/-/new', {
      prepare: (fake) => flows(fake).addTemplate({ Name: 'Chat' }),
    });
    await fill('Name', 'every-upload');
    await choose(user, 'Animation 1', /^Chat/);
    await fill('From', '1.5');
    await user.click(await button('Add an animation'));
    await choose(user, 'Animation 2', /^WebP-source/);
    await user.click(await button('Create task flow'));
    await screen.findByText('The task flow was created');
    const [template] = service.work.templates;
    expect(service.sent('CreateProcedureTemplate')).toEqual([
      {
        Name: 'every-upload',
        Comment: '',
        MediaProcessTask: {
          AnimatedGraphicTaskSet: [{ Definition: template?.Definition, StartTimeOffset: 1.5 }, { Definition: 20001 }],
        },
      },
    ]);
    await waitFor(() => expect(history.location.pathname).toBe('/console/flows/every-upload'));
  });

  test('complains about no field that was left without a change', async () => {
    await renderConsole('/flows/-/new', { prepare: flows });
    for (const name of ['Name', 'Animation 1', 'From']) {
      const input = await field(name);
      fireEvent.focus(input);
      fireEvent.blur(input);
    }
    await fill('Name', 'x'.repeat(21));
    await screen.findByText('Type at most 20 characters.');
    expect(screen.queryByText('Choose a template.')).toBeNull();
  });

  test('keeps what was typed while a template is made for it, and has the template then', async () => {
    const { user, service, history } = await renderConsole('/flows/-/new');
    await fill('Name', 'loops');
    await fill('To', '3');
    await choose(user, 'Animation 1', /^New template/);
    await screen.findByRole('heading', { level: 1, name: 'New template' });
    await fill('Name', 'Small');
    await user.click(await button('Create template'));
    await screen.findByRole('heading', { level: 1, name: 'New task flow' });
    await waitFor(async () => expect((await field('Animation 1')).value).toMatch(/^Small · WebP/));
    expect((await field('Name')).value).toBe('loops');
    expect(history.location.pathname).toBe('/console/flows/-/new');
    await waitFor(() => expect(history.location.search).toBe(''));
    await user.click(await button('Create task flow'));
    await waitFor(() => expect(service.sent('CreateProcedureTemplate')).toHaveLength(1));
    const [template] = service.work.templates;
    expect(service.sent('CreateProcedureTemplate')[0]).toMatchObject({
      Name: 'loops',
      MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: template?.Definition, EndTimeOffset: 3 }] },
    });
  });

  test('says what is wrong at each field, and sends nothing', async () => {
    const { user, service } = await renderConsole('/flows/-/new');
    await fill('Name', 'x'.repeat(21));
    await fill('From', '4');
    await fill('To', '3');
    await user.click(await button('Create task flow'));
    await screen.findByText('Type at most 20 characters.');
    await screen.findByText('Choose a template.');
    await screen.findByText('The end must be after the start.');
    expect(service.sent('CreateProcedureTemplate')).toEqual([]);
  });

  test('shows at its field that the name exists, and keeps what was typed', async () => {
    const { user } = await renderConsole('/flows/-/new', { prepare: teaser });
    await fill('Name', 'teaser');
    await choose(user, 'Animation 1', /^GIF-source/);
    await user.click(await button('Create task flow'));
    await screen.findByText(/Task flow "teaser" already exists/);
    expect((await field('Name')).value).toBe('teaser');
  });

  test('begins with a copy, with all its parts', async () => {
    const { user, service } = await renderConsole('/flows/-/new?from=teaser', { prepare: teaser });
    await fill('Name', 'teaser-2');
    expect((await field('From')).value).toBe('1');
    await user.click(await button('Create task flow'));
    await waitFor(() => expect(service.sent('CreateProcedureTemplate')).toHaveLength(1));
    expect(service.sent('CreateProcedureTemplate')[0]).toMatchObject({
      Name: 'teaser-2',
      MediaProcessTask: { CoverBySnapshotTaskSet: [{ Definition: 10 }] },
      AiAnalysisTask: { Definition: 20 },
    });
  });
});

describe('a task flow', () => {
  test('keeps the parts that cannot be edited, and shows them', async () => {
    const { user, service } = await renderConsole('/flows/teaser', { prepare: teaser });
    await screen.findByText('CoverBySnapshotTaskSet');
    await screen.findByText('AiAnalysisTask');
    await fill('Description', 'longer');
    await user.click(await button('Remove animation 1'));
    await user.click(await button('Save'));
    await screen.findByText('The task flow was saved. It applies to new tasks.');
    expect(service.sent('ResetProcedureTemplate')).toEqual([
      {
        Name: 'teaser',
        Comment: 'longer',
        MediaProcessTask: { CoverBySnapshotTaskSet: [{ Definition: 10 }] },
        AiAnalysisTask: { Definition: 20 },
      },
    ]);
    expect((await button('Save')).hasAttribute('disabled')).toBe(true);
  });

  test('asks before it replaces the changes of others', async () => {
    const { user, service } = await renderConsole('/flows/teaser', { prepare: teaser });
    await fill('Description', 'mine');
    service.work.flows = service.work.flows.map((flow) => ({
      ...flow,
      Comment: 'theirs',
      UpdateTime: '2026-02-01T00:00:00.000Z',
    }));
    await user.click(await button('Save'));
    await screen.findByRole('dialog', { name: 'Replace the changes of others?' });
    await user.click(await button('Cancel'));
    expect(service.work.flows[0]?.Comment).toBe('theirs');
    expect((await field('Description')).value).toBe('mine');
    await user.click(await button('Save'));
    await user.click(await button('Replace'));
    await waitFor(() => expect(service.work.flows[0]?.Comment).toBe('mine'));
  });

  test('says that a template was deleted', async () => {
    await renderConsole('/flows/teaser', {
      prepare: (fake) =>
        flows(fake).addFlow({ Name: 'teaser', MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 999 }] } }),
    });
    await screen.findByText(/This template does not exist any more/);
    expect((await field('Animation 1')).value).toBe('Template 999, which was deleted');
  });

  test('runs with a video of the library', async () => {
    const { user, service, history } = await renderConsole('/flows/teaser', {
      prepare(fake) {
        teaser(fake);
        fake.addMedia({ Name: 'talk.mp4' });
      },
    });
    await user.click(await button('Choose a video'));
    await user.click(await screen.findByRole('button', { name: /talk\.mp4/ }));
    await user.click(await button('Run'));
    await waitFor(() => expect(history.location.pathname).toBe(`/console/tasks/${service.work.tasks[0]?.TaskId}`));
    expect(service.sent('ProcessMediaByProcedure')).toEqual([
      { FileId: service.media[0]?.FileId, ProcedureName: 'teaser' },
    ]);
  });

  test('is switched on for every upload from this browser', async () => {
    const { user } = await renderConsole('/flows/teaser', { prepare: teaser });
    await user.click(await screen.findByRole('switch', { name: 'Use for every upload from this browser' }));
    expect(uploadFlows({})).toEqual({ every: 'teaser' });
    expect(screen.getByRole('link', { name: 'Add media' }).getAttribute('href')).toBe('/console/media?flow=teaser');
    await user.click((await screen.findAllByRole('link', { name: 'Task flows' }))[0] as HTMLElement);
    await screen.findByText('Every upload');
  });

  test('shows how uploads use it, with the application', async () => {
    const { user } = await renderConsole('/flows/teaser?app=1500000001', { prepare: teaser });
    const code = async () => (await screen.findByRole('region', { name: 'Example' })).textContent;
    expect(await code()).toMatch(/Procedure: "teaser", SubAppId: 1500000001/);
    await user.click(await screen.findByRole('radio', { name: 'Web page' }));
    expect(await code()).toMatch(/sign --procedure teaser --sub-app-id 1500000001/);
  });

  test('asks before changes are lost', async () => {
    const { user } = await renderConsole('/flows/teaser', { prepare: teaser });
    await fill('Description', 'mine');
    await user.click((await screen.findAllByRole('link', { name: 'Tasks' }))[0] as HTMLElement);
    await screen.findByRole('dialog', { name: 'Leave without saving?' });
  });

  test('can only be read without the right to change it', async () => {
    await renderConsole('/flows/teaser', {
      prepare(fake) {
        teaser(fake);
        const session = { SecretId: 'AKIDfakeconsole', Name: '', Rights: ['read'], SubAppIds: null };
        fake.overrides['GET /x/v1/session'] = () => session;
      },
    });
    expect((await field('Description')).closest('fieldset')?.disabled).toBe(true);
    for (const name of ['Save', 'Delete', 'Choose a video']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
  });
});
