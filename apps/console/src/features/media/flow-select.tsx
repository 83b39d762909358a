import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { flowsQuery } from '../../parts/flows.ts';
import { useApplication } from '../../shell/application.ts';

interface FlowSelectProps {
  /** Name of the task flow; null: none. */
  readonly value: string | null;
  readonly onChange: (flow: string | null) => void;
}

/** Chooses the task flow that runs with a new media. */
export function FlowSelect({ value, onChange }: FlowSelectProps) {
  const { t } = useTranslation('media');
  const flows = useQuery(flowsQuery(useApplication()));
  return (
    <Select
      label={t('pull.flow')}
      placeholder={t('pull.flow.none')}
      data={(flows.data ?? []).map(({ Name }) => Name)}
      value={value}
      clearable
      searchable
      onChange={onChange}
    />
  );
}
