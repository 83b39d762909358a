import { Button, Group, Select, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronRight, ChevronsLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useLive } from '../../../parts/live/use-live.ts';
import { useApplication } from '../../../shell/application.ts';
import { deliveryStates } from '../delivery-states.ts';
import { deliveriesQuery, isFull } from '../queries.ts';
import classes from './deliveries.module.css';
import { DeliveriesTable } from './deliveries-table.tsx';

const counted = ['Waiting', 'Failed', 'Refused', 'EventsToPull'] as const;

/** The callbacks of the application, the newest first, and what waits. */
export function Deliveries() {
  const { t } = useTranslation('settings');
  const { number } = useFormats();
  const { state, before } = useSearch({ from: '/app/settings/callbacks' });
  const navigate = useNavigate({ from: '/settings/callbacks' });
  const poll = useLive();
  const { data, error, refetch } = useQuery(deliveriesQuery(useApplication(), { state, before }, poll));
  const last = data?.Deliveries.at(-1);
  const hasMore = data !== undefined && isFull(data.Deliveries);

  return (
    <section aria-labelledby="deliveries">
      <div className={classes.header}>
        <Title order={2} id="deliveries">
          {t('deliveries')}
        </Title>
        <Select
          aria-label={t('delivery.state')}
          placeholder={t('deliveries.all')}
          data={deliveryStates.map((value) => ({ value, label: t(`delivery.state.${value}`) }))}
          value={state ?? null}
          clearable
          onChange={(value) =>
            navigate({ search: (old) => ({ ...old, state: value ?? undefined, before: undefined }) })
          }
        />
      </div>
      <dl className={classes.counts} aria-label={t('deliveries.counts')}>
        {counted.map((name) => (
          <div key={name}>
            <dt>{t(`deliveries.${name}`)}</dt>
            <dd>{data ? number(data.Counts[name]) : '–'}</dd>
          </div>
        ))}
      </dl>
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {data?.Deliveries.length === 0 ? (
        <Text c="dimmed">{t(state === undefined ? 'deliveries.none' : 'deliveries.noMatch')}</Text>
      ) : (
        !(error && !data) && <DeliveriesTable deliveries={data?.Deliveries} />
      )}
      {(hasMore || before !== undefined) && (
        <Group component="nav" justify="flex-end" gap="sm" mt="md" aria-label={t('pages')}>
          <Button
            variant="default"
            leftSection={<ChevronsLeft size={16} aria-hidden />}
            disabled={before === undefined}
            onClick={() => navigate({ search: (old) => ({ ...old, before: undefined }) })}
          >
            {t('pages.newest')}
          </Button>
          <Button
            variant="default"
            rightSection={<ChevronRight size={16} aria-hidden />}
            disabled={!hasMore}
            onClick={() => navigate({ search: (old) => ({ ...old, before: last?.Id }) })}
          >
            {t('pages.older')}
          </Button>
        </Group>
      )}
    </section>
  );
}
