import { Button, Group, Input, NumberInput, Radio, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { useId } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import createSchema from '#api-schema/CreateAnimatedGraphicsTemplateRequest';
import { fieldProps } from '../../../parts/form/field-props.ts';
import { useRules } from '../../../parts/form/use-rules.ts';
import { type Format, formatName, formats } from '../../../parts/formats.ts';
import classes from './template-fields.module.css';
import type { TemplateForm } from './use-template-form.ts';

/** Common widths, px. */
const widths = [240, 320, 480, 640, 960];

/** The fields of a template, with the rules of the service at each. */
export function TemplateFields({ form, rules }: Pick<TemplateForm, 'form' | 'rules'>) {
  const { t } = useTranslation('templates');
  const formatLabel = useId();
  // A template that exists may be smaller than a new one. The help has the same range for both.
  const { range } = useRules(createSchema);
  const { Width: width, Height: height } = form.values;
  const hasBothSides = Number(width) > 0 && Number(height) > 0;
  return (
    <Stack gap="md">
      <TextInput
        label={t('field.Name')}
        description={t('help.Name')}
        {...fieldProps(form, 'Name')}
        key={form.key('Name')}
      />
      <Input.Wrapper
        label={t('field.Format')}
        description={t('help.Format')}
        labelElement="div"
        labelProps={{ id: formatLabel }}
        inputWrapperOrder={['label', 'description', 'input', 'error']}
      >
        <div className={classes.format}>
          <SegmentedControl
            aria-labelledby={formatLabel}
            data={formats.map((value) => ({ value, label: formatName(value) }))}
            {...fieldProps(form, 'Format')}
            onChange={(value) => {
              form.setFieldValue('Format', value as Format);
              form.clearFieldError('Width');
            }}
          />
        </div>
      </Input.Wrapper>
      <div>
        <Group align="flex-start" grow className={classes.sides ?? ''}>
          {(['Width', 'Height'] as const).map((name) => (
            <div key={name}>
              <NumberInput
                label={t(`field.${name}`)}
                description={t(`help.${name}`, range(name))}
                placeholder={t('auto')}
                allowDecimal={false}
                allowNegative={false}
                step={10}
                suffix={t('px')}
                {...fieldProps(form, name)}
              />
              {name === 'Width' && <Widths form={form} />}
            </div>
          ))}
        </Group>
      </div>
      <Radio.Group
        label={t('field.ResolutionAdaptive')}
        {...fieldProps(form, 'ResolutionAdaptive')}
        onChange={(value) => form.setFieldValue('ResolutionAdaptive', value as 'open')}
      >
        <Stack gap="sm" mt="xs">
          {(['open', 'close'] as const).map((value) => (
            <Radio
              key={value}
              value={value}
              label={t(`adaptive.${value}`)}
              description={t(hasBothSides ? `adaptive.${value}.both` : `adaptive.${value}.one`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Group align="flex-start" grow className={classes.sides ?? ''}>
        <NumberInput
          label={t('field.Fps')}
          description={t('help.Fps', rules.range('Fps'))}
          allowDecimal={false}
          allowNegative={false}
          {...fieldProps(form, 'Fps')}
        />
        <NumberInput
          label={t('field.Quality')}
          description={t('help.Quality', rules.range('Quality'))}
          allowNegative={false}
          step={5}
          {...fieldProps(form, 'Quality')}
        />
      </Group>
      <Textarea
        label={t('field.Comment')}
        autosize
        minRows={2}
        {...fieldProps(form, 'Comment')}
        key={form.key('Comment')}
      />
    </Stack>
  );
}

/** Sets a common width. */
function Widths({ form }: Pick<TemplateForm, 'form'>) {
  const { t } = useTranslation('templates');
  return (
    <Group gap="xs" mt="xs" role="group" aria-label={t('widths')}>
      {widths.map((one) => (
        <Button
          key={one}
          variant={form.values.Width === one ? 'outline' : 'default'}
          size="compact-xs"
          aria-pressed={form.values.Width === one}
          onClick={() => {
            form.setFieldValue('Width', one);
            form.clearFieldError('Width');
          }}
        >
          {one}
        </Button>
      ))}
    </Group>
  );
}
