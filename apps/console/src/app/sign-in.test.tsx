import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { captureLinkToken } from '../session/link-token.ts';
import { FakeError, linkToken, pair } from '../testing/fake-service.ts';
import { fill, removeConsole, renderConsole } from '../testing/render-console.tsx';

afterEach(() => {
  removeConsole();
  history.replaceState(null, '', '/');
});

const signedOut = (service: { signedIn: boolean }) => {
  service.signedIn = false;
};
const field = (name: string) => screen.findByLabelText(name, { selector: 'input' });
const button = (name: string) => screen.findByRole('button', { name });

describe('signing in', () => {
  test('returns to the page that was asked for', async () => {
    const { user, history } = await renderConsole('/media?view=list&app=7', { prepare: signedOut });
    await fill(user, await field('SecretId'), pair.SecretId);
    await fill(user, await field('SecretKey'), pair.SecretKey);
    expect(history.location.pathname).toBe('/console/sign-in');
    await user.click(await button('Sign in'));
    await screen.findByRole('heading', { name: 'Media' });
    expect(history.location.href).toBe('/console/media?view=list&app=7');
  });

  test('does not leave the console after a sign-in', async () => {
    const { user, history } = await renderConsole('/sign-in?to=//evil.example/', { prepare: signedOut });
    await fill(user, await field('SecretId'), pair.SecretId);
    await fill(user, await field('SecretKey'), pair.SecretKey);
    await user.click(await button('Sign in'));
    await screen.findByRole('heading', { name: 'Media' });
    expect(history.location.pathname).toBe('/console/media');
  });

  test('says what is wrong with a key pair, and keeps what was typed', async () => {
    const { user } = await renderConsole('/sign-in', { prepare: signedOut });
    await fill(user, await field('SecretId'), pair.SecretId);
    await fill(user, await field('SecretKey'), 'wrong');
    await user.click(await button('Sign in'));
    expect((await screen.findByRole('alert')).textContent).toMatch(/do not match a key pair of this service/);
    expect(((await field('SecretId')) as HTMLInputElement).value).toBe(pair.SecretId);
  });

  test('asks for what is missing, without a request', async () => {
    const { user, service } = await renderConsole('/sign-in', { prepare: signedOut });
    await user.click(await button('Sign in'));
    await screen.findByText('Type the SecretId. It begins with AKID.');
    expect(service.requests).toEqual([]);
  });

  test('signs in by a link, whose token leaves the address at once', async () => {
    history.replaceState(null, '', `/console/sign-in#token=${linkToken}`);
    captureLinkToken();
    expect(location.hash).toBe('');
    const { service } = await renderConsole('/sign-in', { prepare: signedOut });
    await screen.findByRole('heading', { name: 'Media' });
    expect(service.sent('POST /x/v1/session')).toEqual([{ Token: linkToken }]);
  });

  test('says that a used link cannot be used any more, and offers the key pair', async () => {
    history.replaceState(null, '', '/console/sign-in#token=fakeusedtoken');
    captureLinkToken();
    await renderConsole('/sign-in', { prepare: signedOut });
    expect((await screen.findByRole('alert')).textContent).toMatch(/This link cannot be used any more/);
    await field('SecretKey');
  });
});

describe('a session', () => {
  test('shows who is signed in, and ends when the user signs out', async () => {
    const { user, service } = await renderConsole('/media');
    await user.click(await button('Account: editors'));
    const menu = await screen.findByRole('dialog', { name: /Account/ });
    expect(within(menu).getByText(pair.SecretId)).toBeTruthy();
    await user.click(within(menu).getByRole('button', { name: 'Sign out' }));
    await screen.findByRole('heading', { name: 'Sign in to cliploop' });
    expect(service.signedIn).toBe(false);
  });

  test('asks to sign in again when it has ended, and then sends what was typed', async () => {
    const { user, service } = await renderConsole('/media', {
      prepare: (fake) => fake.addMedia({ Name: 'talk.mp4' }),
    });
    await user.click(await button('Actions on talk.mp4'));
    await user.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    const name = await field('Name');
    await user.clear(name);
    await fill(user, name, 'lecture.mp4');
    service.signedIn = false;
    await user.click(await button('Save'));

    const dialog = await screen.findByRole('dialog', { name: 'Your session has ended' });
    expect(((await field('Name')) as HTMLInputElement).value).toBe('lecture.mp4');
    expect((within(dialog).getByLabelText('SecretId') as HTMLInputElement).value).toBe(pair.SecretId);
    await fill(user, within(dialog).getByLabelText('SecretKey', { selector: 'input' }), pair.SecretKey);
    await user.click(within(dialog).getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(service.media[0]?.BasicInfo?.Name).toBe('lecture.mp4'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  test('is kept in the application that the address names', async () => {
    const { user, service, history } = await renderConsole('/media', {
      prepare: (fake) => {
        fake.applications = [
          { SubAppId: 1500000000, Name: '' },
          { SubAppId: 1500000001, Name: 'Newsroom' },
        ];
      },
    });
    await user.click(await screen.findByRole('combobox', { name: 'Application' }));
    await user.click(await screen.findByRole('option', { name: 'Newsroom' }));
    await waitFor(() => expect(history.location.search).toBe('?app=1500000001'));
    await waitFor(() => expect(service.sent('SearchMedia').at(-1)).toMatchObject({ SubAppId: 1500000001 }));
  });

  test('shows the error of the service with its code and RequestId when a page cannot be read', async () => {
    await renderConsole('/media', {
      prepare: (fake) => {
        fake.overrides.SearchMedia = () =>
          new FakeError('UnauthorizedOperation', 'The key pair has not the right read');
      },
    });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(/The key pair has not the right read/);
    expect(alert.textContent).toMatch(/Ask the operator/);
    expect(alert.textContent).toMatch(/CodeUnauthorizedOperation.*Request ID5f4d4b1c/);
  });

  test.each([
    ['Generated at the first start', 'This server'],
    ['editors', 'editors'],
  ])('names the account of the key pair "%s" %s', async (Name, shown) => {
    await renderConsole('/media', {
      prepare(fake) {
        const session = { SecretId: pair.SecretId, Name, Rights: ['read'], SubAppIds: null };
        fake.overrides['GET /x/v1/session'] = () => session;
      },
    });
    expect((await screen.findByRole('button', { name: /^Account/ })).textContent).toBe(shown);
  });

  test('speaks Chinese', async () => {
    await renderConsole('/media', { language: 'zh' });
    await screen.findByRole('heading', { name: '媒体' });
    await screen.findByRole('heading', { name: '还没有媒体' });
    expect(document.documentElement.lang).toBe('zh-CN');
  });
});
