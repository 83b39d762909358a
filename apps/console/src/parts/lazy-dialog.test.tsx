import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { startI18n } from '../i18n/index.ts';
import { removeConsole } from '../testing/render-console.tsx';
import { lazyDialog } from './lazy-dialog.tsx';

afterEach(removeConsole);

test('closes a dialog whose code cannot be loaded, and says that cliploop was updated', async () => {
  vi.stubGlobal('fetch', async () => new Response());
  await startI18n('en');
  const Dialog = lazyDialog(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
  const onClose = vi.fn();
  render(
    <MantineProvider env="test">
      <Notifications />
      <Dialog opened onClose={onClose} />
    </MantineProvider>,
  );
  await screen.findByText('cliploop was updated. Load the page again.');
  expect(onClose).toHaveBeenCalledOnce();
});
