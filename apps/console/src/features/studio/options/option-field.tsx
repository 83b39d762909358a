import { Fieldset, Select, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { type RequestSchema, rulesOf, type ValueSchema } from '../../../api/request-rules.ts';
import { useRules } from '../../../parts/form/use-rules.ts';
import { kindOf, membersOf } from '../model/options.ts';
import { ColorField } from './color-field.tsx';
import { NumberField } from './number-field.tsx';
import classes from './options.module.css';
import { PlainField } from './plain-field.tsx';
import { PlaysField } from './plays-field.tsx';
import { useOptionTexts } from './use-option-texts.tsx';

export interface OptionFieldProps {
  /** In requests. */
  readonly name: string;
  readonly schema: ValueSchema;
  /** Undefined: the default. */
  readonly value: unknown;
  /** What the service says about the value. */
  readonly error?: ReactNode;
  readonly onChange: (value: unknown) => void;
}

/** Options for which there is something better than the field of their kind. */
const special: Readonly<Record<string, (props: OptionFieldProps) => ReactNode>> = {
  Background: ColorField,
  Loop: PlaysField,
};

/** The field of an option, by its rules in the description of the API. So options of later versions have one, too. */
export function OptionField(props: OptionFieldProps) {
  const { name, schema, value, error, onChange } = props;
  const { label, help, choice } = useOptionTexts();
  const Special = special[name];
  if (Special) return <Special {...props} />;
  const texts = { label: label(name), description: help(name, schema), error };
  switch (kindOf(schema)) {
    case 'choice':
      return (
        <Select
          size="xs"
          {...texts}
          allowDeselect={false}
          clearable={schema.default === undefined}
          data={(schema.enum ?? []).map((one) => ({ value: String(one), label: choice(name, one) }))}
          value={value === undefined && schema.default === undefined ? null : String(value ?? schema.default)}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'boolean':
      return (
        <Switch
          {...texts}
          checked={(value ?? schema.default) === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case 'number':
      return <NumberOption {...props} />;
    case 'object':
      return <ObjectOption {...props} />;
    default:
      return <PlainField {...props} />;
  }
}

function NumberOption({ name, schema, value, error, onChange }: OptionFieldProps) {
  const { label, help } = useOptionTexts();
  const whole: RequestSchema = { properties: { [name]: schema } };
  const { min, max, integer, default: byDefault } = rulesOf(whole, name);
  const { problem } = useRules(whole);
  return (
    <NumberField
      label={label(name)}
      description={help(name, schema)}
      value={typeof value === 'number' ? value : ''}
      placeholder={byDefault === undefined ? undefined : String(byDefault)}
      min={min}
      max={max}
      decimal={!integer}
      problem={(typed) => problem(name, typed)}
      error={error}
      onValue={onChange}
    />
  );
}

/** An option with members, such as the sides of a part of the picture. */
function ObjectOption({ name, schema, value, error, onChange }: OptionFieldProps) {
  const { label, help } = useOptionTexts();
  const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  return (
    <Fieldset legend={label(name)} className={classes.members ?? ''}>
      <div className={classes.help}>{help(name, schema)}</div>
      {Object.entries(membersOf(schema).properties ?? {}).map(([member, of]) => (
        <OptionField
          key={member}
          name={member}
          schema={of}
          value={given[member]}
          onChange={(changed) => {
            const members = Object.entries({ ...given, [member]: changed }).filter(([, one]) => one !== undefined);
            onChange(members.length === 0 ? undefined : Object.fromEntries(members));
          }}
        />
      ))}
      {error && (
        <div className={classes.error} role="alert">
          {error}
        </div>
      )}
    </Fieldset>
  );
}
