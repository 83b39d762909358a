import { Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { kindOf, valueFrom } from '../model/options.ts';
import type { OptionFieldProps } from './option-field.tsx';
import { useDraft } from './use-draft.ts';
import { useOptionTexts } from './use-option-texts.tsx';

/** A value that is typed: a text, a text or number, or JSON. It is applied with Enter and when the field is left. */
export function PlainField({
  name,
  label: given,
  schema,
  value,
  error,
  onChange,
}: OptionFieldProps & { label?: string }) {
  const { t } = useTranslation('studio');
  const { label, help } = useOptionTexts();
  const isJson = kindOf(schema) === 'json';
  const [typed, setTyped] = useDraft(value === undefined ? '' : isJson ? JSON.stringify(value) : String(value));
  const [isWrong, setWrong] = useState(false);

  function apply() {
    if (!isJson) return onChange(valueFrom(typed, schema));
    try {
      onChange(typed.trim() === '' ? undefined : JSON.parse(typed));
      setWrong(false);
    } catch {
      setWrong(true);
    }
  }

  const field = {
    size: 'xs',
    label: given ?? label(name),
    description: given === undefined && help(name, schema),
    value: typed,
    error: isWrong ? t('option.json') : error,
    onBlur: apply,
  } as const;
  if (isJson) return <Textarea {...field} autosize onChange={({ currentTarget }) => setTyped(currentTarget.value)} />;
  return (
    <TextInput
      {...field}
      {...(schema.default !== undefined && { placeholder: String(schema.default) })}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onKeyDown={({ key }: KeyboardEvent) => key === 'Enter' && apply()}
    />
  );
}
