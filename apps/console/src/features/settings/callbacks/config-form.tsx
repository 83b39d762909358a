import { Button, Checkbox, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client, unwrap } from '../../../api/client.ts';
import type { Result } from '../../../api/types.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import classes from './config-form.module.css';
import { SignKeyField } from './sign-key-field.tsx';
import { TestResult } from './test-result.tsx';
import { useConfigForm } from './use-config-form.ts';

/** Address, events and sign key of callbacks, and a test of the address. */
export function ConfigForm({ config }: { readonly config: Result<'DescribeEventConfig'> }) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  const mayManage = useHasRight('manage');
  const application = useApplication();
  const { form, save } = useConfigForm(config);
  const { Mode, NotificationUrl: url } = form.values;

  const test = useMutation({
    mutationFn: () =>
      unwrap(client.POST('/x/v1/deliveries/test', { body: { ...application, ...(url !== '' && { Url: url }) } })),
  });

  function sendTest() {
    // The service would refuse it with the same words.
    if (!form.validateField('NotificationUrl').hasError) test.mutate();
  }

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate className={classes.form}>
      <Stack gap="lg">
        {!mayManage && <Text size="sm">{t('readOnly')}</Text>}
        <Radio.Group label={t('callbacks.mode')} readOnly={!mayManage} {...form.getInputProps('Mode')}>
          <Stack gap="sm" mt="sm">
            <Radio
              value="PUSH"
              label={t('callbacks.mode.PUSH')}
              description={t('callbacks.mode.PUSH.about')}
              disabled={!mayManage}
            />
            <Radio
              value="PULL"
              label={t('callbacks.mode.PULL')}
              description={t('callbacks.mode.PULL.about')}
              disabled={!mayManage}
            />
          </Stack>
        </Radio.Group>
        {Mode === 'PUSH' && (
          <>
            <TextInput
              label={t('callbacks.url')}
              description={t('callbacks.url.about')}
              placeholder="https://example.com/cliploop"
              type="url"
              readOnly={!mayManage}
              {...form.getInputProps('NotificationUrl')}
            />
            <SignKeyField form={form} readOnly={!mayManage} />
          </>
        )}
        <Checkbox.Group
          label={t('callbacks.events')}
          description={t('callbacks.events.about')}
          value={[form.values.uploads && 'uploads', form.values.deletions && 'deletions'].filter(
            (one) => one !== false,
          )}
          onChange={(chosen) =>
            form.setValues({ uploads: chosen.includes('uploads'), deletions: chosen.includes('deletions') })
          }
        >
          <Stack gap="sm" mt="sm">
            <Checkbox value="uploads" label={t('event.NewFileUpload')} disabled={!mayManage} />
            <Checkbox value="deletions" label={t('event.FileDeleted')} disabled={!mayManage} />
          </Stack>
        </Checkbox.Group>
        {save.error && Object.keys(form.errors).length === 0 && <ErrorNotice error={save.error} />}
        {mayManage && (
          <Group gap="sm">
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              {common('action.save')}
            </Button>
            {Mode === 'PUSH' && (
              <Button
                variant="default"
                leftSection={<Send size={16} aria-hidden />}
                disabled={url === ''}
                loading={test.isPending}
                onClick={sendTest}
              >
                {t('test.send')}
              </Button>
            )}
          </Group>
        )}
        {Mode === 'PUSH' && test.error && <ErrorNotice error={test.error} />}
        {Mode === 'PUSH' && test.data && !test.isPending && <TestResult result={test.data} />}
      </Stack>
    </form>
  );
}
