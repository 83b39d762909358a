import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import schema from '#api-schema/ModifyEventConfigRequest';
import { toApiError } from '../../../api/api-error.ts';
import { call } from '../../../api/call.ts';
import { parameterOf } from '../../../api/request-rules.ts';
import type { Result } from '../../../api/types.ts';
import { useRules } from '../../../parts/form/use-rules.ts';
import { useUnsaved } from '../../../parts/form/use-unsaved.ts';
import { notify } from '../../../parts/notify.ts';
import { useApplication } from '../../../shell/application.ts';
import { configQuery } from '../queries.ts';

export interface ConfigValues {
  readonly Mode: 'PUSH' | 'PULL';
  readonly NotificationUrl: string;
  readonly uploads: boolean;
  readonly deletions: boolean;
  /** What becomes of the sign key, which the service does not show. */
  readonly signing: 'keep' | 'set' | 'remove';
  readonly SignKey: string;
}

const onOff = (on: boolean) => (on ? 'ON' : 'OFF');

/** The form of the event configuration of the application. */
export function useConfigForm(config: Result<'DescribeEventConfig'>) {
  const { t } = useTranslation('settings');
  const application = useApplication();
  const queries = useQueryClient();
  const rules = useRules(schema);
  const form = useForm<ConfigValues>({
    initialValues: {
      Mode: config.Mode === 'PULL' ? 'PULL' : 'PUSH',
      NotificationUrl: config.NotificationUrl,
      uploads: config.UploadMediaCompleteEventSwitch === 'ON',
      deletions: config.DeleteMediaCompleteEventSwitch === 'ON',
      signing: 'keep',
      SignKey: '',
    },
    validate: {
      NotificationUrl: (value) =>
        value !== '' && !/^https?:\/\/./i.test(value)
          ? t('callbacks.url.wrong')
          : rules.problem('NotificationUrl', value),
      SignKey: (value, { signing }) =>
        signing === 'set' && !/^[A-Za-z0-9]{1,32}$/.test(value) ? t('sign.wrong') : null,
    },
  });
  useUnsaved(form.isDirty());

  const save = useMutation({
    mutationFn: ({ Mode, NotificationUrl, uploads, deletions, signing, SignKey }: ConfigValues) =>
      call('ModifyEventConfig', {
        ...application,
        Mode,
        NotificationUrl,
        UploadMediaCompleteEventSwitch: onOff(uploads),
        DeleteMediaCompleteEventSwitch: onOff(deletions),
        ...(signing !== 'keep' && { SignKey: signing === 'set' ? SignKey : '' }),
      }),
    async onSuccess(_, values) {
      const saved = { ...values, signing: 'keep', SignKey: '' } as const;
      form.setValues(saved);
      form.resetDirty(saved);
      notify.done(t('saved'));
      await queries.invalidateQueries({ queryKey: configQuery(application).queryKey });
    },
    onError(error) {
      const field = parameterOf(schema, toApiError(error), ['NotificationUrl', 'SignKey']);
      if (field !== undefined) form.setFieldError(field, toApiError(error).message);
    },
  });

  return { form, save };
}
