import { Alert, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { Facts } from '../../../parts/facts.tsx';
import { SectionPage } from '../layout/section-page.tsx';
import { type Usage, usageQuery } from '../queries.ts';
import { ApplicationUsage, bytesOf } from './application-usage.tsx';
import classes from './storage-page.module.css';

/** What the applications store, and the free space. */
export function StoragePage() {
  return (
    <SectionPage section="storage" right="read">
      <Stored />
    </SectionPage>
  );
}

function Stored() {
  const { t } = useTranslation('settings');
  const { dateTime } = useFormats();
  const { data, error, refetch } = useQuery(usageQuery);
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={320} radius="lg" />;
  const largest = Math.max(...data.Applications.map(bytesOf));
  return (
    <>
      {data.Disk && <Disk disk={data.Disk} />}
      <section aria-labelledby="applications">
        <Title order={2} id="applications" mb="sm">
          {t('section.applications')}
        </Title>
        <ul className={classes.applications}>
          {data.Applications.map((one) => (
            <ApplicationUsage key={one.SubAppId} usage={one} largest={largest} />
          ))}
        </ul>
      </section>
      <Text size="xs" c="dimmed" mt="md">
        {t('storage.measured', { time: dateTime(data.MeasuredTime) })}
      </Text>
    </>
  );
}

function Disk({ disk: { FreeBytes, ReserveBytes, Full } }: { readonly disk: NonNullable<Usage['Disk']> }) {
  const { t } = useTranslation('settings');
  const { bytes } = useFormats();
  return (
    <section aria-labelledby="disk" className={classes.disk}>
      <Title order={2} id="disk">
        {t('storage.disk')}
      </Title>
      {Full && (
        <Alert color="red" role="alert" mt="sm">
          {t('storage.full')}
        </Alert>
      )}
      <Facts
        entries={[
          [t('storage.free'), bytes(FreeBytes)],
          [t('storage.reserve'), bytes(ReserveBytes)],
        ]}
      />
    </section>
  );
}
