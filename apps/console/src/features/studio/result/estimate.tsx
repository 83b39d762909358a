import { Button, Group, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import type { OwnSettings } from '../model/settings.ts';
import type { Plan, Recipe } from '../pictures/pictures.ts';
import { planQuery, previewQuery } from '../queries.ts';
import { useStudio } from '../studio-context.ts';
import classes from './result.module.css';
import { Warning } from './warning.tsx';

interface EstimateProps {
  readonly recipe: Recipe;
  /** Whether the recipe is newer than the one that is estimated. */
  readonly isLate: boolean;
}

/** What the task would make: bytes, frames, size and seconds. */
export function Estimate({ recipe, isLate }: EstimateProps) {
  const { t } = useTranslation('studio');
  const { source } = useStudio();
  const { data, error, isPlaceholderData, refetch } = useQuery(planQuery(source, recipe));
  const made = useQuery({ ...previewQuery(source, recipe, 'a'), enabled: false });
  if (error)
    return <ErrorNotice title={t('estimate.failed')} limitHint={t('pictures.busy')} error={error} onRetry={refetch} />;
  const isOld = isPlaceholderData || isLate;
  const exact = made.isPlaceholderData || made.data?.cut.length !== 0 ? undefined : made.data.bytes;
  return (
    <section aria-label={t('estimate')} aria-busy={isOld} className={classes.facts} data-old={isOld}>
      {data ? <Facts plan={data} exact={exact} isOld={isOld} /> : t('estimate.making')}
    </section>
  );
}

interface AdviceProps {
  readonly recipe: Recipe;
  /** Applies a suggestion; undefined when the settings are those of a template. */
  readonly onSuggestion: ((changes: Partial<OwnSettings>) => void) | undefined;
}

/** Warnings about an animation, and smaller settings. */
export function Advice({ recipe, onSuggestion }: AdviceProps) {
  const { source } = useStudio();
  const { data, error } = useQuery(planQuery(source, recipe));
  if (error || !data) return null;
  return (
    <>
      {data.warnings.map((warning) => (
        <Warning key={warning.code} {...warning} />
      ))}
      {onSuggestion && <Smaller plan={data} onChoose={onSuggestion} />}
    </>
  );
}

interface FactsProps {
  readonly plan: Plan;
  /** The size of the whole preview, bytes; undefined when there is none yet. */
  readonly exact: number | undefined;
  readonly isOld: boolean;
}

function Facts({ plan, exact, isOld }: FactsProps) {
  const { t } = useTranslation('studio');
  const { bytes, number } = useFormats();
  const { estimate, frames, width, height, duration } = plan;
  const facts = [
    `${width}×${height}`,
    frames !== null && t('frames', { count: frames, frames: number(frames) }),
    duration !== null && t('seconds', { seconds: number(duration, { maximumFractionDigits: 2 }) }),
    estimate &&
      t('estimate.takes', {
        seconds: number(Math.max(0.1, estimate.seconds), { maximumFractionDigits: estimate.seconds < 10 ? 1 : 0 }),
      }),
  ];
  const about = estimate ? t('estimate.about', { bytes: bytes(estimate.bytes) }) : t('estimate.unknown');
  return (
    <>
      <strong>{exact !== undefined ? bytes(exact) : about}</strong>
      {exact === undefined && estimate && (
        <span>{t('estimate.range', { low: bytes(estimate.low), high: bytes(estimate.high) })}</span>
      )}
      {isOld && <Loader size={14} className={classes.loader ?? ''} aria-hidden />}
      <div>{facts.filter(Boolean).join(' · ')}</div>
    </>
  );
}

/** Suggestions that are shown. */
const SHOWN = 3;
/** An animation below this size needs none, bytes. */
const SMALL = 2_000_000;

/** Buttons that make the animation smaller, with what it would have then. */
function Smaller({
  plan,
  onChoose,
}: {
  readonly plan: Plan;
  readonly onChoose: (changes: Partial<OwnSettings>) => void;
}) {
  const { t } = useTranslation('studio');
  const { bytes, number } = useFormats();
  if (!plan.estimate || plan.estimate.bytes < SMALL || plan.suggestions.length === 0) return null;
  return (
    <Group gap="xs">
      {plan.suggestions.slice(0, SHOWN).map(({ width, height, fps, bytes: size }) => {
        const what = fps === null ? t('size.px', { px: width || height }) : t('fps', { fps: number(fps) });
        const changes = fps === null ? { width: width ?? 0, height: height ?? 0 } : { fps };
        return (
          <Button key={what} variant="default" size="compact-xs" onClick={() => onChoose(changes)}>
            {t('suggestion', { what, bytes: bytes(size) })}
          </Button>
        );
      })}
    </Group>
  );
}
