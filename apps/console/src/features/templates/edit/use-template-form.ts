import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../../api/api-error.ts';
import { parameterOf, type RequestSchema } from '../../../api/request-rules.ts';
import { useRules } from '../../../parts/form/use-rules.ts';
import { fieldNames, type TemplateValues } from './template-values.ts';

/**
 * The form of a template.
 * @param schema of the request: its limits differ between a new template and a change
 */
export function useTemplateForm(schema: RequestSchema, initialValues: TemplateValues) {
  const { t } = useTranslation('templates');
  const { t: common } = useTranslation();
  const rules = useRules(schema);

  function problems(values: TemplateValues): Partial<Record<keyof TemplateValues, string>> {
    const found = Object.fromEntries(
      fieldNames.map((name) => [name, rules.problem(name, values[name])]).filter(([, problem]) => problem !== null),
    );
    // The service would take its default, but the form shows no other value than the one that is used.
    if (values.Quality === '') found.Quality = common('rule.missing');
    if (values.Format === 'webp' && Number(values.Width) === 0 && Number(values.Height) === 0) {
      found.Width ??= t('webp.size');
    }
    return found;
  }

  const form = useForm<TemplateValues>({
    mode: 'controlled',
    initialValues,
    clearInputErrorOnChange: true,
    validate: problems,
  });

  /** Shows an error of the service at its field. @returns whether it has one */
  function showError(error: unknown): boolean {
    const problem = toApiError(error);
    const field = parameterOf(schema, problem, fieldNames);
    if (field === undefined) return false;
    form.setFieldError(field, problem.message);
    form.getInputNode(field)?.focus();
    return true;
  }

  return { form, rules, showError, isValid: Object.keys(problems(form.values)).length === 0 };
}

export type TemplateForm = ReturnType<typeof useTemplateForm>;
