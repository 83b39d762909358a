import { Anchor, Switch, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberUploadFlows, useUploadFlows } from '../../../parts/uploads/upload-flow.ts';
import { useApplication } from '../../../shell/application.ts';

/** Uses a task flow for one upload, or for every upload from this browser. */
export function EveryUpload({ name }: { readonly name: string }) {
  const { t } = useTranslation('flows');
  const application = useApplication();
  const help = useId();
  const { every } = useUploadFlows(application);
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('use.console')}{' '}
        <Anchor component={Link} to="/media" search={{ flow: name } as never} inherit underline="always">
          {t('use.console.link')}
        </Anchor>
      </Text>
      <Switch
        label={t('use.every')}
        aria-describedby={help}
        checked={every === name}
        onChange={({ currentTarget: { checked } }) =>
          rememberUploadFlows(application, { every: checked ? name : undefined })
        }
      />
      <Text id={help} size="xs" c="dimmed" mt="xs">
        {every !== undefined && every !== name ? t('use.every.other', { name: every }) : t('use.every.text')}
      </Text>
    </>
  );
}
