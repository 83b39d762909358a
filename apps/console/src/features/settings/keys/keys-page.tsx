import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useLive } from '../../../parts/live/use-live.ts';
import { SectionPage } from '../layout/section-page.tsx';
import { type KeyPair, keysQuery } from '../queries.ts';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeysTable } from './keys-table.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** The key pairs of the service. */
export function KeysPage() {
  const { t } = useTranslation('settings');
  const [creating, setCreating] = useState(false);
  // The secret key is only here, until the dialog is closed.
  const [made, setMade] = useState<KeyPair>();
  return (
    <SectionPage
      section="keys"
      right="manage"
      allApplications
      actions={
        <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
          {t('keys.create')}
        </Button>
      }
    >
      <KeyList onMade={setMade} />
      <CreateKeyDialog opened={creating} onClose={() => setCreating(false)} onMade={setMade} />
      <SecretDialog pair={made} onClose={() => setMade(undefined)} />
    </SectionPage>
  );
}

function KeyList({ onMade }: { readonly onMade: (pair: KeyPair) => void }) {
  const poll = useLive();
  const { data, error, refetch } = useQuery({ ...keysQuery, refetchInterval: () => poll(false) });
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  return <KeysTable keys={data} onMade={onMade} />;
}
