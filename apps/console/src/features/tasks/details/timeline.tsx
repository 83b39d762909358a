import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { outcomeOf, secondsBetween } from '../outcome.ts';
import type { Task } from '../queries.ts';
import classes from './timeline.module.css';

/** When the task was created, started and ended, and the times between. */
export function Timeline({ task }: { readonly task: Task }) {
  const { t } = useTranslation('tasks');
  const format = useFormats();
  const { CreateTime, BeginProcessTime, FinishTime, Status } = task;
  const waited = secondsBetween(CreateTime, BeginProcessTime);
  const took = secondsBetween(BeginProcessTime, FinishTime);
  const steps = [
    { key: 'created', time: CreateTime, note: undefined },
    // A task that was aborted while it waited did not start.
    ...(Status === 'ABORTED' && BeginProcessTime === ''
      ? []
      : [
          {
            key: 'started',
            time: BeginProcessTime,
            note: waited !== undefined && t('time.waited', { time: format.seconds(waited) }),
          } as const,
        ]),
    {
      key: Status === 'ABORTED' ? 'aborted' : 'ended',
      time: FinishTime,
      note: took !== undefined && t('time.took', { time: format.seconds(took) }),
    },
  ] as const;
  return (
    <ol className={classes.timeline} aria-label={t('time')}>
      {steps.map(({ key, time, note }) => (
        <li key={key} data-reached={time !== ''} data-failed={key === 'ended' && outcomeOf(task) === 'failed'}>
          <span className={classes.name}>{t(`time.${key}`)}</span>
          <span className={classes.time}>
            {time === '' ? t('time.notYet') : <time dateTime={time}>{format.dateTimeSeconds(time)}</time>}
          </span>
          {note && <span className={classes.time}>{note}</span>}
        </li>
      ))}
    </ol>
  );
}
