import { useTranslation } from 'react-i18next';
import { type RequestSchema, type Rules, rulesOf, violationOf } from '../../api/request-rules.ts';
import { useFormats } from '../../i18n/format.ts';

/**
 * The rules of the parameters of a request, for the fields of a form.
 * @returns `of`: the rules of a parameter; `problem`: what is wrong with a value, in plain words, or null
 */
export function useRules(schema: RequestSchema) {
  const { t } = useTranslation();
  const { number } = useFormats();

  function problem(name: string, value: unknown): string | null {
    const rules = rulesOf(schema, name);
    const violation = violationOf(rules, value);
    if (violation === undefined) return null;
    if (violation === 'range') return t(rules.or === undefined ? 'rule.range' : 'rule.rangeOr', range(rules));
    if (violation === 'long') return t('rule.long', { max: number(rules.maxLength ?? 0) });
    return t(`rule.${violation}`);
  }

  function range({ min, max }: Rules): { min: string; max: string } {
    return { min: number(min ?? 0), max: number(max ?? 0) };
  }

  return {
    of: (name: string): Rules => rulesOf(schema, name),
    problem,
    range: (name: string) => range(rulesOf(schema, name)),
  };
}
