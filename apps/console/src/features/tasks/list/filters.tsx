import { CloseButton, Group, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { periods, sorts, statuses, type TasksSearch, types } from '../tasks-search.ts';
import classes from './filters.module.css';

interface FiltersProps {
  readonly search: TasksSearch;
  /** Name of the media whose tasks are shown. */
  readonly media: string | undefined;
  readonly onChange: (changes: Partial<TasksSearch>) => void;
}

/** Status, type, time, order and media of the list. */
export function Filters({ search, media, onChange }: FiltersProps) {
  const { t } = useTranslation('tasks');
  return (
    <search className={classes.filters}>
      <Select
        aria-label={t('filter.status')}
        placeholder={t('filter.status.all')}
        data={statuses.map((value) => ({ value, label: t(`filter.status.${value}`) }))}
        value={search.status ?? null}
        clearable
        onChange={(status) => onChange({ status: status ?? undefined })}
      />
      <Select
        aria-label={t('filter.type')}
        placeholder={t('filter.type.all')}
        data={types.map((value) => ({ value, label: t(`type.${value}`) }))}
        value={search.type ?? null}
        clearable
        onChange={(type) => onChange({ type: type ?? undefined })}
      />
      <Select
        aria-label={t('filter.period')}
        placeholder={t('filter.period.all')}
        data={periods.map((value) => ({ value, label: t(`filter.period.${value}`) }))}
        value={search.period ?? null}
        clearable
        onChange={(period) => onChange({ period: period ?? undefined, after: undefined, before: undefined })}
      />
      {search.period === 'dates' && (
        <Group gap="sm" wrap="nowrap" className={classes.dates ?? ''}>
          <TextInput
            type="date"
            aria-label={t('filter.after')}
            value={search.after ?? ''}
            {...(search.before !== undefined && { max: search.before })}
            onChange={(event) => onChange({ after: event.currentTarget.value || undefined })}
          />
          <span aria-hidden>–</span>
          <TextInput
            type="date"
            aria-label={t('filter.before')}
            value={search.before ?? ''}
            {...(search.after !== undefined && { min: search.after })}
            onChange={(event) => onChange({ before: event.currentTarget.value || undefined })}
          />
        </Group>
      )}
      <Select
        aria-label={t('sort')}
        data={['newest', ...sorts].map((value) => ({ value, label: t(`sort.${value as 'newest'}`) }))}
        value={search.sort ?? 'newest'}
        allowDeselect={false}
        onChange={(value) => onChange({ sort: sorts.find((sort) => sort === value) })}
      />
      {search.media !== undefined && (
        <span className={classes.media}>
          <span>{t('filter.media', { name: media ?? search.media })}</span>
          <CloseButton size="sm" aria-label={t('filter.media.clear')} onClick={() => onChange({ media: undefined })} />
        </span>
      )}
    </search>
  );
}
