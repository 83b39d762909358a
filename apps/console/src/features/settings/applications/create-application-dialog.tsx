import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import schema from '#api-schema/CreateSubAppIdRequest';
import { toApiError } from '../../../api/api-error.ts';
import { call } from '../../../api/call.ts';
import { parameterOf } from '../../../api/request-rules.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useRules } from '../../../parts/form/use-rules.ts';
import { notify } from '../../../parts/notify.ts';

interface CreateApplicationDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Creates an application. */
export function CreateApplicationDialog({ opened, onClose }: CreateApplicationDialogProps) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('applications.create.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <CreateApplicationForm onClose={onClose} />
    </Modal>
  );
}

function CreateApplicationForm({ onClose }: Pick<CreateApplicationDialogProps, 'onClose'>) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const { problem } = useRules(schema);
  const form = useForm({
    initialValues: { Name: '', Description: '' },
    validate: {
      Name: (value) => problem('Name', value.trim()),
      Description: (value) => problem('Description', value),
    },
  });
  const create = useMutation({
    mutationFn: ({ Name, Description }: typeof form.values) =>
      call('CreateSubAppId', { Name: Name.trim(), Description }),
    async onSuccess(_, { Name }) {
      onClose();
      notify.done(t('applications.created.done', { name: Name.trim() }));
      await queries.invalidateQueries({ queryKey: ['applications'] });
    },
    onError(error) {
      const field = parameterOf(schema, toApiError(error), ['Name', 'Description']);
      if (field !== undefined) form.setFieldError(field, toApiError(error).message);
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
      <Stack gap="md">
        <Text size="sm">{t('applications.create.text')}</Text>
        <TextInput label={t('applications.name')} data-autofocus {...form.getInputProps('Name')} />
        <Textarea label={t('applications.description')} rows={3} {...form.getInputProps('Description')} />
        {create.error && Object.keys(form.errors).length === 0 && <ErrorNotice error={create.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('action.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
