import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { rememberUploadFlows, uploadFlows } from '../../../parts/uploads/upload-flow.ts';
import { type UploadSettings, uploadList } from '../../../parts/uploads/upload-list.ts';
import { removeConsole, renderConsole } from '../../../testing/render-console.tsx';

const add = vi.hoisted(() => vi.fn());
vi.mock('../../../parts/uploads/uploader.ts', () => ({ uploader: { add } }));

afterEach(() => {
  removeConsole();
  localStorage.clear();
  rememberUploadFlows({}, { every: undefined, last: undefined });
  for (const { id } of uploadList.items) uploadList.remove(id);
  add.mockReset();
});

function paste(...names: readonly string[]) {
  const files = names.map((name) => new File(['x'], name, { type: 'video/mp4' }));
  dispatchEvent(Object.assign(new Event('paste'), { clipboardData: { files } }));
}

/** Shows the dialog with files. */
async function withFiles(page = '/media', ...names: readonly string[]) {
  add.mockImplementation((file: File, settings: UploadSettings) => {
    uploadList.put({ id: file.name, name: file.name, size: 1, sent: 0, state: 'waiting', settings });
    return { id: file.name, isNew: true };
  });
  const console = await renderConsole(page);
  await screen.findByRole('heading', { name: 'No media yet' });
  paste(...names);
  const dialog = await screen.findByRole('dialog', { name: 'Upload files' });
  return { ...console, dialog: within(dialog) };
}

const settings = () => add.mock.calls.map(([, given]) => given);
const flowField = async (dialog: ReturnType<typeof within>) =>
  (await dialog.findByRole('combobox', { name: 'Task flow' })) as HTMLInputElement;

describe('the dialog for uploads', () => {
  test('has an area that chooses files, and no count before they are chosen', async () => {
    const { user } = await renderConsole('/media');
    await user.click((await screen.findAllByRole('button', { name: 'Upload' }))[0] as HTMLElement);
    const dialog = within(await screen.findByRole('dialog', { name: 'Upload files' }));
    dialog.getByRole('button', { name: 'Choose files' });
    expect(dialog.getByRole('button', { name: 'Upload' }).hasAttribute('disabled')).toBe(true);
  });

  test('lists the files, and takes one away', async () => {
    const { user, dialog } = await withFiles('/media', 'a.mp4', 'b.mp4');
    await user.click(await dialog.findByRole('button', { name: 'Remove a.mp4' }));
    await dialog.findByRole('button', { name: 'Upload 1 file' });
    expect(dialog.queryByText('a.mp4')).toBeNull();
    await user.click(dialog.getByRole('button', { name: 'Remove b.mp4' }));
    await dialog.findByRole('button', { name: 'Choose files' });
  });

  test('remembers the task flow, and uses it for every upload when the user wants that', async () => {
    const { user, dialog } = await withFiles('/media', 'a.mp4');
    await user.click(await flowField(dialog));
    await user.click(await screen.findByRole('option', { name: 'every-upload' }));
    await user.click(dialog.getByRole('checkbox', { name: 'Use for every upload from this browser' }));
    await user.click(dialog.getByRole('button', { name: 'Upload 1 file' }));
    await waitFor(() => expect(settings()).toEqual([{ Procedure: 'every-upload' }]));
    await waitFor(() => expect(uploadFlows({})).toEqual({ every: 'every-upload', last: 'every-upload' }));
    await screen.findByText(/Task flow: every-upload/);

    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    paste('b.mp4');
    const next = within(await screen.findByRole('dialog', { name: 'Upload files' }));
    expect((await flowField(next)).value).toBe('every-upload');
    expect((next.getByRole('checkbox') as HTMLInputElement).checked).toBe(true);
  });

  test('uploads without a task flow for once, and names the one of all others', async () => {
    rememberUploadFlows({}, { every: 'every-upload' });
    const { user, dialog } = await withFiles('/media', 'a.mp4');
    expect((await flowField(dialog)).value).toBe('every-upload');
    await user.click(await flowField(dialog));
    await user.click(await screen.findByRole('option', { name: 'None' }));
    await dialog.findByText(/All other uploads from this browser use every-upload/);
    await user.click(dialog.getByRole('button', { name: 'Upload 1 file' }));
    await waitFor(() => expect(settings()).toEqual([{}]));
    expect(uploadFlows({})).toEqual({ every: 'every-upload' });
  });

  test('forgets a task flow that was deleted, and says so', async () => {
    rememberUploadFlows({}, { every: 'gone' });
    const { user, dialog } = await withFiles('/media', 'a.mp4');
    await dialog.findByText(/The task flow gone was deleted/);
    expect(uploadFlows({})).toEqual({});
    await user.click(dialog.getByRole('button', { name: 'Upload 1 file' }));
    await waitFor(() => expect(settings()).toEqual([{}]));
  });

  test('is opened by a link with a task flow', async () => {
    const { history, user } = await renderConsole('/media?flow=every-upload');
    const dialog = within(await screen.findByRole('dialog', { name: 'Upload files' }));
    expect((await flowField(dialog)).value).toBe('every-upload');
    await user.click(dialog.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(history.location.search).toBe(''));
  });
});
