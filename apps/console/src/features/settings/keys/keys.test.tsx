import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type FakeService, pair } from '../../../testing/fake-service.ts';
import { fill, removeConsole, renderConsole } from '../../../testing/render-console.tsx';

afterEach(removeConsole);

const script = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
const field = (name: string) => screen.findByLabelText(name, { selector: 'input' });
const button = (name: string) => screen.findByRole('button', { name });

describe('the key pairs', () => {
  const own = ({ settings }: FakeService) => {
    settings.addKey({ SecretId: pair.SecretId, Name: 'operator', Rights: ['read', 'process', 'manage', 'upload'] });
  };

  test('are listed with their rights, and the one of the session is marked', async () => {
    await renderConsole('/settings/keys', {
      prepare(service) {
        own(service);
        service.applications.push({ SubAppId: 1500000001, Name: 'Newsroom' });
        const SubAppIds = [1500000001];
        service.settings.addKey({ Name: script, State: 'EXPIRED', SubAppIds, LastUseTime: null });
      },
    });
    const table = await screen.findByRole('table', { name: 'Key pairs' });
    await within(table).findByText('This session');
    await within(table).findByText('Newsroom');
    const [first, second] = within(table).getAllByRole('row').slice(1);
    expect(first?.textContent).toMatch(/^operatorThis sessionAKID\w+EnabledAllAll/);
    expect(second?.textContent).toBe(`${script}AKIDfake1ExpiredRead, ProcessNewsroomNever`);
    expect(document.querySelector('main img, main script')).toBeNull();
  });

  test('are created, and the secret key is shown once', async () => {
    const { user, service } = await renderConsole('/settings/keys', {
      prepare(fake) {
        own(fake);
        const Rights = ['read', 'process', 'manage'];
        fake.overrides['GET /x/v1/session'] = () => ({ ...pair, Name: '', Rights, SubAppIds: null });
      },
    });
    const copied: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text));
    await user.click(await button('Create key pair'));
    const dialog = await screen.findByRole('dialog', { name: 'Create a key pair' });
    await fill(user, within(dialog).getByLabelText('Name'), 'website');
    // The session cannot upload, so it cannot give this right.
    expect(within(dialog).getByLabelText('Upload').hasAttribute('disabled')).toBe(true);
    await user.click(within(dialog).getByLabelText('Process'));
    await user.click(within(dialog).getByRole('combobox', { name: 'Expires' }));
    await user.click(await screen.findByRole('option', { name: 'In 30 days' }));
    await user.click(within(dialog).getByRole('button', { name: 'Create' }));

    const secret = await screen.findByRole('dialog', { name: 'The new key pair' });
    const [sent] = service.sent('POST /x/v1/keys') as { ExpireTime: string }[];
    expect(sent).toMatchObject({ KeyName: 'website', Rights: ['read'] });
    expect((Date.parse(sent?.ExpireTime ?? '') - Date.now()) / 86_400_000).toBeCloseTo(30, 1);
    within(secret).getByText('new-fake-secret-key');
    await user.click(within(secret).getByRole('button', { name: 'Copy SecretKey' }));
    expect(copied).toEqual(['new-fake-secret-key']);
    await user.keyboard('{Escape}');
    within(secret).getByText('new-fake-secret-key');
    await user.click(within(secret).getByRole('button', { name: 'I have stored it' }));
    await waitFor(() => expect(document.body.textContent).not.toContain('new-fake-secret-key'));
    await screen.findByText('website');
  });

  test('get a new secret key, while the old one is accepted for a time', async () => {
    const { user, service } = await renderConsole('/settings/keys', {
      prepare(fake) {
        own(fake);
        fake.settings.addKey({ Name: 'website' });
      },
    });
    await user.click(await button('Actions on website'));
    await user.click(await screen.findByRole('menuitem', { name: 'Replace the SecretKey' }));
    await user.click(await button('Replace'));
    await screen.findByText('rotated-fake-secret-key');
    expect(service.sent('POST /x/v1/keys/AKIDfake1/rotate')).toEqual([{ Overlap: 86_400 }]);
  });

  test('are disabled and enabled, and the own one only after its SecretId was typed', async () => {
    const { user, service } = await renderConsole('/settings/keys', {
      prepare(fake) {
        own(fake);
        fake.settings.addKey({ Name: 'website' });
      },
    });
    const disable = async (name: string) => {
      await user.click(await button(`Actions on ${name}`));
      await user.click(await screen.findByRole('menuitem', { name: 'Disable' }));
      return within(await screen.findByRole('dialog', { name: 'Disable the key pair?' }));
    };
    await user.click((await disable('website')).getByRole('button', { name: 'Disable' }));
    await screen.findByText('Disabled');
    await user.click(await button('Actions on website'));
    await user.click(await screen.findByRole('menuitem', { name: 'Enable' }));
    await screen.findByText('The key pair was enabled');

    const dialog = await disable('operator');
    const confirm = dialog.getByRole('button', { name: 'Disable' });
    expect(confirm.hasAttribute('disabled')).toBe(true);
    await fill(user, dialog.getByLabelText('Type the SecretId to disable it'), pair.SecretId);
    await user.click(confirm);
    await waitFor(() =>
      expect(service.sent(`POST /x/v1/keys/${pair.SecretId}/disable`)).toEqual([{ Confirm: pair.SecretId }]),
    );
  });

  test('are disabled with a confirmation when no other one can manage key pairs', async () => {
    const { user } = await renderConsole('/settings/keys', {
      prepare(fake) {
        own(fake);
        fake.settings.keys = fake.settings.keys.map((key) => ({ ...key, State: 'DISABLED' }));
        fake.settings.addKey({ Name: 'website' });
      },
    });
    await user.click(await button('Actions on website'));
    await user.click(await screen.findByRole('menuitem', { name: 'Disable' }));
    await user.click(await button('Disable'));
    await screen.findByText(/No other key pair can manage key pairs/);
    await fill(user, await field('Type the SecretId to disable it'), 'AKIDfake1');
    await user.click(await button('Disable'));
    await screen.findByText('The key pair was disabled');
  });
});
