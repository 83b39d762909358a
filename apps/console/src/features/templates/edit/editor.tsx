import { Button, Group } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { Sample } from '../sample/sample.tsx';
import { UsedBy } from '../used-by.tsx';
import classes from './editor.module.css';
import { TemplateFields } from './template-fields.tsx';
import { settingsOf, type TemplateValues } from './template-values.ts';
import type { TemplateForm } from './use-template-form.ts';

interface EditorProps {
  readonly template: TemplateForm;
  readonly save: UseMutationResult<unknown, Error, TemplateValues>;
  /** The verb on the button. */
  readonly label: string;
  /** Of a template that exists. */
  readonly definition?: number;
}

/** The form of a template beside a sample of what it makes. */
export function Editor({ template, save, label, definition }: EditorProps) {
  const { t } = useTranslation('templates');
  const { form, rules, showError, isValid } = template;
  const hasField = save.error !== null && Object.keys(form.errors).length > 0;

  function submit(values: TemplateValues) {
    save.mutate(values, { onError: showError });
  }

  return (
    <div className={classes.columns}>
      <form
        noValidate
        aria-label={t('form')}
        onSubmit={form.onSubmit(submit, (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus())}
      >
        {save.error && !hasField && <ErrorNotice error={save.error} />}
        <TemplateFields form={form} rules={rules} />
        <Group justify="flex-end" gap="sm" mt="lg">
          {form.isDirty() && definition !== undefined && (
            <Button variant="default" onClick={form.reset}>
              {t('reset')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={definition !== undefined && !form.isDirty()}>
            {label}
          </Button>
        </Group>
        {definition !== undefined && <UsedBy definition={definition} />}
      </form>
      <Sample settings={isValid ? settingsOf(form.values) : undefined} />
    </div>
  );
}
