import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, unwrap } from '../../../api/client.ts';
import { notify } from '../../../parts/notify.ts';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import type { Delivery } from '../queries.ts';

/** Sends a callback again at once, to the address that is configured now. */
export function ResendButton({ delivery: { Id } }: { readonly delivery: Delivery }) {
  const { t } = useTranslation('settings');
  const application = useApplication();
  const queries = useQueryClient();
  const mayProcess = useHasRight('process');
  const resend = useMutation({
    mutationFn: () =>
      unwrap(client.POST('/x/v1/deliveries/{Id}/resend', { params: { path: { Id } }, body: { ...application } })),
    onSuccess: () => notify.done(t('resend.done')),
    onError: (error) => notify.failed(t('resend.failed'), error),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  });
  if (!mayProcess) return null;
  return (
    <Button variant="default" size="xs" loading={resend.isPending} onClick={() => resend.mutate()}>
      {t('resend')}
    </Button>
  );
}
