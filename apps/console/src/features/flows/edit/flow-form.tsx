import { Button, Group } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { FlowFields } from './flow-fields.tsx';
import classes from './flow-form.module.css';
import type { FlowValues } from './flow-values.ts';
import type { FlowForm as Form } from './use-flow-form.ts';

interface FlowFormProps {
  readonly flow: Form;
  readonly save: UseMutationResult<unknown, Error, FlowValues>;
  /** The verb on the button. */
  readonly label: string;
  readonly isNew: boolean;
  /** Makes a template for an animation. */
  readonly onNewTemplate: (index: number) => void;
  /** Without the right to change it, it can only be read. */
  readonly isReadOnly?: boolean;
  /** After the fields. */
  readonly children?: ReactNode;
}

/** The form of a task flow. */
export function FlowForm({ flow, save, label, isNew, onNewTemplate, isReadOnly = false, children }: FlowFormProps) {
  const { t } = useTranslation('flows');
  const { form, rules, showError } = flow;
  const hasField = save.error !== null && Object.keys(form.errors).length > 0;

  function submit(values: FlowValues) {
    save.mutate(values, { onError: showError });
  }

  return (
    <form
      noValidate
      aria-label={t('form')}
      onSubmit={form.onSubmit(submit, (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus())}
    >
      <fieldset disabled={isReadOnly} className={classes.fields}>
        {save.error && !hasField && <ErrorNotice error={save.error} />}
        <FlowFields form={form} rules={rules} isNew={isNew} onNewTemplate={onNewTemplate} />
        {children}
        {!isReadOnly && (
          <Group justify="flex-end" gap="sm" mt="lg">
            {form.isDirty() && !isNew && (
              <Button variant="default" onClick={form.reset}>
                {t('reset')}
              </Button>
            )}
            <Button type="submit" loading={save.isPending} disabled={!isNew && !form.isDirty()}>
              {label}
            </Button>
          </Group>
        )}
      </fieldset>
    </form>
  );
}
