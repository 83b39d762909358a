import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { ConfigValues } from './use-config-form.ts';

interface SignKeyFieldProps {
  readonly form: UseFormReturnType<ConfigValues>;
  readonly readOnly: boolean;
}

const choices = ['keep', 'set', 'remove'] as const;

/** Keeps, sets or removes the sign key, which the service does not show. */
export function SignKeyField({ form, readOnly }: SignKeyFieldProps) {
  const { t } = useTranslation('settings');
  return (
    <Radio.Group label={t('sign')} description={t('sign.about')} {...form.getInputProps('signing')}>
      <Stack gap="sm" mt="sm">
        {choices.map((choice) => (
          <Radio key={choice} value={choice} label={t(`sign.${choice}`)} disabled={readOnly} />
        ))}
        {form.values.signing === 'set' && (
          <Group gap="sm" align="flex-start">
            <TextInput
              flex="1 1 14rem"
              aria-label={t('sign.key')}
              placeholder={t('sign.key')}
              autoComplete="off"
              spellCheck={false}
              maxLength={32}
              {...form.getInputProps('SignKey')}
            />
            <Button variant="default" onClick={() => form.setFieldValue('SignKey', newSignKey())}>
              {t('sign.generate')}
            </Button>
          </Group>
        )}
      </Stack>
    </Radio.Group>
  );
}

/** A random key of 32 letters and digits. */
function newSignKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
