import { Checkbox, Chip, Group, Input, SegmentedControl, Slider } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import schema from '#api-schema/AnimationSettings?described';
import { useRules } from '../../../parts/form/use-rules.ts';
import { type Format, formatName, formats } from '../../../parts/formats.ts';
import { firstSettings, type OwnSettings, widths } from '../model/settings.ts';
import { NumberField } from './number-field.tsx';
import classes from './options.module.css';
import type { FieldProblem } from './problem.ts';

interface OwnFieldsProps {
  readonly own: OwnSettings;
  readonly onChange: (own: OwnSettings) => void;
  /** Width of the video, pixels. */
  readonly sourceWidth: number;
  /** What the service says about a value. */
  readonly problem: FieldProblem | undefined;
}

/** Format, size, frame rate and quality. Limits come from the description of the API. */
export function OwnFields({ own, onChange, sourceWidth, problem }: OwnFieldsProps) {
  const { t } = useTranslation('studio');
  const rules = useRules(schema);
  const change = (changes: Partial<OwnSettings>) => onChange({ ...own, ...changes });
  const shown = widths.filter((width) => width < sourceWidth || width === widths[0]);
  const preset = own.height === 0 && (own.width === 0 || shown.some((width) => width === own.width));
  const [fps, quality, side] = [rules.of('Fps'), rules.of('Quality'), rules.of('Width')];
  const errorOf = (name: string) => problem?.name === name && <span lang="en">{problem.message}</span>;
  const { fps: rate } = own;
  return (
    <div className={classes.fields}>
      <Input.Wrapper label={t('format')} labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label={t('format')}
          data={formats.map((value) => ({ value, label: formatName(value) }))}
          value={own.format}
          onChange={(format) => change({ format: format as Format })}
        />
        <Input.Description mt="xs">{t(`format.${own.format}`)}</Input.Description>
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
              error={errorOf(name === 'width' ? 'Width' : 'Height')}
              onValue={(value) => change({ [name]: value ?? 0 })}
            />
          ))}
        </div>
      </Input.Wrapper>
      <div className={classes.pair}>
        <div className={classes.slider}>
          <NumberField
            label={t('fps.label')}
            value={rate === 'source' ? '' : rate}
            placeholder={t('size.source')}
            min={fps.min}
            max={fps.max}
            disabled={rate === 'source'}
            problem={(value) => rules.problem('Fps', value)}
            error={errorOf('Fps')}
            onValue={(value) => value !== undefined && change({ fps: value })}
          />
          <Slider
            aria-label={t('fps.label')}
            thumbLabel={t('fps.label')}
            min={fps.min ?? 1}
            max={30}
            label={null}
            disabled={rate === 'source'}
            value={Math.min(30, rate === 'source' ? 30 : rate)}
            onChange={(value) => change({ fps: value })}
          />
          <Checkbox
            size="xs"
            label={t('fps.every')}
            checked={rate === 'source'}
            onChange={({ currentTarget }) => change({ fps: currentTarget.checked ? 'source' : firstSettings.fps })}
          />
        </div>
        <div className={classes.slider}>
          <NumberField
            label={t('quality')}
            value={own.quality}
            min={quality.min}
            max={quality.max}
            problem={(value) => rules.problem('Quality', value)}
            error={errorOf('Quality')}
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
