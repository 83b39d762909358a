import { MantineProvider } from '@mantine/core';
import { cleanNotifications, Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { cleanup, configure, render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { vi } from 'vitest';
import { createQueries } from '../app/queries.ts';
import { createConsole } from '../app/router.tsx';
import { startI18n } from '../i18n/index.ts';
import type { Language } from '../i18n/languages.ts';
import { theme } from '../shell/theme.ts';
import { FakeService } from './fake-service.ts';

interface Options {
  readonly language?: Language;
  /** What the service holds before the page loads. */
  readonly prepare?: (service: FakeService) => void;
}

// happy-dom loads no fonts. Mantine waits for them to measure text fields that grow.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });

// Busy machines load pages slowly. To find out whether an element is hidden takes most of the time of a query.
configure({ asyncUtilTimeout: 15_000, defaultHidden: true });

/** Shows a page of the console, with a service in memory. @param page the path after `/console` */
export async function renderConsole(
  page: string | ((service: FakeService) => string),
  { language = 'en', prepare }: Options = {},
) {
  const service = new FakeService();
  prepare?.(service);
  const path = typeof page === 'string' ? page : page(service);
  vi.stubGlobal('fetch', service.handle);
  await startI18n(language);
  const queries = createQueries();
  const history = createMemoryHistory({ initialEntries: [`/console${path}`] });
  const router = createConsole(queries, history);
  render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Notifications />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { service, router, history, user: userEvent.setup({ delay: null }) };
}

/** Pastes a text into a field. It is quicker than typing: each key renders the page. */
export async function fill(user: UserEvent, field: Element, text: string): Promise<void> {
  await user.click(field);
  await user.paste(text);
}

/** Removes the page. Call it after each test. */
export function removeConsole(): void {
  cleanNotifications();
  cleanup();
  vi.unstubAllGlobals();
}
