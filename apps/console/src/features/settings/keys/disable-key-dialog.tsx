import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../../api/api-error.ts';
import { client, unwrap } from '../../../api/client.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { notify } from '../../../parts/notify.ts';
import { type Key, keysQuery } from '../queries.ts';

interface DisableKeyDialogProps {
  readonly pair: Key;
  readonly isCurrent: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Disables a key pair. The service asks for the SecretId again where somebody could lock themselves out. */
export function DisableKeyDialog({ pair, isCurrent, opened, onClose }: DisableKeyDialogProps) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const { SecretId } = pair;
  const disable = useMutation({
    mutationFn: () =>
      unwrap(
        client.POST('/x/v1/keys/{SecretId}/disable', {
          params: { path: { SecretId } },
          body: typed === '' ? {} : { Confirm: typed.trim() },
        }),
      ),
    async onSuccess() {
      onClose();
      notify.done(t('disable.done'));
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  const isLast = disable.error !== null && toApiError(disable.error).code === 'FailedOperation';
  const mustConfirm = isCurrent || isLast;

  function submit(event: FormEvent) {
    event.preventDefault();
    disable.mutate();
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('disable.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>{t('disable.text', { name: pair.Name || SecretId })}</Text>
          {isCurrent && <Text>{t('disable.own')}</Text>}
          {isLast && !isCurrent && <Text>{t('disable.last')}</Text>}
          {disable.error && !isLast && <ErrorNotice error={disable.error} />}
          {mustConfirm && (
            <TextInput
              label={t('disable.type')}
              description={SecretId}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {common('action.cancel')}
            </Button>
            <Button
              type="submit"
              color="red"
              loading={disable.isPending}
              disabled={mustConfirm && typed.trim() !== SecretId}
            >
              {t('disable.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
