import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValueSchema } from '../../../api/request-rules.ts';
import { useFormats } from '../../../i18n/format.ts';
import { kindOf, optionSchema } from '../model/options.ts';

/** `SeamlessLoop` as words: `Seamless loop`. */
export function wordsOf(name: string): string {
  const words = name
    .replaceAll(/[-_]/g, ' ')
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The texts of options. Options that the page does not know have their names and the descriptions of the API, in English. */
export function useOptionTexts() {
  const { t, i18n } = useTranslation('studio');
  const { number } = useFormats();
  const known = (key: string): string | undefined =>
    i18n.exists(`studio:${key}`) ? t(key as 'option.Fit') : undefined;

  /** Number of plays in words. */
  function plays(value: unknown): string {
    if (value === 0 || value === 'forever') return t('plays.forever');
    if (value === 1 || value === 'once') return t('plays.once');
    if (value === 'source') return t('plays.source');
    return typeof value === 'number' ? t('plays.times', { count: value, plays: number(value) }) : String(value);
  }

  function label(name: string): string {
    return known(`option.${name}`) ?? wordsOf(name);
  }

  function help(name: string, { description, ...schema }: ValueSchema): ReactNode {
    const text = known(`option.${name}.help`) ?? (description && <span lang="en">{description}</span>);
    const { minimum: min, maximum: max } = schema;
    if (kindOf(schema) !== 'number' || min === undefined || max === undefined) return text;
    return (
      <>
        {text} {t('option.range', { min: number(min), max: number(max) })}
      </>
    );
  }

  /** One of the choices of an option. */
  function choice(name: string, value: unknown): string {
    return known(`option.${name}.${value}`) ?? wordsOf(String(value));
  }

  /** The value of an option, for a summary. */
  function value(name: string, given: unknown): string {
    if (name === 'Loop') return plays(given);
    const kind = kindOf(optionSchema(name));
    if (kind === 'boolean') return t(given ? 'option.on' : 'option.off');
    if (kind === 'choice') return choice(name, given);
    return typeof given === 'object' ? JSON.stringify(given) : String(given);
  }

  return { label, help, choice, plays, value };
}
