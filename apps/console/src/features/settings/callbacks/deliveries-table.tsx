import { Anchor, Badge } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import type { DeliveryState } from '../delivery-states.ts';
import type { Delivery } from '../queries.ts';
import { DeliveryDialog } from './delivery-dialog.tsx';
import { ResendButton } from './resend-button.tsx';

const colors: Readonly<Record<DeliveryState, string>> = {
  WAITING: 'gray',
  DELIVERED: 'accent',
  FAILED: 'red',
  REFUSED: 'red',
};

/** A page of callbacks. Each opens its details. */
export function DeliveriesTable({ deliveries }: { readonly deliveries: readonly Delivery[] | undefined }) {
  const { t, i18n } = useTranslation('settings');
  const { dateTimeSeconds, number } = useFormats();
  const [openId, setOpenId] = useState<number>();
  const [opened, setOpened] = useState(false);
  // The details are live, too, and stay while the dialog closes.
  const shown = deliveries?.find(({ Id }) => Id === openId);

  function open({ Id }: Delivery) {
    setOpenId(Id);
    setOpened(true);
  }

  const columns: Column<Delivery>[] = [
    {
      key: 'event',
      title: t('delivery.event'),
      cell: (one) => (
        <Anchor component="button" type="button" size="sm" fw={500} onClick={() => open(one)}>
          {i18n.exists(`settings:event.${one.EventType}`) ? t(`event.${one.EventType}` as 'event.Test') : one.EventType}
        </Anchor>
      ),
    },
    {
      key: 'state',
      title: t('delivery.state'),
      width: '9rem',
      cell: ({ State }) => (
        <Badge variant="light" color={colors[State]} tt="none">
          {t(`delivery.state.${State}`)}
        </Badge>
      ),
    },
    {
      key: 'status',
      title: t('delivery.status'),
      width: '8rem',
      phone: false,
      cell: ({ StatusCode, Attempts }) => StatusCode ?? (Attempts > 0 ? t('delivery.noAnswer') : ''),
    },
    {
      key: 'attempts',
      title: t('delivery.attempts'),
      align: 'right',
      width: '6.5rem',
      phone: false,
      cell: ({ Attempts }) => number(Attempts),
    },
    {
      key: 'time',
      title: t('delivery.created'),
      width: '13rem',
      phone: false,
      cell: ({ CreateTime }) => dateTimeSeconds(CreateTime),
    },
    {
      key: 'resend',
      title: t('column.actions'),
      isTitleHidden: true,
      align: 'right',
      width: '9.5rem',
      // The details have it, too.
      phone: false,
      cell: (one) => <ResendButton delivery={one} />,
    },
  ];
  return (
    <>
      <DataTable caption={t('deliveries')} columns={columns} rows={deliveries} rowKey={({ Id }) => Id} expected={4} />
      <DeliveryDialog delivery={shown} opened={opened && shown !== undefined} onClose={() => setOpened(false)} />
    </>
  );
}
