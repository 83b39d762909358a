import { Anchor, Modal, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionGate } from '../api/session-gate.ts';
import { type Session, sessionQuery } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

/**
 * Asks for the key pair in a dialog when the session has ended while a page is open. Requests that failed for this reason are then sent
 * again, so that nothing is lost.
 * @param onLeave goes to the sign-in page instead
 */
export function SignInAgain({ onLeave }: { readonly onLeave: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const closed = useSyncExternalStore(sessionGate.subscribe, () => sessionGate.isClosed);
  useEffect(() => sessionGate.enable(), []);

  async function signedIn() {
    sessionGate.open();
    // Another key pair may have other rights.
    await queries.invalidateQueries();
  }

  const known = queries.getQueryData<Session>(sessionQuery.queryKey);
  return (
    <Modal
      opened={closed}
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('signIn.again.title')}
    >
      <Text mb="md">{t('signIn.again.text')}</Text>
      <SignInForm secretId={known?.SecretId ?? ''} onSignedIn={signedIn} />
      <Anchor component="button" type="button" size="sm" mt="md" onClick={onLeave}>
        {t('signIn.again.leave')}
      </Anchor>
    </Modal>
  );
}
