import { Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { Facts } from '../../../parts/facts.tsx';
import type { Delivery } from '../queries.ts';
import { Answer } from './answer.tsx';
import { ResendButton } from './resend-button.tsx';

interface DeliveryDialogProps {
  readonly delivery: Delivery | undefined;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Everything about one callback, with what its address answered. */
export function DeliveryDialog({ delivery, opened, onClose }: DeliveryDialogProps) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t('delivery.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      {delivery && <Details delivery={delivery} />}
    </Modal>
  );
}

function Details({ delivery: one }: { readonly delivery: Delivery }) {
  const { t } = useTranslation('settings');
  const { dateTimeSeconds, number } = useFormats();
  const hasAnswer = one.StatusCode != null;
  return (
    <>
      <Facts
        entries={[
          [t('delivery.event'), one.EventType],
          [t('delivery.state'), t(`delivery.state.${one.State}`)],
          [t('delivery.reason'), one.Reason !== '' && <span lang="en">{one.Reason}</span>],
          [t('delivery.url'), one.Url],
          [t('delivery.attempts'), number(one.Attempts)],
          [t('delivery.status'), hasAnswer ? one.StatusCode : one.Attempts > 0 && t('delivery.noAnswer')],
          [
            t('delivery.seconds'),
            one.Seconds != null && t('seconds', { seconds: number(one.Seconds, { maximumFractionDigits: 2 }) }),
          ],
          [t('delivery.created'), dateTimeSeconds(one.CreateTime)],
          [t('delivery.attempted'), one.AttemptTime && dateTimeSeconds(one.AttemptTime)],
          [t('delivery.next'), one.NextTime && dateTimeSeconds(one.NextTime)],
          [t('answer'), hasAnswer && <Answer text={one.Answer} />],
        ]}
      />
      <Group justify="flex-end" mt="md">
        <ResendButton delivery={one} />
      </Group>
    </>
  );
}
