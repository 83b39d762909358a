import { ActionIcon, NumberInput, Paper, Select, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { fieldProps } from '../../../parts/form/field-props.ts';
import { formatName } from '../../../parts/formats.ts';
import { templateName, templatesQuery } from '../../../parts/templates.ts';
import { useApplication } from '../../../shell/application.ts';
import classes from './animation-fields.module.css';
import type { FlowForm } from './use-flow-form.ts';

interface AnimationFieldsProps {
  readonly form: FlowForm['form'];
  readonly index: number;
  readonly onNewTemplate: () => void;
}

/** The value of the entry that makes a template. Those of templates are numbers. */
const NEW = 'new';

/** One animation of a task flow: a template, and a segment. */
export function AnimationFields({ form, index, onNewTemplate }: AnimationFieldsProps) {
  const { t } = useTranslation('flows');
  const { data: templates } = useQuery(templatesQuery(useApplication()));
  const number = index + 1;
  const template = form.values.animations[index]?.template ?? '';
  const groups = (['Preset', 'Custom'] as const).map((type) => ({
    group: t(`templates.${type}`),
    items: (templates ?? [])
      .filter(({ Type }) => Type === type)
      .map(({ Definition, Format, Fps }) => ({
        value: String(Definition),
        label: `${templateName(Definition, templates)} · ${formatName(Format)} · ${t('template.fps', { fps: Fps })}`,
      })),
  }));
  const isDeleted =
    templates !== undefined && template !== '' && !templates.some(({ Definition }) => String(Definition) === template);
  const deleted = { value: template, label: t('template.deleted', { id: template }) };
  const data = [...(isDeleted ? [{ group: t('templates.deleted'), items: [deleted] }] : []), ...groups].filter(
    ({ items }) => items.length > 0,
  );
  data.push({ group: '', items: [{ value: NEW, label: t('template.new') }] });
  const { error, ...props } = fieldProps(form, `animations.${index}.template`);
  const seconds = {
    rightSection: t('seconds'),
    rightSectionPointerEvents: 'none',
    decimalScale: 6,
    step: 0.5,
  } as const;
  return (
    <Paper component="li" p="md" className={classes.animation ?? ''} aria-label={t('animation', { number })}>
      <div className={classes.head}>
        <Select
          className={classes.template ?? ''}
          label={t('animation', { number })}
          placeholder={t('animation.template')}
          data={data}
          searchable={(templates?.length ?? 0) > 8}
          allowDeselect={false}
          nothingFoundMessage={t('template.notFound')}
          {...props}
          value={template === '' ? null : template}
          onChange={(value) => (value === NEW ? onNewTemplate() : props.onChange(value))}
          error={error ?? (isDeleted && t('template.deleted.text'))}
        />
        <Tooltip label={t('animation.remove', { number })}>
          <ActionIcon
            aria-label={t('animation.remove', { number })}
            className={classes.remove ?? ''}
            onClick={() => form.removeListItem('animations', index)}
          >
            <Trash2 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.times}>
        <NumberInput
          label={t('animation.start')}
          placeholder={t('animation.start.none')}
          {...seconds}
          {...fieldProps(form, `animations.${index}.start`)}
        />
        <NumberInput
          label={t('animation.end')}
          placeholder={t('animation.end.none')}
          {...seconds}
          {...fieldProps(form, `animations.${index}.end`)}
        />
      </div>
    </Paper>
  );
}
