import { Button, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import schema from '#api-schema/MediaProcessTaskInput';
import { rulesOf } from '../../../api/request-rules.ts';
import { useFormats } from '../../../i18n/format.ts';
import { fieldProps } from '../../../parts/form/field-props.ts';
import { AnimationFields } from './animation-fields.tsx';
import { newAnimation } from './flow-values.ts';
import type { FlowForm } from './use-flow-form.ts';

/** Most animations of one task flow. */
const { maxItems = 100 } = rulesOf(schema, 'AnimatedGraphicTaskSet');

interface FlowFieldsProps {
  readonly form: FlowForm['form'];
  readonly rules: FlowForm['rules'];
  /** A task flow that exists keeps its name, by which uploads refer to it. */
  readonly isNew: boolean;
  /** Makes a template for an animation. */
  readonly onNewTemplate: (index: number) => void;
}

/** The fields of a task flow. */
export function FlowFields({ form, rules, isNew, onNewTemplate }: FlowFieldsProps) {
  const { t } = useTranslation('flows');
  const { number } = useFormats();
  const { animations } = form.values;
  return (
    <Stack gap="md">
      {isNew && (
        <TextInput
          label={t('field.Name')}
          description={t('help.Name', { max: number(rules.of('Name').maxLength ?? 0) })}
          autoCapitalize="none"
          spellCheck={false}
          {...fieldProps(form, 'Name')}
        />
      )}
      <Textarea label={t('field.Comment')} autosize minRows={1} {...fieldProps(form, 'Comment')} />
      <div>
        <Title order={2}>{t('animations')}</Title>
        <Text size="sm" c="dimmed" mb="sm">
          {animations.length === 0 ? t('animations.none') : t('animations.text')}
        </Text>
        <Stack gap="md" component="ol" m={0} p={0}>
          {animations.map(({ key }, index) => (
            <AnimationFields key={key} form={form} index={index} onNewTemplate={() => onNewTemplate(index)} />
          ))}
        </Stack>
        <Button
          variant="default"
          mt="md"
          leftSection={<Plus size={16} aria-hidden />}
          disabled={animations.length >= maxItems}
          onClick={() => form.insertListItem('animations', newAnimation())}
        >
          {t('animations.add')}
        </Button>
      </div>
    </Stack>
  );
}
