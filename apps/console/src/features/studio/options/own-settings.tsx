import { Chip, Group, Input, NumberInput, SegmentedControl, Slider } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import schema from '#api-schema/CreateAnimatedGraphicsTemplateRequest';
import { useRules } from '../../../parts/form/use-rules.ts';
import { type Format, type OwnSettings, widths } from '../model/settings.ts';
import classes from './options.module.css';

interface OwnFieldsProps {
  readonly own: OwnSettings;
  readonly onChange: (own: OwnSettings) => void;
  /** Width of the video, pixels. */
  readonly sourceWidth: number;
}

/** Format, size, frame rate and quality. Limits come from the description of the API. */
export function OwnFields({ own, onChange, sourceWidth }: OwnFieldsProps) {
  const { t } = useTranslation('studio');
  const rules = useRules(schema);
  const change = (changes: Partial<OwnSettings>) => onChange({ ...own, ...changes });
  const shown = widths.filter((width) => width < sourceWidth || width === widths[0]);
  const preset = own.height === 0 && (own.width === 0 || shown.some((width) => width === own.width));
  const [fps, quality, side] = [rules.of('Fps'), rules.of('Quality'), rules.of('Width')];
  return (
    <div className={classes.fields}>
      <Input.Wrapper label={t('format')} labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label={t('format')}
          data={[
            { value: 'webp', label: 'WebP' },
            { value: 'gif', label: 'GIF' },
          ]}
          value={own.format}
          onChange={(format) => change({ format: format as Format })}
        />
        <Input.Description mt="xs">{t(own.format === 'gif' ? 'format.gif' : 'format.webp')}</Input.Description>
      </Input.Wrapper>
      <Input.Wrapper label={t('width')} labelElement="div">
        <Chip.Group
          value={preset ? String(own.width) : ''}
          onChange={(width) => change({ width: Number(width), height: 0 })}
        >
          <Group gap="xs" role="radiogroup" aria-label={t('width')}>
            {shown.map((width) => (
              <Chip key={width} value={String(width)} size="xs">
                {t('size.px', { px: width })}
              </Chip>
            ))}
            <Chip value="0" size="xs">
              {t('size.source')}
            </Chip>
          </Group>
        </Chip.Group>
        <div className={classes.sides}>
          {(['width', 'height'] as const).map((name) => (
            <NumberField
              key={name}
              label={t(name === 'width' ? 'width.px' : 'height.px')}
              value={own[name] === 0 ? '' : own[name]}
              placeholder={t('auto')}
              max={side.max}
              problem={(value) => rules.problem(name === 'width' ? 'Width' : 'Height', value)}
              onValue={(value) => change({ [name]: value ?? 0 })}
            />
          ))}
        </div>
      </Input.Wrapper>
      <div className={classes.pair}>
        <div className={classes.slider}>
          <NumberField
            label={t('fps.label')}
            value={own.fps}
            min={fps.min}
            max={fps.max}
            problem={(value) => rules.problem('Fps', value)}
            onValue={(value) => value !== undefined && change({ fps: value })}
          />
          <Slider
            aria-label={t('fps.label')}
            thumbLabel={t('fps.label')}
            min={fps.min ?? 1}
            max={30}
            label={null}
            value={Math.min(30, own.fps)}
            onChange={(value) => change({ fps: value })}
          />
        </div>
        <div className={classes.slider}>
          <NumberField
            label={t('quality')}
            value={own.quality}
            min={quality.min}
            max={quality.max}
            problem={(value) => rules.problem('Quality', value)}
            onValue={(value) => value !== undefined && change({ quality: value })}
          />
          <Slider
            aria-label={t('quality')}
            thumbLabel={t('quality')}
            min={quality.min ?? 1}
            max={quality.max ?? 100}
            label={null}
            value={own.quality}
            onChange={(value) => change({ quality: value })}
          />
        </div>
      </div>
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number | '';
  readonly placeholder?: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly problem: (value: unknown) => string | null;
  /** A valid value; undefined for an empty field. */
  readonly onValue: (value: number | undefined) => void;
}

/** A number whose invalid values stay in the field, with what is wrong. */
function NumberField({ label, value, placeholder, min, max, problem, onValue }: NumberFieldProps) {
  const [typed, setTyped] = useDraft(value);
  return (
    <NumberInput
      size="xs"
      label={label}
      value={typed}
      {...(placeholder !== undefined && { placeholder })}
      {...(min !== undefined && { min })}
      {...(max !== undefined && { max })}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      error={typed === '' ? undefined : problem(Number(typed))}
      onChange={(next) => {
        setTyped(next === '' ? '' : Number(next));
        if (next === '') onValue(undefined);
        else if (problem(Number(next)) === null) onValue(Number(next));
      }}
    />
  );
}

/** What is in a field: what was typed, until the value changes elsewhere. */
function useDraft(value: number | ''): readonly [number | '', (typed: number | '') => void] {
  const [draft, setDraft] = useState<number | ''>(value);
  const [last, setLast] = useState(value);
  if (last !== value) {
    setLast(value);
    setDraft(value);
  }
  return [draft, setDraft];
}
