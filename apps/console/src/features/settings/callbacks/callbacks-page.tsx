import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useApplication } from '../../../shell/application.ts';
import { SectionPage } from '../layout/section-page.tsx';
import { configQuery } from '../queries.ts';
import { ConfigForm } from './config-form.tsx';
import { Deliveries } from './deliveries.tsx';

/** How the application receives events, and its last callbacks. */
export function CallbacksPage() {
  return (
    <SectionPage section="callbacks" right="read">
      <Configuration />
      <Deliveries />
    </SectionPage>
  );
}

function Configuration() {
  const application = useApplication();
  const { data, error, refetch } = useQuery(configQuery(application));
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={420} radius="lg" />;
  return <ConfigForm key={application.SubAppId ?? 'main'} config={data} />;
}
