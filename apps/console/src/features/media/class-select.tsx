import { Anchor, Button, Group, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/api-error.ts';
import { call } from '../../api/call.ts';
import { useApplication } from '../../shell/application.ts';
import { classOptions } from './class-options.ts';
import { classesQuery } from './queries.ts';

interface ClassSelectProps {
  /** ClassId. */
  readonly value: number;
  readonly onChange: (classId: number) => void;
}

/** Chooses the class of a media, or makes a new one. */
export function ClassSelect({ value, onChange }: ClassSelectProps) {
  const { t } = useTranslation('media');
  const { data = [] } = useQuery(classesQuery(useApplication()));
  const [creating, setCreating] = useState(false);
  const options = classOptions(data, t('class.default'));
  const fallback = { value: '0', label: t('class.default') };
  if (creating) {
    return (
      <NewClass
        onClose={(created) => {
          setCreating(false);
          if (created !== undefined) onChange(created);
        }}
      />
    );
  }
  return (
    <div>
      <Select
        label={t('field.class')}
        data={options.some((option) => option.value === '0') ? options : [fallback, ...options]}
        value={String(value)}
        allowDeselect={false}
        searchable={options.length > 8}
        onChange={(id) => onChange(Number(id))}
      />
      <Anchor component="button" type="button" size="sm" mt="xs" onClick={() => setCreating(true)}>
        {t('class.new')}
      </Anchor>
    </div>
  );
}

function NewClass({ onClose }: { readonly onClose: (created?: number) => void }) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  const application = useApplication();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => call('CreateClass', { ...application, ParentId: -1, ClassName: name.trim() }),
    async onSuccess({ ClassId }) {
      await queries.invalidateQueries({ queryKey: classesQuery(application).queryKey });
      onClose(ClassId);
    },
  });

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter') return;
    // The form around it is not ready to be sent.
    event.preventDefault();
    if (name.trim() !== '') create.mutate();
  }

  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        flex={1}
        label={t('class.new.name')}
        value={name}
        maxLength={64}
        error={create.error && toApiError(create.error).message}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        autoFocus
      />
      <Button variant="default" onClick={() => onClose()}>
        {common('action.cancel')}
      </Button>
      <Button variant="light" disabled={name.trim() === ''} loading={create.isPending} onClick={() => create.mutate()}>
        {t('class.new.create')}
      </Button>
    </Group>
  );
}
