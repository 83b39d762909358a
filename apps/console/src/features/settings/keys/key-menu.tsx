import { ActionIcon, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, CircleCheck, Copy, Ellipsis, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, unwrap } from '../../../api/client.ts';
import { useCopy } from '../../../parts/copy.ts';
import { notify } from '../../../parts/notify.ts';
import { type Key, type KeyPair, keysQuery } from '../queries.ts';
import { DisableKeyDialog } from './disable-key-dialog.tsx';
import { RotateKeyDialog } from './rotate-key-dialog.tsx';

interface KeyMenuProps {
  readonly pair: Key;
  /** Whether it is the key pair of this session. */
  readonly isCurrent: boolean;
  readonly onMade: (pair: KeyPair) => void;
}

/** The actions on a key pair. */
export function KeyMenu({ pair, isCurrent, onMade }: KeyMenuProps) {
  const { t } = useTranslation('settings');
  const copy = useCopy();
  const queries = useQueryClient();
  const [dialog, setDialog] = useState<'rotate' | 'disable'>();
  const close = () => setDialog(undefined);
  const { SecretId, Name, State, Origin } = pair;

  const enable = useMutation({
    mutationFn: () => unwrap(client.POST('/x/v1/keys/{SecretId}/enable', { params: { path: { SecretId } } })),
    onSuccess: () => notify.done(t('enable.done')),
    onError: (error) => notify.failed(t('enable.failed'), error),
    onSettled: () => queries.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });

  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon size={28} aria-label={t('key.menu', { name: Name || SecretId })}>
            <Ellipsis size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Copy size={16} aria-hidden />} onClick={() => copy(SecretId, t('key.copyId.done'))}>
            {t('key.copyId')}
          </Menu.Item>
          {/* The service refuses it: it reads this one from its environment at each start. */}
          {Origin !== 'environment' && (
            <Menu.Item leftSection={<RotateCw size={16} aria-hidden />} onClick={() => setDialog('rotate')}>
              {t('rotate')}
            </Menu.Item>
          )}
          {State === 'DISABLED' ? (
            <Menu.Item leftSection={<CircleCheck size={16} aria-hidden />} onClick={() => enable.mutate()}>
              {t('enable')}
            </Menu.Item>
          ) : (
            <Menu.Item color="red" leftSection={<Ban size={16} aria-hidden />} onClick={() => setDialog('disable')}>
              {t('disable')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <RotateKeyDialog pair={pair} isCurrent={isCurrent} opened={dialog === 'rotate'} onClose={close} onMade={onMade} />
      <DisableKeyDialog pair={pair} isCurrent={isCurrent} opened={dialog === 'disable'} onClose={close} />
    </>
  );
}
