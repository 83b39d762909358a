import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../shell/base.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { useState } from 'react';
import { cssVariables, theme } from '../shell/theme.ts';
import { createQueries } from './queries.ts';
import { createConsole } from './router.tsx';

const colorSchemes = localStorageColorSchemeManager({ key: 'cliploop-color-scheme' });

/** The nonce of styles that the page adds; the service writes one into each response. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.nonce ?? '';
// The library that stops scrolling behind dialogs asks for it here.
setNonce(nonce);

export function App() {
  const [{ queries, router }] = useState(() => {
    const created = createQueries();
    return { queries: created, router: createConsole(created) };
  });
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemes}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Notifications position="bottom-right" limit={4} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
