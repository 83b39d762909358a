import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, unwrap } from '../../../api/client.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { type Key, type KeyPair, keysQuery } from '../queries.ts';

interface RotateKeyDialogProps {
  readonly pair: Key;
  readonly isCurrent: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onMade: (pair: KeyPair) => void;
}

/** For how long the old secret key may be accepted, too, s. */
const overlaps = ['0', '3600', '86400', '604800', '2592000'] as const;

/** Gives a key pair a new secret key. */
export function RotateKeyDialog({ pair, isCurrent, opened, onClose, onMade }: RotateKeyDialogProps) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const [overlap, setOverlap] = useState('86400');
  const { SecretId } = pair;
  const rotate = useMutation({
    mutationFn: () =>
      unwrap(
        client.POST('/x/v1/keys/{SecretId}/rotate', {
          params: { path: { SecretId } },
          body: { Overlap: Number(overlap) },
        }),
      ),
    async onSuccess(made) {
      onClose();
      onMade(made);
      // The session of a key pair that was rotated at once has ended.
      if (!(isCurrent && overlap === '0')) await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('rotate.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <Stack gap="md">
        <Text>{t('rotate.text', { name: pair.Name || SecretId })}</Text>
        <Select
          label={t('rotate.overlap')}
          data={overlaps.map((value) => ({ value, label: t(`rotate.overlap.${value}`) }))}
          value={overlap}
          allowDeselect={false}
          onChange={(value) => setOverlap(value ?? '86400')}
        />
        {isCurrent && <Text size="sm">{t('rotate.own')}</Text>}
        {rotate.error && <ErrorNotice error={rotate.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('action.cancel')}
          </Button>
          <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
            {t('rotate.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
