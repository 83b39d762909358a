import { screen } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fill, removeConsole, renderConsole } from '../testing/render-console.tsx';

/** As browsers fail when the service has other files. */
const gone = () => {
  throw new TypeError('Failed to fetch dynamically imported module');
};
vi.mock('../features/flows/list/flows-page.tsx', () => gone());

afterEach(removeConsole);

const text = 'cliploop was updated. Load the page again.';

describe('a page that is open during an upgrade of the service', () => {
  test('keeps what was typed when the next page cannot be loaded', async () => {
    const { user, history } = await renderConsole('/templates/new');
    const name = (await screen.findByLabelText('Name')) as HTMLInputElement;
    await fill(user, name, 'Chat');
    await user.click(screen.getByRole('link', { name: 'Task flows' }));
    await screen.findByText(text);
    expect(screen.getByRole('button', { name: 'Reload the page' })).toBeTruthy();
    expect(history.location.pathname).toBe('/console/templates/new');
    expect(name.isConnected && name.value).toBe('Chat');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('goes on to pages that can be loaded', async () => {
    const { user, history } = await renderConsole('/templates');
    await user.click(await screen.findByRole('link', { name: 'Task flows' }));
    await screen.findByText(text);
    await user.click(screen.getByRole('link', { name: 'Media' }));
    await screen.findByRole('heading', { level: 1, name: 'Media' });
    expect(history.location.pathname).toBe('/console/media');
    expect(document.body.hasAttribute('aria-busy')).toBe(false);
  });
});
