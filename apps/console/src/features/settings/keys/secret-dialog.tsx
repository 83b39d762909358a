import { Alert, Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../parts/copy-button.tsx';
import type { KeyPair } from '../queries.ts';
import classes from './secret-dialog.module.css';

interface SecretDialogProps {
  /** A new key pair. Undefined: the dialog is closed. */
  readonly pair: KeyPair | undefined;
  readonly onClose: () => void;
}

/** Shows a new secret key, once. It is not closed by accident. */
export function SecretDialog({ pair, onClose }: SecretDialogProps) {
  const { t } = useTranslation('settings');
  return (
    <Modal
      opened={pair !== undefined}
      onClose={() => {}}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      size="lg"
      title={t('secret.title')}
      // A closing dialog must not go on showing it.
      transitionProps={{ duration: 0 }}
    >
      <Stack gap="md">
        <Alert color="yellow" variant="outline">
          {t('secret.text')}
        </Alert>
        <Value name="SecretId" value={pair?.SecretId ?? ''} />
        <Value name="SecretKey" value={pair?.SecretKey ?? ''} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('secret.stored')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Value({ name, value }: { readonly name: 'SecretId' | 'SecretKey'; readonly value: string }) {
  const { t } = useTranslation('settings');
  return (
    <div>
      <Text size="sm" fw={500} mb="xs">
        {name}
      </Text>
      <div className={classes.value}>
        <Code>{value}</Code>
        <CopyButton value={value} label={t('copy.what', { what: name })} />
      </div>
    </div>
  );
}
