import { Anchor, Badge, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/types.ts';
import { useFormats } from '../../../i18n/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useLive } from '../../../parts/live/use-live.ts';
import { sessionQuery } from '../../../session/session.ts';
import { SectionPage } from '../layout/section-page.tsx';
import { applicationsQuery } from '../queries.ts';
import { CreateApplicationDialog } from './create-application-dialog.tsx';

/** The applications that the key pair may use. */
export function ApplicationsPage() {
  const { t } = useTranslation('settings');
  const { data: session } = useQuery(sessionQuery);
  const [creating, setCreating] = useState(false);
  const mayCreate = session?.Rights.includes('manage') && session.SubAppIds == null;
  return (
    <SectionPage
      section="applications"
      right="read"
      actions={
        mayCreate && (
          <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
            {t('applications.create')}
          </Button>
        )
      }
    >
      <ApplicationList />
      <CreateApplicationDialog opened={creating} onClose={() => setCreating(false)} />
    </SectionPage>
  );
}

type Application = Schemas['SubAppIdInfo'];

function ApplicationList() {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  const { dateTime } = useFormats();
  const poll = useLive();
  const { data, error, refetch } = useQuery({ ...applicationsQuery, refetchInterval: () => poll(false) });
  const main = data?.[0]?.SubAppId;
  const columns: Column<Application>[] = [
    {
      key: 'name',
      title: t('applications.name'),
      cell: ({ SubAppId, Name }) => (
        <Anchor
          component={Link}
          to={'/media' as '/'}
          search={{ app: SubAppId === main ? undefined : SubAppId } as never}
          size="sm"
          fw={500}
        >
          {Name || (SubAppId === main ? common('application.main') : SubAppId)}
        </Anchor>
      ),
    },
    {
      key: 'description',
      title: t('applications.description'),
      phone: false,
      cell: ({ Description }) => Description,
    },
    { key: 'id', title: t('applications.id'), width: '9rem', cell: ({ SubAppId }) => SubAppId },
    {
      key: 'status',
      title: t('applications.status'),
      width: '7rem',
      phone: false,
      cell: ({ Status }) => (
        <Badge variant="light" color={Status === 'On' ? 'accent' : 'gray'} tt="none">
          {t(`applications.status.${Status}`)}
        </Badge>
      ),
    },
    {
      key: 'created',
      title: t('applications.created'),
      width: '12rem',
      phone: false,
      cell: ({ CreateTime }) => dateTime(CreateTime),
    },
  ];
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  return (
    <DataTable
      caption={t('section.applications')}
      columns={columns}
      rows={data}
      rowKey={({ SubAppId }) => SubAppId}
      expected={2}
    />
  );
}
