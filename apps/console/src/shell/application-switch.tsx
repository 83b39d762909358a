import type { SelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { reportFailedImport } from '../parts/failed-import.tsx';
import { useApplication } from './application.ts';

const MAIN = 'main';

/** Most services have one application and never load it. */
const Select = lazy(async (): Promise<{ default: (props: SelectProps) => ReactElement }> => {
  try {
    return { default: (await import('./select.ts')).Select };
  } catch {
    void reportFailedImport();
    return { default: () => <></> };
  }
});

/** Chooses the application that the pages show. Absent while there is only one. */
export function ApplicationSwitch() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { SubAppId } = useApplication();
  const { data: applications = [] } = useQuery({
    queryKey: ['applications'],
    queryFn: async ({ signal }) => (await call('DescribeSubAppIds', { Limit: 200 }, { signal })).SubAppIdInfoSet,
    staleTime: 60_000,
  });
  if (applications.length < 2 && SubAppId === undefined) return null;

  const options = applications.map(({ SubAppId: id, SubAppIdName: name }, index) => ({
    value: index === 0 ? MAIN : String(id),
    label: name || (index === 0 ? t('application.main') : String(id)),
  }));
  const value = SubAppId === undefined ? MAIN : String(SubAppId);
  // An application without a name, or one that this key pair cannot list.
  const data = options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
  return (
    <Suspense>
      <Select
        aria-label={t('application.label')}
        data={data}
        value={value}
        allowDeselect={false}
        checkIconPosition="right"
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        onChange={(chosen) =>
          navigate({ to: '.', search: (search) => ({ ...search, app: chosen === MAIN ? undefined : Number(chosen) }) })
        }
      />
    </Suspense>
  );
}
