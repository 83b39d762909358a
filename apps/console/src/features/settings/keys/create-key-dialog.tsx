import { Button, Checkbox, Group, Modal, MultiSelect, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import schema from '#api-schema/CreateKeyRequest';
import { client, unwrap } from '../../../api/client.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useRules } from '../../../parts/form/use-rules.ts';
import type { Right } from '../../../session/rights.ts';
import { sessionQuery } from '../../../session/session.ts';
import { applicationsQuery, type KeyPair, keysQuery } from '../queries.ts';

interface CreateKeyDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onMade: (pair: KeyPair) => void;
}

const rights = ['read', 'upload', 'process', 'manage'] as const satisfies readonly Right[];
/** What a program needs that uploads videos and fetches animations. */
const usual: readonly Right[] = ['read', 'upload', 'process'];
const lifetimes = ['never', '7', '30', '90', '365'] as const;

/** Creates a key pair. */
export function CreateKeyDialog({ opened, onClose, onMade }: CreateKeyDialogProps) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t('keys.create.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <CreateKeyForm onClose={onClose} onMade={onMade} />
    </Modal>
  );
}

function CreateKeyForm({ onClose, onMade }: Omit<CreateKeyDialogProps, 'opened'>) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const { problem } = useRules(schema);
  const { data: session } = useQuery(sessionQuery);
  const { data: applications = [] } = useQuery(applicationsQuery);
  const own = session?.Rights ?? [];
  const form = useForm({
    initialValues: {
      name: '',
      rights: usual.filter((right) => own.includes(right)) as string[],
      applications: [] as string[],
      lifetime: session?.KeyExpireTime ? '7' : 'never',
    },
    validate: {
      name: (value) => problem('KeyName', value),
      rights: (value) => (value.length === 0 ? t('keys.rights.missing') : null),
    },
  });

  const create = useMutation({
    mutationFn: ({ name, rights: chosen, applications: ids, lifetime }: typeof form.values) =>
      unwrap(
        client.POST('/x/v1/keys', {
          body: {
            KeyName: name.trim(),
            Rights: chosen as Right[],
            ...(ids.length > 0 && { SubAppIds: ids.map(Number) }),
            ...(lifetime !== 'never' && { ExpireTime: afterDays(Number(lifetime)) }),
          },
        }),
      ),
    async onSuccess(made) {
      onClose();
      onMade(made);
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });

  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
      <Stack gap="md">
        {create.error && <ErrorNotice error={create.error} />}
        <TextInput
          label={t('key.name')}
          description={t('keys.name.about')}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Checkbox.Group label={t('key.rights')} {...form.getInputProps('rights')}>
          <Stack gap="sm" mt="xs">
            {rights.map((right) => (
              <Checkbox
                key={right}
                value={right}
                label={t(`right.${right}`)}
                description={t(`right.${right}.about`)}
                // Nobody can give more than they have.
                disabled={!own.includes(right)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <MultiSelect
          label={t('key.applications')}
          placeholder={form.values.applications.length === 0 ? t('key.applications.all') : ''}
          data={applications.map(({ SubAppId, Name }) => ({
            value: String(SubAppId),
            label: Name || String(SubAppId),
          }))}
          searchable={applications.length > 8}
          {...form.getInputProps('applications')}
        />
        <Select
          label={t('key.lifetime')}
          data={lifetimes.map((value) => ({ value, label: t(`key.lifetime.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('lifetime')}
        />
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

const afterDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
