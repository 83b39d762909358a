import { Anchor, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { Facts } from '../../../parts/facts.tsx';
import { SectionPage } from '../layout/section-page.tsx';
import { type About, aboutQuery } from '../queries.ts';
import classes from './about-page.module.css';
import { WorkersTable } from './workers-table.tsx';

/** What runs: versions, workers and queues, and where the API is described. */
export function AboutPage() {
  return (
    <SectionPage section="about" right="read">
      <Running />
    </SectionPage>
  );
}

function Running() {
  const { t } = useTranslation('settings');
  const { data, error, refetch } = useQuery(aboutQuery);
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={420} radius="lg" />;
  return (
    <div className={classes.parts}>
      <section aria-labelledby="versions" className={classes.narrow}>
        <Title order={2} id="versions">
          {t('about.versions')}
        </Title>
        <Facts
          entries={[
            ['cliploop', data.Version],
            [t('about.api'), data.ApiVersion],
            ['PostgreSQL', data.DatabaseVersion],
            ['Node.js', data.NodeVersion],
          ]}
        />
        <Group gap="md" mt="sm">
          <Anchor href="/reference" target="_blank" size="sm">
            {t('about.reference')}
          </Anchor>
          <Anchor href="/openapi.json" target="_blank" size="sm">
            {t('about.openapi')}
          </Anchor>
        </Group>
      </section>
      <section aria-labelledby="queues" className={classes.narrow}>
        <Title order={2} id="queues" mb="sm">
          {t('about.queues')}
        </Title>
        <QueuesTable queues={data.Queues} />
      </section>
      <section aria-labelledby="workers">
        <Title order={2} id="workers" mb="sm">
          {t('about.workers')}
        </Title>
        {data.Workers.length === 0 ? (
          <Text c="dimmed">{t('about.workers.none')}</Text>
        ) : (
          <WorkersTable workers={data.Workers} />
        )}
      </section>
    </div>
  );
}

type Queue = About['Queues'][number];

function QueuesTable({ queues }: { readonly queues: readonly Queue[] }) {
  const { t } = useTranslation('settings');
  const { number } = useFormats();
  const columns: Column<Queue>[] = [
    { key: 'name', title: t('about.queue'), cell: ({ Queue }) => t(`about.queue.${Queue}`) },
    {
      key: 'waiting',
      title: t('about.waiting'),
      align: 'right',
      width: '7rem',
      cell: ({ Waiting }) => number(Waiting),
    },
    {
      key: 'running',
      title: t('about.running'),
      align: 'right',
      width: '7rem',
      cell: ({ Running }) => number(Running),
    },
  ];
  return <DataTable caption={t('about.queues')} columns={columns} rows={queues} rowKey={({ Queue }) => Queue} />;
}
