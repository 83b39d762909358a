import { Ban, CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/format.ts';
import type { Outcome } from './outcome.ts';
import classes from './status.module.css';

const icons = {
  waiting: CircleDashed,
  running: LoaderCircle,
  done: CircleCheck,
  partly: TriangleAlert,
  failed: CircleX,
  aborted: Ban,
  ended: CircleCheck,
} as const;

interface StatusProps {
  readonly outcome: Outcome;
  /** Percent, shown while it runs. */
  readonly progress?: number | undefined;
}

/** The state of a task in a word, with an icon. */
export function Status({ outcome, progress }: StatusProps) {
  const { t } = useTranslation('tasks');
  const { number } = useFormats();
  const Icon = icons[outcome];
  return (
    <span className={classes.status} data-outcome={outcome}>
      <Icon size={16} aria-hidden className={classes.icon} />
      {t(`outcome.${outcome}`)}
      {outcome === 'running' && progress !== undefined && (
        <span className={classes.percent}>{number(progress / 100, { style: 'percent' })}</span>
      )}
    </span>
  );
}
