import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import schema from '#api-schema/CreateProcedureTemplateRequest';
import { toApiError } from '../../../api/api-error.ts';
import { parameterOf } from '../../../api/request-rules.ts';
import { useRules } from '../../../parts/form/use-rules.ts';
import type { AnimationValues, FlowValues } from './flow-values.ts';

const fields = ['Name', 'Comment'] as const;

/** The form of a task flow. */
export function useFlowForm(initialValues: FlowValues) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation();
  const rules = useRules(schema);

  const time = (value: number | string): string | null =>
    value === '' || Number.isFinite(Number(value)) ? null : common('rule.number');

  /** Times of one sign can be compared without the duration of the video. */
  function order(start: number | string, { end }: AnimationValues): string | null {
    const [from, to] = [Number(start), Number(end)];
    const comparable = to !== 0 && (from < 0 === to < 0 || (start === '' && to > 0));
    return comparable && to <= from ? t('animation.order') : null;
  }

  const form = useForm<FlowValues>({
    mode: 'controlled',
    initialValues,
    clearInputErrorOnChange: true,
    validate: {
      Name: (value) => rules.problem('Name', value.trim()),
      Comment: (value) => rules.problem('Comment', value),
      animations: {
        template: (value) => (value === '' ? t('animation.template.missing') : null),
        start: (value) => time(value),
        end: (value, { animations }, path) => {
          const own = animations[Number(path.split('.')[1])];
          return time(value) ?? (own ? order(own.start, own) : null);
        },
      },
    },
  });

  /** Shows an error of the service at its field. @returns whether it has one */
  function showError(error: unknown): boolean {
    const problem = toApiError(error);
    const field = parameterOf(schema, problem, fields);
    if (field === undefined) return false;
    form.setFieldError(field, problem.message);
    form.getInputNode(field)?.focus();
    return true;
  }

  return { form, rules, showError };
}

export type FlowForm = ReturnType<typeof useFlowForm>;
