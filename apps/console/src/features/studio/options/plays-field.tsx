import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OptionFieldProps } from './option-field.tsx';
import { PlainField } from './plain-field.tsx';
import { useOptionTexts } from './use-option-texts.tsx';

/** Choices that are not a number that one types. */
const named = [0, 1, 'source'] as const;

/** Number of plays: without end, once, another number, or that of the video. */
export function PlaysField({ name, schema, value, error, onChange }: OptionFieldProps) {
  const { t } = useTranslation('studio');
  const { label, help, plays } = useOptionTexts();
  const shown = value ?? schema.default;
  const isNamed = named.some((one) => one === shown);
  return (
    <>
      <Select
        size="xs"
        label={label(name)}
        description={help(name, schema)}
        allowDeselect={false}
        data={[
          ...named.map((one) => ({ value: String(one), label: plays(one) })),
          { value: 'number', label: t('plays.number') },
        ]}
        value={isNamed ? String(shown) : 'number'}
        error={isNamed && error}
        onChange={(next) => onChange(next === 'source' ? next : next === 'number' ? 2 : Number(next))}
      />
      {!isNamed && (
        <PlainField
          name={name}
          label={t('plays.label')}
          schema={schema}
          value={value}
          error={error}
          onChange={onChange}
        />
      )}
    </>
  );
}
